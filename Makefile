# Two commands suffice on a fresh machine: make demo, make test.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python

.PHONY: help demo run test check format lock clean

help: ## What can be made here
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: .venv/run ## Run the whole loop once, from a feed to an inbox (some ten seconds)
	@$(BIN)/mipex demo

run: .venv/run ## Serve http://127.0.0.1:8000 with everything inside, data in ./var
	@MIPEX_DEV=1 $(BIN)/mipex serve

test: .venv/dev ## Run the tests
	@$(BIN)/pytest -n auto --dist worksteal

check: .venv/dev ## Format, lint, types, import contracts, house rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tests/house.py

format: .venv/dev ## Put the code into its usual form
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

lock: .venv/dev ## Lock the dependencies anew, with hashes and without addresses
	@bash -c 'set -e; lock="$(UV) pip compile --quiet --universal --generate-hashes \
	  --no-emit-index-url --no-header --python-version 3.11"; \
	  $$lock --upgrade pyproject.toml -o requirements.txt; \
	  $$lock --upgrade pyproject.toml --extra dev --extra postgres -c requirements.txt -o requirements-dev.txt; \
	  printf "uv\nsetuptools\n" | $$lock --upgrade - -o requirements-build.txt'

clean: ## Remove what was built (not ./var, which holds data)
	rm -rf .venv *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/uv: requirements-build.txt
	@echo "Making .venv …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.txt
	@touch $@

.venv/run: .venv/uv requirements.txt pyproject.toml
	@echo "Installing what the service needs …"
	@$(INSTALL) --require-hashes -r requirements.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	@echo "Installing what its tests need …"
	@$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@
