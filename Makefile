# What a person types. `make` alone lists it. Everything installs itself into .venv on first use; a later run starts at once.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PORT ?= 8000
HOST ?= 127.0.0.1
ARGS ?=
RAMP_TEST_WORKERS ?= logical
SIZES ?= real,10k,100k
PEERS ?= all
VENV := .venv
BIN := $(VENV)/bin
SIDE_BY_SIDE = --numprocesses=$(RAMP_TEST_WORKERS) --maxprocesses=4
BUILT := service/ramp/web/static/built/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: help test-kills deploy-tools engines engines-setup engines-table serve check test test-clients-setup lint format types docs bench bench-setup bench-report bench-validation bench-reconcile bench-pages bench-scale clean form browser map

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Variables: PORT=8000, HOST=127.0.0.1, RAMP_HOME=folder of the store, PYTHON=interpreter, ARGS='further arguments', RAMP_TEST_WORKERS=files of tests at a time, 0 for one by one."

serve: $(VENV)/.ready $(BUILT)  ## build the graph and serve it on http://localhost:8000 (PORT=, HOST=, RAMP_HOME=)
	@exec $(BIN)/ramp serve --host "$(HOST)" --port "$(PORT)" $(ARGS)

check: $(VENV)/.ready  ## check the whole graph: shapes, hygiene, questions
	@exec $(BIN)/ramp check $(ARGS)

test: $(VENV)/.ready-test  ## run the tests, as many files at a time as there are processors (ARGS='-k name' for some of them, one by one)
	@exec $(BIN)/python -m pytest $(or $(ARGS),$(SIDE_BY_SIDE) --dist=loadfile)

test-kills: $(VENV)/.ready-test  ## kill the whole service 200 times at random moments; takes up to an hour
	@exec env RAMP_TEST_KILLS=200 $(BIN)/python -m pytest -s tests/faults/test_service_killed.py $(ARGS)

test-clients-setup:  ## install the Node.js clients that some tests use; without them those tests are skipped
	npm install --prefix tests/service/clients --no-audit --no-fund --no-package-lock

lint: $(VENV)/.ready-test  ## ruff and mypy, changing nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.ready-test  ## rewrite the Python files in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

form:  ## build what runs in the browser: the practice form, the query editor (needs Node; without it plain forms serve)
	@npm ci --silent --no-audit --no-fund && npm run --silent build && touch $(BUILT)

map: $(VENV)/.ready  ## make the outlines of the map anew from Natural Earth (needs Node)
	@npm ci --silent --no-audit --no-fund && $(BIN)/python -m ramp.web.map.making node_modules/world-atlas

browser:  ## install the browser that the browser tests drive (Debian's Chromium)
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium; }

deploy-tools: $(VENV)/.ready-test  ## install what reads the files of deploy/ (PyPI, Debian); without it those tests are skipped
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --only-binary :all: --require-hashes -r .ci/deploy-tools.txt \
	  || echo "No reader of compose files and image recipes here: the tests with them are skipped"
	@missing=; for tool in nginx:nginx caddy:caddy faketime:faketime systemd-analyze:systemd openssl:openssl; do \
	  PATH="$$PATH:/usr/sbin" command -v $${tool%%:*} >/dev/null || missing="$$missing $${tool##*:}"; \
	done; \
	[ -z "$$missing" ] || { apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing; }  # RUNLEVEL=1: starts none

docs: $(VENV)/.ready-test  ## write the generated pages of docs/ anew
	$(BIN)/ramp reference --write docs/reference.md
	$(BIN)/python -m ramp.validation.reference docs/shapes.md

engines-setup: $(VENV)/.ready-test  ## get the SPARQL servers and the PostgreSQL that tests drive (Debian, Maven Central)
	@command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql; } || echo "No PostgreSQL"
	@$(BIN)/python -m bench setup --peers oxigraph,virtuoso,fuseki || echo "The tests on what is missing are skipped"

engines: engines-setup  ## run the tests on every SPARQL server (make test: on Oxigraph only) and on PostgreSQL
	@exec env RAMP_TEST_ENGINES=all $(BIN)/python -m pytest $(SIDE_BY_SIDE) --dist=loadgroup tests/service/remote/test_engines.py \
	  tests/service/remote/test_retired.py tests/workflow/test_copies.py tests/operations/test_backup_postgresql.py $(ARGS)

engines-table: $(VENV)/.ready-test  ## write the table of docs/engines.md anew
	@RAMP_TEST_ENGINES=all RAMP_WRITE_TABLES=1 $(BIN)/python -m pytest tests/service/remote/test_engines.py -k table $(ARGS)

bench: $(VENV)/.ready-bench  ## measure the service side by side with its peers (SIZES=real,10k,100k PEERS=all)
	@exec $(BIN)/python -m bench run --sizes "$(SIZES)" --peers "$(PEERS)" $(ARGS)

bench-setup: $(VENV)/.ready-bench  ## get the peers that are no Python packages (PEERS=)
	@exec $(BIN)/python -m bench setup --peers "$(PEERS)" $(ARGS)

bench-report: $(VENV)/.ready-bench  ## write docs/benchmarks.md from the last results
	@exec $(BIN)/python -m bench report

bench-validation: $(VENV)/.ready-bench  ## measure the checking of many records side by side with its peers
	@exec $(BIN)/python -m bench.validation run $(ARGS)

bench-pages: $(VENV)/.ready-test  ## measure every type of page, uncached (ARGS=)
	@exec $(BIN)/python -m bench.pages $(ARGS)

bench-scale: $(VENV)/.ready-test  ## measure how everything grows, 1 thousand to 1 million practices (ARGS='--sizes 1k,10k')
	@exec $(BIN)/python -m bench.scale run $(ARGS)

bench-reconcile: $(VENV)/.ready-test  ## measure how well names are found; writes docs/benchmarks-reconciliation.md
	@exec $(BIN)/python -m bench.reconcile $(ARGS)

clean:  ## remove the environment and everything that tools left behind
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*

# The environment. A stamp is written last, so that an interrupted installation starts again.
$(VENV)/.ready: pyproject.toml constraints.txt hatch_build.py
	@set -e; \
	python=$$(PYTHON="$(PYTHON)" sh .ci/find-python); \
	if ! [ -x $(BIN)/python ] || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  echo "Creating $(VENV) with $$python" >&2; rm -rf $(VENV); $$python -m venv $(VENV); \
	fi; \
	echo "Installing RAMP into $(VENV) (first time: about a minute)" >&2; \
	$(PIP) hatchling editables; \
	$(PIP) --no-build-isolation --editable .; \
	touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	@echo "Installing the test tools into $(VENV)" >&2
	@$(PIP) --no-build-isolation --editable '.[test]'
	@touch $@

$(VENV)/.ready-bench: $(VENV)/.ready-test
	@echo "Installing the peers to measure against into $(VENV)" >&2
	@$(PIP) --no-build-isolation --editable '.[test,bench]'
	@touch $@

# What runs in the browser. Without Node, or without the network for the first time, the service goes without and says so on its pages.
$(BUILT): package-lock.json $(wildcard service/ramp/web/form/*.js)
	@mkdir -p $(@D)
	@if command -v npm >/dev/null; then \
	  echo "Building the query editor and the practice form" >&2; \
	  { npm ci --silent --no-audit --no-fund && npm run --silent build && touch $@; } || echo "They could not be built; plain forms serve instead" >&2; \
	else echo "No Node here: plain forms serve instead of the query editor and the practice form in the browser" >&2; fi
