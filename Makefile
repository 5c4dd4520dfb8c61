# Two commands are all the set-up there is: `make run` serves a demonstration city, `make test` runs the whole fast suite.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
PYTEST := $(PY) -m pytest
SEED ?= 1
WITHOUT_DATABASE := tests/engine tests/rules tests/peers tests/conventions tests/docs
export DJANGO_SETTINGS_MODULE ?= settings.local

.PHONY: help run test test-sqlite test-postgres check bench peers lock migrations clean
.DEFAULT_GOAL := help

help:  ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

# The lock names every package, so nothing is left to resolve: --no-deps keeps a later release of a dependency from
# being looked at at all, and `make check` asks pip whether anything is missing.
$(VENV)/.runtime: requirements.txt
	@echo "[1/4] 安装依赖 / installing dependencies"
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt
	@echo "installing dependencies with the tools of development"
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime

run: $(VENV)/.runtime  ## serve a demonstration city on 127.0.0.1:$(PORT) with its worker
	@echo "[2/4] 建库、字体（并行） / database and fonts, side by side"
	@$(PY) manage.py fonts prepare & fonts=$$!; $(PY) manage.py migrate --verbosity 0 && wait $$fonts
	@echo "[3/4] 区划与演示数据 / regions and demonstration"
	@$(PY) manage.py load_regions && $(PY) manage.py demo --if-empty --elders 48
	@echo "[4/4] 静态文件 / static files"; $(PY) manage.py collectstatic --noinput --verbosity 0
	@$(PY) manage.py serve --port $(PORT)

test: test-sqlite test-postgres  ## the whole fast suite, on SQLite and on PostgreSQL where its server programs are found

test-sqlite: $(VENV)/.dev
	@$(PYTEST) -n 2 --dist loadfile -q

# what a browser shows, and what asks no database, is the same over either: it is run once
test-postgres: $(VENV)/.dev
	@tests/with_postgres.sh sh -c '$(PY) manage.py migrate --verbosity 0 && $(PYTEST) -n 2 --dist loadfile -q -m "not browser and not slow" $(WITHOUT_DATABASE:%=--ignore=%)'

check: $(VENV)/.dev  ## lint, types, contracts, system checks, missing migrations
	$(PY) -m pip check
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	DJANGO_SETTINGS_MODULE=settings.test $(VENV)/bin/mypy
	PYTHONPATH=. $(VENV)/bin/lint-imports
	$(PY) manage.py check
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py flows check

bench: $(VENV)/.dev  ## ratios to the floor, as a table and JSON
	$(PY) -m benchmarks

peers: $(VENV)/.dev  ## our engine beside the living Products.DCWorkflow, SEED=n
	$(PY) -m tests.peers.differential --seed $(SEED)
	$(PY) -m tests.peers.chains --seed $(SEED)

lock:  ## renew the locked requirements, with hashes and without index addresses
	$(VENV)/bin/pip-compile -q --generate-hashes --no-header --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements.txt pyproject.toml
	$(VENV)/bin/pip-compile -q --generate-hashes --no-header --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra dev -o requirements-dev.txt pyproject.toml

migrations: $(VENV)/.dev
	$(PY) manage.py makemigrations

clean:  ## throw away what was built (not the environment)
	rm -rf build var .pytest_cache .mypy_cache .ruff_cache .hypothesis
