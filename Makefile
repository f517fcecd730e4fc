# The two commands that matter: `make run` and `make test`. Everything else is for developers.
PYTHON ?= python3
BIN := .venv/bin
ON_DUCKDB_15 := tests/sql tests/integration/test_run.py tests/unit/test_search_question.py tests/property/test_search_laws.py \
  tests/integration/test_search.py tests/integration/test_export_files.py tests/property/test_export_cells.py
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test test-slow test-superset lint lock bench clean

run: .venv/.run  ## install if needed, load seeds/articles, build, check, publish
	@$(BIN)/ainews run

test: .venv/.test lint  ## everything that belongs in five minutes, on both ends of the DuckDB range
	@sh tests/debian.sh
	$(BIN)/python -m pytest --basetemp=.venv/tests
	@echo "--- the warehouse's tests again, on DuckDB 1.5.5"
	PYTHONPATH=.venv/duckdb-1.5.5 $(BIN)/python -m pytest --basetemp=.venv/tests $(ON_DUCKDB_15)
	$(BIN)/python -m pip --disable-pip-version-check check

test-slow: .venv/.test  ## the long ones as well
	$(BIN)/python -m pytest --basetemp=.venv/tests -m "not superset"

test-superset: .venv/.superset  ## the bundle in a real Superset 6.1, which lives in an environment of its own
	$(BIN)/python -m pytest --basetemp=.venv/tests -m superset tests/superset

bench: .venv/.bench  ## figures, as ratios in one run; peers live in an environment of their own
	$(BIN)/python -m tests.bench --markdown .venv/bench.md
	$(BIN)/python -m tests.bench.fetch
	$(BIN)/python -m tests.bench.extract
	$(BIN)/python -m tests.bench.dashboard
	$(BIN)/python -m tests.bench.search

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python requirements.lock pyproject.toml
	@echo "Installing ainews into .venv (a minute or two the first time) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(BIN)/python -m warehouse.dashboard.scripts
	@touch $@

.venv/.test: .venv/.run requirements-test.lock requirements-duckdb15.lock
	@echo "Installing the test environment ..."
	@$(PIP) install --require-hashes --no-deps -r requirements-test.lock
	@$(PIP) install --require-hashes --no-deps --upgrade --target .venv/duckdb-1.5.5 -r requirements-duckdb15.lock
	@touch $@

.venv/.bench: .venv/.test requirements-bench.lock
	@echo "Installing the peers into .venv/bench ..."
	@$(PYTHON) -m venv .venv/bench
	@.venv/bench/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r requirements-bench.lock
	@.venv/bench/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.superset: .venv/.test requirements-superset.lock
	@echo "Installing Superset into .venv/superset (900 MB) ..."
	@$(PYTHON) -m venv .venv/superset
	@.venv/superset/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r requirements-superset.lock
	@touch $@

lock:  ## renew the lock files (needs uv); they hold hashes and no index address
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet \
	  pyproject.toml --group build -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet \
	  -c requirements.lock pyproject.toml --group build --group test -o requirements-test.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet \
	  -c requirements-test.lock pyproject.toml --group build --group test --group bench -o requirements-bench.lock
	echo duckdb==1.5.5 | uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header --quiet - -o requirements-duckdb15.lock
	printf '%s\n' apache-superset==6.1.0 duckdb==2.0.0 duckdb-engine==0.17.0 'flask-caching<2.5' rich cachetools | \
	  uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet \
	  - -o requirements-superset.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
