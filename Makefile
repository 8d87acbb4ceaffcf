# make run    environment, the sample company of sample_data/ where the folder of this checkout is empty, and the dashboard
#             (PORT=8600); another HILO_HOME stays empty, and its first page offers the sample company or the own exports
# make sample the sample company into HILO_HOME
# make test   environment with the tests' tools and a browser, then everything that CI checks
# make docs   the generated parts of docs/ anew: commands, metrics, tables, the drawing
# make lock   the exact packages, with hashes, anew from requirements*.txt; make audit: which have known vulnerabilities
# make bench  load speed and page queries at a million and ten million rows, as ratios to plain DuckDB

PORT ?= 8501
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := $(CURDIR)/.hilo
HILO_HOME ?= $(DEMO)
export HILO_HOME

.PHONY: run install install-dev test lint types check bench docs lock audit clean sample

run: install
	@test "$(HILO_HOME)" != "$(DEMO)" || test -f "$(DEMO)/published/CURRENT" || $(MAKE) --no-print-directory sample
	@$(BIN)/python -m pages.parts.fonts
	@echo "Hilo: http://localhost:$(PORT)"
	@$(BIN)/streamlit run app.py --server.port $(PORT)

sample: install
	@echo "Building the warehouse from sample_data/ …"
	@$(BIN)/python -m pipelines sample

install: $(VENV)/installed

install-dev: $(VENV)/installed-dev

$(VENV)/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed scripts/install_browser.sh
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	sh scripts/install_browser.sh $(BIN)
	@touch $@

# What looks after the packages has an environment of its own: it is neither run nor tested with the product.
$(VENV)/tools/installed: requirements-tools.lock
	$(PYTHON) -m venv $(VENV)/tools
	$(VENV)/tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.lock
	@touch $@

# For every platform and Python from 3.11 on; a package that a file pins elsewhere too keeps its version.
LOCK := $(VENV)/tools/bin/uv pip compile --no-config --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --quiet

lock: $(VENV)/tools/installed
	$(LOCK) requirements.txt -o requirements.lock
	$(LOCK) requirements-dev.txt -c requirements.lock -o requirements-dev.lock
	$(LOCK) requirements-tools.txt -o requirements-tools.lock

audit: $(VENV)/tools/installed
	@$(VENV)/tools/bin/python scripts/audit.py requirements-dev.lock requirements-tools.lock

lint: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: install-dev
	$(BIN)/mypy --no-error-summary app.py pages metrics pipelines warehouse sample_data

check: lint types

test: check
	$(BIN)/python -m pytest -m "not browser" -n 2
	$(BIN)/python -m pytest -m browser

docs: install
	@$(BIN)/python -m scripts.write_docs

bench: install-dev
	$(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
