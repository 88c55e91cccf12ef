# One door: `make preview`, `make test`, `make check`, `make bench`, `make local`.
SHELL := /bin/bash
STACK ?= dev
PYTHON ?= python3
BIN := .venv/bin
# A worker for each core, up to four: each starts database servers of its own.
SIDE_BY_SIDE := --numprocesses logical --maxprocesses 4

.PHONY: help preview test check bench mutation local outputs preflight smoke shift docs services clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

preview: .venv/.ready ## preview STACK (default dev) with the policy pack; no AWS account needed
	@$(BIN)/python -m offline preview $(STACK)

test: .venv/.ready services ## run every test
	@$(BIN)/pytest $(SIDE_BY_SIDE)

check: .venv/.ready services ## format, lint, types, tests and coverage: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/actionlint
	$(BIN)/pytest $(SIDE_BY_SIDE) --cov --cov-report=term

bench: .venv/.ready services ## measure; ratios within one run, medians
	@status=0; for each in "offline bench" tests.bench.bench_functions tests.bench.bench_processing; do \
		echo "== $$each"; PYTHONPATH=functions $(BIN)/python -m $$each || status=1; \
	done; exit $$status

mutation: .venv/.ready ## break every security-relevant property; the pack has to notice 95 % of it
	@$(BIN)/python -m offline mutation --write

local: .venv/.ready services ## payments API on localhost: real handlers, PostgreSQL, Redis, moto
	@$(BIN)/python -m offline serve $(STACK)

outputs: .venv/.ready ## write what a deployed STACK exports to outputs/flat-outputs.json
	@$(BIN)/python -m operations outputs $(STACK)

preflight: .venv/.ready ## ask the account for what STACK needs before it is deployed
	@$(BIN)/python -m operations preflight $(STACK)

smoke: .venv/.ready ## verify a deployed STACK against its outputs; changes nothing
	@$(BIN)/python -m operations smoke $(STACK)

shift: .venv/.ready ## lead callers of STACK to new functions, or with GREEN=percent to green tasks
	@$(BIN)/python -m operations $(if $(GREEN),green $(STACK) $(GREEN),shift $(STACK))

docs: .venv/.ready ## write the generated documents anew
	@$(BIN)/python -m offline docs

services: ## install the database servers the tests start, where they are missing
	@.ci/services

clean: ## remove the virtual environment, caches and composed archives
	rm -rf .venv .build .coverage .hypothesis .pytest_cache .ruff_cache

.venv/.ready: requirements.txt requirements-dev.txt
	@.ci/venv $(PYTHON)
