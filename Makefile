# Each target makes the environment it needs: `make demo` and `make test` run on a fresh checkout.

VENV        ?= .venv
BASE_PYTHON ?= python3
TORCH_INDEX ?=
DEMO        ?= --simulate 4000 --size 120 --balance rotation --epochs 10 --out demo-output
PYTEST      ?=
SECONDS     ?= 60

PYTHON  := $(VENV)/bin/python
PINS    := build/pins
INSTALL := $(PYTHON) -m pip install --quiet --no-compile \
	--constraint constraints.txt --build-constraint constraints.txt

# pip compiles nothing (--no-compile): whoever imports first has to keep what it compiled.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test test-floors test-newest test-without-torch lint format docs examples bench bench-compare \
	fuzz constraints clean

help:  ## Say what there is
	@echo 'make TARGET, where TARGET is one of'
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  \1\t\2/p' Makefile | expand -t 24
	@echo 'TORCH_INDEX=URL takes torch from another package index: a build for a GPU, or without one.'

# The pip of a new environment may be too old for dependency groups.
$(VENV)/.installed: pyproject.toml constraints.txt
	@echo 'Installing into $(VENV): a minute or so, 1.4 GB'
	@$(BASE_PYTHON) -m venv $(VENV)
	@$(PYTHON) -m pip install --quiet --upgrade --constraint constraints.txt pip
	@$(if $(TORCH_INDEX),$(INSTALL) --no-deps --index-url '$(TORCH_INDEX)' torch)
	@$(INSTALL) --editable '.[all]' --group test --group lint --group bench
	@touch $@

$(VENV)/.docs: $(VENV)/.installed
	@$(INSTALL) --group docs
	@touch $@

$(VENV)/.fuzz: $(VENV)/.installed
	@$(INSTALL) --group fuzz
	@touch $@

demo: $(VENV)/.installed  ## Simulate galaxies, balance, train, report (in demo-output/)
	@$(VENV)/bin/galaxyzoo train $(DEMO)

test: $(VENV)/.installed  ## Run the tests and the docstrings' examples; PYTEST= passes options
	@$(PYTHON) -m pytest --quiet $(PYTEST)

# Tests of the installed package's rooms, in environments of their own: oldest, newest, without torch.
FLOORS  := build/floors
NEWEST  := build/newest
NEWEST_TESTS ?= tests
NO_TORCH := build/no-torch-$(notdir $(BASE_PYTHON))
WITHOUT_TORCH := tests/images tests/balancing tests/preprocessing tests/datasets tests/inspection \
	tests/model_selection

$(FLOORS)/.installed: pyproject.toml floors.txt
	@$(BASE_PYTHON) -m venv $(FLOORS)
	@$(FLOORS)/bin/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	@$(FLOORS)/bin/python -m pip install --quiet --no-compile --constraint floors.txt \
		--build-constraint constraints.txt --editable '.[all]' --group test
	@touch $@

$(NEWEST)/.installed: pyproject.toml
	@$(BASE_PYTHON) -m venv $(NEWEST)
	@$(NEWEST)/bin/python -m pip install --quiet --upgrade pip
	@$(NEWEST)/bin/python -m pip install --quiet --no-compile "$$(grep ^torch== constraints.txt)" \
		--editable '.[all]' --group test
	@touch $@

$(NO_TORCH)/.installed: pyproject.toml constraints.txt
	@$(BASE_PYTHON) -m venv $(NO_TORCH)
	@$(NO_TORCH)/bin/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	@sed -nE '/^dependencies/,/^\]/s/^ *"([a-z0-9_-]+)[[>].*/\1/p' pyproject.toml \
		| grep -vxE 'torch|skorch' > $(NO_TORCH)/requirements.txt
	@$(NO_TORCH)/bin/python -m pip install --quiet --no-compile --constraint constraints.txt \
		--requirement $(NO_TORCH)/requirements.txt 'httpx[http2]' matplotlib astropy h5py \
		pytest pytest-randomly pytest-timeout pytest-xdist hypothesis
	@$(NO_TORCH)/bin/python -m pip install --quiet --no-compile --no-deps \
		--build-constraint constraints.txt --editable .
	@touch $@

test-floors: $(FLOORS)/.installed  ## Run the tests with the oldest versions that are declared
	@$(FLOORS)/bin/python -m pytest --quiet $(PYTEST) tests

test-newest: $(NEWEST)/.installed  ## Run the tests with the newest version of everything but torch
	@$(NEWEST)/bin/python -m pytest --quiet $(PYTEST) $(NEWEST_TESTS)

test-without-torch: $(NO_TORCH)/.installed  ## Run the tests of what needs no torch (BASE_PYTHON=)
	@$(NO_TORCH)/bin/python -m pytest --quiet $(PYTEST) $(WITHOUT_TORCH)

lint: $(VENV)/.installed  ## Check style, types and the direction of imports
	@$(VENV)/bin/ruff check --quiet
	@$(VENV)/bin/ruff format --quiet --check
	@$(VENV)/bin/mypy --no-error-summary
	@$(VENV)/bin/lint-imports --no-logo

format: $(VENV)/.installed  ## Sort imports and format
	@$(VENV)/bin/ruff check --quiet --fix
	@$(VENV)/bin/ruff format

docs: $(VENV)/.docs  ## Build the documentation (docs/_build/html), warnings as errors
	@$(PYTHON) -m sphinx --quiet --nitpicky --fail-on-warning --keep-going docs docs/_build/html
	@echo 'Documentation: docs/_build/html/index.html'

examples: $(VENV)/.installed  ## Run every script in examples/ (pictures and tables in build/examples/)
	@mkdir -p build/examples
	@set -e; for script in $(CURDIR)/examples/*.py; do echo "$${script##*/}"; (cd build/examples && \
		MPLBACKEND=Agg $(abspath $(PYTHON)) -W error "$$script" > "$$(basename "$$script" .py).txt"); done

# One input may take ten seconds and 4 GB; what breaks a parser is left in build/fuzz/.
fuzz: $(VENV)/.fuzz  ## Let atheris explore each parser for SECONDS=60
	@set -e; for name in $$($(PYTHON) -m tests.fuzz.explore); do echo "$$name"; \
		$(PYTHON) -m tests.fuzz.explore $$name build/fuzz/$$name -artifact_prefix=build/fuzz/$$name- \
		-max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=4096 -verbosity=0; done

bench: $(VENV)/.installed  ## Measure time and memory; the table is kept in build/benchmarks/
	@$(PYTHON) benchmarks/run.py

bench-compare: $(VENV)/.installed  ## Measure a few things here and at BASE=COMMIT
	@$(PYTHON) benchmarks/compare.py $(BASE)

constraints:  ## Pin again everything that is installed here; the line of torch stays
	@rm -rf $(PINS)
	@$(BASE_PYTHON) -m venv $(PINS)
	@$(PINS)/bin/python -m pip install --quiet --upgrade pip
	@$(PINS)/bin/python -m pip install --quiet --no-compile "$$(grep ^torch== constraints.txt)" \
		--editable '.[all]' --group dev hatchling editables
	@{ sed -n '/^#/p; /^torch==/p' constraints.txt; \
		$(PINS)/bin/python -m pip freeze --all --exclude-editable --exclude torch \
			--exclude setuptools; } > build/constraints.txt
	@mv build/constraints.txt constraints.txt
	@rm -rf $(PINS)

clean:  ## Remove the environment and everything that was made
	@rm -rf $(VENV) build dist demo-output docs/_build docs/api docs/auto_examples \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
