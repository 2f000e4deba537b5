# make run | test | lint | format | bench | docs | words | lock. Everything is in .venv; nothing is installed elsewhere.

PORT ?= $(or $(FORUM_PORT),8000)
INSTANCE ?= $(or $(FORUM_INSTANCE),instance)
PYTHON ?=
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check

.PHONY: run test lint format bench lock docs words clean

run: .venv/runs
	@FORUM_PORT='$(PORT)' FORUM_INSTANCE='$(INSTANCE)' exec $(BIN)/python -m forum.cli run --migrate

test: .venv/tests
	@$(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint forum/templates themes
	$(BIN)/mypy

format: .venv/tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/runs
	@exec $(BIN)/python -m forum.cli bench

docs: .venv/runs
	@$(BIN)/python -m forum.cli.reference > docs/configuration.md
	@$(BIN)/python -m forum.cli.reference docs/plugins.md > docs/plugins.made
	@mv docs/plugins.made docs/plugins.md

# What code and templates say, into every catalogue: docs/translating.md.
words: .venv/runs
	@$(BIN)/python -m forum.cli words update

# Exact versions with hashes, from pyproject.toml. `make lock UPGRADE=--upgrade` takes newer ones.
lock: .venv/bin/python
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(INSTALL) uv
	@for kind in "" dev; do \
	  $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-header $(UPGRADE) --extra build $${kind:+--extra dev} pyproject.toml \
	    --output-file requirements$${kind:+-dev}.lock || exit 1; \
	done

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache

# The first Python that is new enough, or the one that `make PYTHON=…` names.
.venv/bin/python:
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    "$$python" -m venv --clear .venv && exit 0; \
	    rm -rf .venv; \
	    echo "$$python cannot make a virtual environment; on Debian: apt install python3-venv" >&2; \
	    exit 1; \
	  fi; \
	done; \
	echo "The forum needs Python 3.11 or newer, and $(or $(PYTHON),python3) is" \
	  "$$($(or $(PYTHON),python3) --version 2>&1 | tail -1 || true):" \
	  "install a newer one, or name it with make PYTHON=/path/to/python3.11" >&2; \
	exit 1

.venv/runs: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing what the forum needs (only now and when requirements.lock changes) …"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/tests: requirements-dev.lock .venv/runs
	@echo "Installing what the tests need …"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
