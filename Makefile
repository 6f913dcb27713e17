# Needs Python >= 3.11 with pip, and make. pip's own configuration decides where packages come from.

PYTHON ?= python3
# Tests that run once more as plain Python: only so does coverage see inside the kernels.
INTERPRETED ?= tests/reference/test_engine_equals_twin.py $(patsubst %,tests/unit/test_%.py,kernel_aggregate kernel_blocks \
	kernel_extensions kernel_references kernel_special kernel_waterfall credit_lines lending_limit seasonal_loans)
# Tests that reach hardly a line of their own, and would take twice as long if lines were counted.
UNCOUNTED ?= tests/golden tests/notebooks tests/reference tests/theory $(patsubst %,tests/unit/test_%.py,bands chart_kinds \
	cohort_curves credit_lines docs every_leaf faults kept_paths kernel_* lending_limit metrics_properties plots \
	plots_formats portfolio_allocation portfolio_sizes report_files report_html report_programs report_sampling \
	required_capital results_files robustness run_files scenario_file_writing seasonal_loans shipped_* sweep_kills \
	tape_privacy)
# Test processes.
JOBS ?= 2

# Bytecode is kept whatever the surroundings say: many processes import the same modules.
export PYTHONDONTWRITEBYTECODE =

VENV := .venv
BIN := $(VENV)/bin
INSTALL = $(PYTHON) -m pip --python $(BIN)/python install --disable-pip-version-check -c constraints.txt pip -e
# Every process begins with a part of its own, so that what tests of a file share is made once.
PYTEST = $(BIN)/pytest -n $(JOBS) --dist worksteal
PLAIN_PYTHON = NUMBA_DISABLE_JIT=1 $(PYTEST) -m "not slow and not compiled and not thorough"

.PHONY: run app test slow check bench docs notebooks mutants clean

run: $(VENV)/run.stamp  ## simulate one county, write tables and charts
	$(BIN)/fundsim run scenarios/luoping.yaml --out results/luoping
	@echo "The results are in results/luoping: start with summary.csv and the charts."

app: $(VENV)/app.stamp  ## open a page in the browser: move terms, simulate, compare
	$(BIN)/fundsim app

# Plain Python first: meanwhile the kernels are compiled, once for all test processes.
test: $(VENV)/dev.stamp  ## what plain Python can test, then the whole fast suite, with coverage
	$(BIN)/fundsim warmup & \
	$(PLAIN_PYTHON) --cov --cov-report= $(INTERPRETED) && \
	$(PLAIN_PYTHON) tests/unit/test_kernel_by_hand.py && wait $$!
	$(PYTEST) $(UNCOUNTED)
	$(PYTEST) --cov --cov-append --cov-report= $(addprefix --ignore=,$(wildcard $(UNCOUNTED)))
	$(BIN)/coverage report --fail-under=95

slow: $(VENV)/dev.stamp  ## studies that take long: coverage of intervals, large samples, commands of the manual
	$(PYTEST) -m slow

check: $(VENV)/dev.stamp  ## style, types, who imports whom, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python docs/generate.py --check

bench: $(VENV)/dev.stamp  ## timings and answers beside other programs, into benchmarks/results.md
	mkdir -p .benchmarks
	$(BIN)/pytest benchmarks --benchmark-only --benchmark-json=.benchmarks/report.json
	$(BIN)/python benchmarks/write_results.py .benchmarks/report.json

docs: $(VENV)/dev.stamp  ## write the generated pages of the manual and the schemas anew
	$(BIN)/python docs/generate.py

notebooks: $(VENV)/dev.stamp  ## run the notebooks and write them anew
	$(BIN)/python notebooks/run_notebooks.py

mutants: $(VENV)/dev.stamp  ## break the rules one by one; the suite must notice each time
	$(BIN)/python tests/mutants.py

clean:  ## remove the environment and what tools left behind; results stay
	rm -rf $(VENV) dist .coverage* .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/run.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) .
	@touch $@

$(VENV)/app.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) '.[app,report]'
	@touch $(VENV)/run.stamp $@

# Most of what the tools bring is never imported; what is gets its bytecode then.
$(VENV)/dev.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) '.[app,dev,report,sweep,tape]' --no-compile
	@touch $(VENV)/run.stamp $(VENV)/app.stamp $@
