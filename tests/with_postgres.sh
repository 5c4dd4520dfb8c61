#!/usr/bin/env bash
# Runs a command with CASEWORK_DATABASE_URL set to a throwaway PostgreSQL cluster; says so and leaves where no server programs are found.
set -eu
bin=""
for dir in "${PG_BIN:-}" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) "$(dirname "$(command -v postgres 2>/dev/null || echo /nonexistent/x)")"; do
  [ -n "$dir" ] && [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && { bin=$dir; break; }
done
if [ -z "$bin" ]; then
  echo "PostgreSQL server programs not found: the suite ran on SQLite alone"
  exit 0
fi

home=$(mktemp -d "${TMPDIR:-/tmp}/casework-pg.XXXXXX")
port=${PG_PORT:-$((20000 + RANDOM % 20000))}
as() { if [ "$(id -u)" = 0 ]; then runuser -u "$owner" -- "$@"; else "$@"; fi; }  # initdb refuses root
owner=postgres; id "$owner" >/dev/null 2>&1 || owner=nobody
[ "$(id -u)" = 0 ] && chown "$owner" "$home"
cleanup() { as "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true; rm -rf "$home"; }
trap cleanup EXIT

cd "$home"
as "$bin/initdb" -D "$home/data" -U casework -A trust -E UTF8 --locale=C.UTF-8 --data-checksums >"$home/log" 2>&1 || { cat "$home/log"; exit 1; }
as "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w \
  -o "-p $port -k $home -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=128MB" start >/dev/null \
  || { cat "$home/server.log"; exit 1; }
cd - >/dev/null
export CASEWORK_DATABASE_URL="postgresql://casework@127.0.0.1:$port/postgres"
"$@"
