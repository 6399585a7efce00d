# plainleaf: `make` alone lists what there is to type.

SHELL := /bin/sh
SETUP := .ci/setup.sh
BIN   := .venv/bin
# How many processes run tests at once.
TEST_JOBS ?= 2
# Extra words for the command: make build ARGS="--brand harbour-clinic"
ARGS ?=
LINKS := $(HOME)/.local/bin
LINK  := $(LINKS)/plainleaf
export PYTHON CHROMIUM

.DEFAULT_GOAL := help
.PHONY: help build install uninstall test check bench bench-rules bench-facts gallery mutants golden lock wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

build: ## set up what is missing, then build and certify everything in source/ into output/
	@$(SETUP) run
	@$(BIN)/plainleaf build --certify $(ARGS)
	@command -v plainleaf >/dev/null || echo 'the command is $(BIN)/plainleaf; make install lets you type plainleaf'

install: ## let every shell find the command: a link in ~/.local/bin
	@$(SETUP) run
	@mkdir -p '$(LINKS)'
	@if [ -e '$(LINK)' ] && [ ! -L '$(LINK)' ]; then echo 'another plainleaf is in the way: $(LINK)' >&2; exit 1; fi
	@ln -sfn '$(CURDIR)/$(BIN)/plainleaf' '$(LINK)'
	@echo 'linked $(LINK)'
	@case ":$$PATH:" in *':$(LINKS):'*) echo 'next: plainleaf --help' ;; \
		*) echo 'next: add $(LINKS) to your PATH, then: plainleaf --help' ;; esac

uninstall: ## take that link away
	@if [ -L '$(LINK)' ]; then rm '$(LINK)'; echo 'removed $(LINK)'; fi

test: ## set up what the tests need, then run them all without any network
	@$(SETUP) test
	@$(BIN)/python -m pytest -n $(TEST_JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: ## read the code: ruff, its formatting, mypy --strict, which room imports which; audit what it depends on
	@$(SETUP) check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict pipeline tests
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/python .ci/audit.py

bench: ## time plainleaf beside the usual tools and a good script
	@$(SETUP) test
	@$(BIN)/python -m tests.bench $(ARGS)

gallery: ## make articles that strain a layout in every format, with contact sheets in output/_gallery (slow)
	@$(SETUP) test
	@$(BIN)/python -m tests.gallery $(ARGS)

bench-facts: ## plant faults and harmless rewrites in finished files and count what is found (about 20 minutes)
	@$(SETUP) test
	@nice $(BIN)/python -m tests.bench facts

bench-rules: ## count what the rules miss and wrongly flag in the planted defects (BENCH_PART=open|held_out|fresh for one part)
	@$(SETUP) test
	@$(BIN)/python -m tests.bench rules

mutants: ## change the code in small ways and count the changes that no test notices (slow)
	@$(SETUP) test
	@nice $(BIN)/python -m tests.mutation $(ARGS)

golden: ## rewrite the golden texts in tests/; read the diff before you commit it
	@$(SETUP) test
	@$(BIN)/python -m pytest -m golden --golden-rewrite $(ARGS)
	@git diff --stat -- tests

lock: ## write the lock files anew from pyproject.toml and package.json (needs the registries)
	@$(SETUP) check
	@$(BIN)/uv pip compile $(COMPILE) pyproject.toml --group build --output-file requirements.lock
	@$(BIN)/uv pip compile $(COMPILE) pyproject.toml --group build --group dev \
		--constraint requirements.lock --output-file requirements-dev.lock
	@if command -v npm >/dev/null; then cd tests/oracles && npm install --package-lock-only; fi

# Wheels only, for every Python from 3.11 on and every system; no registry address reaches the files.
COMPILE := --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)

wheel: ## build dist/plainleaf-*.whl, which carries the default styles, and the bill of materials beside it
	@$(SETUP) run
	@$(BIN)/python -m pip --quiet --disable-pip-version-check wheel --no-deps --no-index --no-build-isolation \
		--wheel-dir dist .
	@$(BIN)/python .ci/sbom.py dist
	@ls dist/*.whl

clean: ## remove everything that was made: output, environment, caches
	@find output -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
	@rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/oracles/node_modules
	@find pipeline tests .ci -name __pycache__ -prune -exec rm -rf {} +
