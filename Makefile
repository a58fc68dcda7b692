# Eight words, no more: setup run test check fix messages docs demo
# Everything is set up by the word that needs it; Python >= 3.11 is all that must be there.

PYTHON ?= python3
DATA   ?= $(CURDIR)/.data
VENV   := $(CURDIR)/.venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready

.PHONY: setup run test check fix messages docs demo
.DEFAULT_GOAL := run

setup: $(STAMP)

# uv where it is; else plain pip with the same hashes. The pip that comes with Python 3.11 refuses a pinned
# package that another one asks for with an extra, as soon as a newer version is out: take a current one.
$(STAMP): pyproject.toml uv.lock requirements-dev.txt
	@if command -v uv >/dev/null 2>&1; then uv sync --frozen --quiet; \
	else $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --upgrade pip \
	  && $(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt \
	  && $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .; fi
	@touch $(STAMP)

# The demonstration: built once (two to five minutes), then served on http://127.0.0.1:8000
run: setup
	NAMRO_DATA=$(DATA) $(BIN)/namro demo --serve

demo: setup
	NAMRO_DATA=$(DATA) $(BIN)/namro demo --fresh

test: setup
	PYTHON=$(BIN)/python sh scripts/test.sh

# Changes nothing.
check: setup
	$(BIN)/ruff check namro tests scripts
	$(BIN)/ruff format --check namro tests scripts
	$(BIN)/lint-imports --no-cache
	NAMRO_DATA=$(DATA)/check $(BIN)/mypy namro
	NAMRO_DATA=$(DATA)/check $(BIN)/python -m django makemigrations --check --dry-run --settings namro.config.settings
	NAMRO_DATA=$(DATA)/check $(BIN)/python scripts/messages.py --check
	NAMRO_DATA=$(DATA)/check $(BIN)/python scripts/made.py --check

fix: setup
	$(BIN)/ruff check --fix namro tests scripts
	$(BIN)/ruff format namro tests scripts

messages: setup
	NAMRO_DATA=$(DATA)/check $(BIN)/python scripts/messages.py

docs: setup
	NAMRO_DATA=$(DATA)/check $(BIN)/python scripts/made.py
	NAMRO_DATA=$(DATA) $(BIN)/python scripts/screenshots.py
