"""Reads settings from the environment, prefix CASEWORK_; a secret may also come from the file that CASEWORK_<NAME>_FILE names."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    """Return the setting CASEWORK_<name>, or what stands in the file CASEWORK_<name>_FILE names."""
    path = os.environ.get(f"CASEWORK_{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(f"CASEWORK_{name}", default)


def flag(name: str, default: bool = False) -> bool:
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    return int(text(name, str(default)))


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Turn a database URL into Django's dictionary; sqlite:///relative, sqlite:////absolute or postgresql://user:password@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        name = parts.path[1:] or "var/casework.sqlite3"
        path = name if name == ":memory:" else str(ROOT / name)
        # IMMEDIATE: with Django's default two people acting at once got "database is locked" (docs/adr/0005)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20}}
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {"connect_timeout": 3}
    # Without these four a session whose client vanished held its locks for good (trust: measured).
    options["options"] = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c statement_timeout=120s"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
