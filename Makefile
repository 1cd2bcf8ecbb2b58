# Two commands matter: `make demo` and `make test`. Both set up what is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check format cases bench pictures clean

$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: $(READY)
	$(BIN)/stet demo --no-chat --out demo

test: $(READY)
	$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

format: $(READY)
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

cases: $(READY)
	$(BIN)/python tests/cases/print_wrong.py

bench: $(READY)
	$(BIN)/python benchmarks/polls.py
	$(BIN)/python -m benchmarks.ledger

pictures: $(READY)
	$(BIN)/python docs/draw_pictures.py

clean:
	rm -rf $(VENV) demo dist build .coverage* htmlcov .mypy_cache .ruff_cache .pytest_cache
