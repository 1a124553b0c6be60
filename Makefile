# `make` lists the commands. Each one makes .venv by itself: Python 3.11 or newer is enough.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
ARGS ?=
# CI runs the tests in one order, so that a red run can be repeated; elsewhere it is random.
ORDER := $(if $(CI),-p randomly --randomly-seed=20261122)

# Much of `make test` waits for children: two workers a core use that time.
WAITING := PYTEST_XDIST_AUTO_NUM_WORKERS=$$(($$(nproc 2>/dev/null || echo 2) * 2))

# What `make check` runs beside the static checks; CI leaves the unit tests to `make test`.
TESTS ?= tests/unit tests/integration/tree
# Acceptance that kills, freezes, fills disks and takes things away: mostly waiting.
CHAOS := $(addprefix tests/acceptance/test_,bad_weather.py demo_killed.py kills.py \
  page_child.py run_killed.py soak.py told_after_a_kill.py)

.PHONY: help install demo test check room coverage mutants gates accept chaos bench docs fmt clean
help: ## list the commands
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.product ## make .venv with polywire in it

.venv/.product: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(STAMP): .venv/.product pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

demo: .venv/.product ## install, run a whole wire on the sample newsroom, serve its site
	@$(BIN)/polywire demo $(ARGS)

test: $(STAMP) ## install, then all tests but acceptance and those of the tree itself
	@$(WAITING) $(BIN)/python -m pytest $(ORDER) -n auto --dist worksteal --ignore tests/integration/tree $(ARGS)

check: $(STAMP) ## format, lint, types, layers, how the house is sorted, unit tests, the tree: examples, benchmarks
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.house
	@$(BIN)/python -m pytest -q $(ORDER) -n auto --dist worksteal $(TESTS)

room: $(STAMP) ## tests of one room: make room R=check
	@$(BIN)/python -m pytest -q $(ORDER) -n auto --dist worksteal $$($(BIN)/python -m tests.rooms $(R)) $(ARGS)

coverage: $(STAMP) ## branches of each room that its own tests take (ROOM="check rights")
	@$(BIN)/python -m tests.covered $(ROOM)

mutants: $(STAMP) ## mutants killed per room (ROOM=check SEED=1 MINUTES=10)
	@$(BIN)/python -m tests.mutants $(ROOM) $(if $(SEED),--seed $(SEED)) $(if $(MINUTES),--minutes $(MINUTES)) $(ARGS)

fmt: $(STAMP) ## format and mend what ruff can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# What measures time runs with nothing beside it; -rfEP prints the figures of the others.
# 5 is pytest's word for "no test of this half was asked for" (ARGS="-k ...").
gates: $(STAMP) ## score the pinned corpora (needs the bench folder, see POLYWIRE_BENCH)
	@$(BIN)/python -m pytest -p no:randomly -rfEP -n auto --dist loadfile -m "not alone" tests/gates $(ARGS) || [ $$? -eq 5 ]
	@$(BIN)/python -m pytest -p no:randomly -s -m alone tests/gates $(ARGS) || [ $$? -eq 5 ]

# Once, before two workers ask for it at the same time; where npm is not, tests say so.
NODE := tests/acceptance/node
$(NODE)/node_modules: $(NODE)/package.json
	@! command -v npm >/dev/null || (cd $(NODE) && npm install --no-audit --no-fund --no-package-lock --silent)

accept: $(STAMP) $(NODE)/node_modules ## acceptance: a whole wire, a real browser, web servers (needs Debian's parts)
	@$(BIN)/python -m pytest -p no:randomly -rfEP -n auto --dist loadfile -m "not alone" $(addprefix --ignore ,$(CHAOS)) tests/acceptance $(ARGS) || [ $$? -eq 5 ]
	@$(BIN)/python -m pytest -p no:randomly -s -m alone $(addprefix --ignore ,$(CHAOS)) tests/acceptance $(ARGS) || [ $$? -eq 5 ]

chaos: $(STAMP) ## acceptance under kills, full disks, lost databases: 0 lost, 0 doubled (PART=0.6 SEED=1)
	@$(BIN)/python -m pytest -p no:randomly -rfEP -n auto --dist loadfile --durations 9 $(if $(PART),--part $(PART)) $(if $(SEED),--part-seed $(SEED)) $(CHAOS) $(ARGS)

bench: $(STAMP) ## speed, as ratios
	@$(BIN)/python -m bench $(ARGS)

docs: $(STAMP) ## run the examples of the documentation
	@$(BIN)/python -m pytest -q -n auto tests/unit/test_docs.py tests/integration/tree/test_examples.py

clean: ## remove .venv and caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
