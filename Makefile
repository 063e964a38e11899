PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
TORCH := torch==2.13.0

.PHONY: help setup demo test samples solved hostile fuzz chaos check prove mutants browser sheets bench lock clean

help:
	@echo "make demo     from nothing to a graded sample class in demo/"
	@echo "make test     the fast test suite"
	@echo "make samples  the rest of the sample class, one by one: every known mistake of every part"
	@echo "make solved   runs the solved notebooks from top to bottom"
	@echo "make hostile  the hostile class in one batch, and folders that were made to hurt"
	@echo "make fuzz     FUZZ_SECONDS (600) of odd bytes for all that reads what students and disks may have made"
	@echo "make chaos    kills batches and workers at many moments, which must leave no trace in any report"
	@echo "make check    build --check, lint, types: before a release"
	@echo "make prove    autograder check: mistakes, samples, zeros, a regrade: before a release; then breaks a course on purpose"
	@echo "make mutants  tries every mutant of the references, and keeps the report"
	@echo "make browser  looks at notebooks and feedback in headless Chromium"
	@echo "make sheets   has LibreOffice save grading sheets anew, and takes them back"
	@echo "make bench    measures what grading costs, beside others, into benchmarks/results.md (as root)"
	@echo "make lock     writes requirements.lock anew"

setup: $(READY)
	@./scripts/install-bubblewrap

$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv || ./scripts/virtualenv $(PYTHON)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --constraint requirements.lock $(TORCH)
	$(BIN)/pip install --quiet --constraint requirements.lock --editable '.[dev]'
	touch $@

demo: setup
	$(BIN)/python -m autograder.sample_class.demo

test: setup
	$(BIN)/pytest --numprocesses 2 -m "not slow"

samples: setup
	$(BIN)/pytest --numprocesses 2 -m slow tests/test_sample_class.py tests/sample_class/test_demo.py

solved: setup
	$(BIN)/pytest -m slow tests/test_solved_notebooks.py

hostile: setup
	$(BIN)/pytest -m slow tests/test_hostile_class.py tests/test_hostile_files.py

fuzz: setup
	$(BIN)/python -m tests.fuzz.run

chaos: setup
	$(BIN)/pytest -m slow tests/test_chaos.py tests/test_chaos_machine.py tests/batch/test_cluster.py tests/test_same_reports.py

check: setup
	$(BIN)/autograder build --check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

prove: setup
	$(BIN)/autograder check
	$(BIN)/pytest -m slow tests/proving

mutants: setup
	$(BIN)/autograder check --mutants

browser: setup
	./scripts/install-chromium
	$(BIN)/pytest tests/browser

sheets: setup
	./scripts/install-libreoffice
	$(BIN)/pytest -m slow tests/rubric/test_libreoffice.py

bench: setup
	$(BIN)/python -m benchmarks --write

lock:
	$(BIN)/pip-compile --quiet --extra dev --strip-extras --no-emit-index-url --no-emit-find-links --output-file requirements.lock pyproject.toml
	sed -i 's/+cpu$$//' requirements.lock  # the same release, whichever build was at hand

clean:
	rm -rf demo .venv
