# Everything a developer does, by name. `make` alone lists it.
# Settings come from the environment (PORTAL_PORT=8001 make run); portal/config.py lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
PYTEST := $(BIN)/python -m pytest
# Commands that only prepare say little, unless asked to.
QUIETLY := PORTAL_LOG_LEVEL=$${PORTAL_LOG_LEVEL:-WARNING}
CORES := 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Tests start Python dozens of times: it should compile what it runs only once.
unexport PYTHONDONTWRITEBYTECODE

INSTALLED := .venv/.installed
MODULES := node_modules/.installed
BUILT := static/build/manifest.json
STYLES := $(shell find static/css static/js static/icons static/build.mjs -type f 2>/dev/null)

.PHONY: help
help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' Makefile

.PHONY: setup
setup: $(INSTALLED) $(BUILT) ## Install everything below this folder and build the styles; quick when done already

$(INSTALLED): requirements.lock tools/find-python.sh
	@python=$$(tools/find-python.sh) && { $(BIN)/python -c '' 2>/dev/null || "$$python" -m venv --clear .venv; }
	$(BIN)/python -m pip install --quiet --no-deps --requirement requirements.lock
	@$(BIN)/python -m pip check --quiet
	@touch $@

$(MODULES): package.json package-lock.json tools/check-node.sh
	@tools/check-node.sh
	npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(BUILT): $(MODULES) $(STYLES)
	npm run build --silent
	@touch $@

.PHONY: run
run: setup db ## Run the portal with a small invented community in it
	@$(QUIETLY) $(FLASK) seed --if-empty
	@$(QUIETLY) $(FLASK) seed --cast
	@exec $(FLASK) serve

.PHONY: worker
worker: setup ## Run only the worker: where the web processes run elsewhere (flask serve --no-worker)
	@exec $(FLASK) worker

.PHONY: test
test: test-fast test-browser ## Run all tests: on SQLite, on PostgreSQL, in a browser

.PHONY: test-fast
test-fast: setup ## Run all tests but those in a browser
	$(PYTEST) -n $(CORES) -m "not browser"
	$(PYTEST) -n $(CORES) -m "not browser and not sqlite and not any_database" --database postgresql \
		--ignore tests/operations --ignore tests/architecture --ignore tests/postgresql

.PHONY: test-browser
test-browser: setup ## Run the tests in a browser
	@tools/find-chromium.sh
	$(PYTEST) -m browser tests

.PHONY: a11y
a11y: setup ## Check every kind of page for accessibility in a browser
	@tools/find-chromium.sh
	$(PYTEST) -m browser -k accessib tests

.PHONY: lint
lint: setup ## Check style and security of the code and the templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/bandit --quiet --recursive portal wsgi.py --configfile pyproject.toml

.PHONY: types
types: setup ## Check the types
	$(BIN)/mypy

.PHONY: imports
imports: setup ## Check that lower layers import no upper ones
	$(BIN)/lint-imports --no-cache

.PHONY: check
check: lint types imports test ## Everything that must pass before a change lands

.PHONY: format
format: setup ## Format the code
	$(BIN)/ruff check --fix --exit-zero --silent .
	$(BIN)/ruff format --quiet .

.PHONY: db
db: setup ## Bring the database to the newest tables
	@$(QUIETLY) $(FLASK) db upgrade

.PHONY: migration
migration: setup ## Write a migration for changed models: make migration m="Add something"
	@$(BIN)/python -m tools.new_migration $(m)

.PHONY: seed
seed: setup db ## Load the invented community
	@$(FLASK) seed

.PHONY: reset
reset: setup ## Delete this instance's data and load the invented community; asks first, unless FORCE=1
	@tools/reset.sh
	@$(QUIETLY) $(FLASK) db upgrade
	@$(QUIETLY) $(FLASK) seed

.PHONY: docs
docs: setup ## Write the documents that are made from the code
	$(BIN)/python -m tools.permissions_page

.PHONY: bench
bench: setup ## Measure the portal against this machine's own limit: make bench ARGS="--rounds 3"
	$(BIN)/python -m tests.bench $(ARGS)

.PHONY: screenshots
screenshots: setup ## Take the pictures of the README
	@tools/find-chromium.sh
	$(BIN)/python -m tools.screenshots

.PHONY: lock
lock: ## Pin the newest versions that pyproject.toml allows
	@rm -rf .venv/lock && mkdir -p .venv
	"$$(tools/find-python.sh)" -m venv .venv/lock
	.venv/lock/bin/python -m pip install --quiet ".[dev]"
	.venv/lock/bin/python -m pip freeze --exclude portal > requirements.lock
	@rm -rf .venv/lock build portal.egg-info
