# One door: `make preview`, `make test`, `make check`, `make bench`, `make local`.
SHELL := /bin/bash
STACK ?= dev
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help preview test check bench local docs services clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

preview: .venv/.ready ## preview STACK (default dev) with the policy pack; no AWS account needed
	@$(BIN)/python -m offline preview $(STACK)

test: .venv/.ready services ## run every test
	@$(BIN)/pytest

check: .venv/.ready services ## format, lint, types, tests and coverage: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/actionlint
	$(BIN)/pytest --cov --cov-report=term

bench: .venv/.ready services ## measure; ratios within one run, medians
	@$(BIN)/python -m offline bench

local: .venv/.ready services ## payments API on localhost: real handlers, PostgreSQL, Redis, moto
	@$(BIN)/python -m offline serve $(STACK)

docs: .venv/.ready ## write the generated documents anew
	@$(BIN)/python -m offline docs

services: ## install the database servers the tests start, where they are missing
	@.ci/services

clean: ## remove the virtual environment and caches
	rm -rf .venv .coverage .hypothesis .pytest_cache .ruff_cache

.venv/.ready: requirements.txt requirements-dev.txt
	@.ci/venv $(PYTHON)
