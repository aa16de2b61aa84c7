# Everything a newcomer needs: `make demo` runs the product, `make test` proves it.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
VENDOR := luoshi/web/static/vendor

# What asks a database of its own accord: every package that writes, and the pages that make queries themselves.
ON_POSTGRESQL := $(addprefix tests/,journal units ledgers commitments periods honesty dispatch inspections calls \
  reviews matching grants appeals service elections quality assessment reports exchange soundness api) \
  tests/ops/backup/test_moment.py $(addprefix tests/web/test_,list.py query_counts.py pivot.py parts.py map.py board.py boards.py calendar.py grid.py)

.PHONY: setup demo test lint types imports bench lock system clean

setup: $(VENV)/.ready $(VENDOR)/.ready  ## what the product needs to run

$(VENV)/.ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . 2>/dev/null \
	  || $(BIN)/python -m pip install --quiet --no-deps -e .
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

$(VENDOR)/.ready: frontend/package-lock.json frontend/ship.mjs frontend/icons.txt
	cd frontend && npm ci --silent --no-audit --no-fund && node ship.mjs
	touch $@

system:  ## Chromium, fonts and the libraries that set PDFs, from Debian
	sh scripts/system-packages.sh

demo: setup  ## the demonstration city, filled and served
	$(BIN)/luoshi demo

test: setup $(VENV)/.ready-dev system lint  ## everything, on SQLite and then on PostgreSQL
	LUOSHI_SITE=$(VENV)/test-site $(BIN)/python -m pytest -n 2 --dist loadgroup
	LUOSHI_SITE=$(VENV)/test-site $(BIN)/python scripts/on_postgresql.py $(BIN)/python -m pytest -n 2 $(ON_POSTGRESQL)

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.secrets_in_source
	$(BIN)/python -m scripts.dependencies

bench: setup $(VENV)/.ready-dev
	$(BIN)/python -m bench.figures
	$(BIN)/python -m bench.close

lock:  ## renew the pinned versions
	$(VENV)/bin/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --allow-unsafe -o requirements.lock pyproject.toml
	$(BIN)/pip-compile -q --extra dev -c requirements.lock --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --allow-unsafe -o requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) $(VENDOR) frontend/node_modules dist build
