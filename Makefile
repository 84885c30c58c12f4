# One environment in .venv, one word a task. `make` alone lists the words.

PYTHON := .venv/bin/python
CONSOLE := .venv/bin/change-simulator
JOBS ?= 2
ARGS ?=

# The mark of a finished installation carries the place it was made for: an environment does not survive being moved or copied.
INSTALLED := .venv/installed-$(shell pwd | cksum | cut -d ' ' -f 1)

# Test files go whole to one worker, so that what tests share is made once; tests/conftest.py has the longest begin.
PYTEST := $(PYTHON) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder
REPORTS := .pytest_cache/junit

# Tests start many processes. Where bytecode may not be kept, each of them compiles every module that it imports.
unexport PYTHONDONTWRITEBYTECODE

define STYLE
echo "== Style (ruff)" && $(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && \
echo "== Which floor imports which (import-linter)" && .venv/bin/lint-imports --no-logo
endef

.DEFAULT_GOAL := help
.PHONY: help setup lab study simulate notebooks docs check test mutation coverage benchmark findings clean

help: ## Show this list
	@echo "Simulate change in an organisation: who adopts, which initiatives fail, and why."
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "Begin with 'make study'. The first command installs what it needs into .venv, a minute or a few; compiled rules are kept in ~/.cache/change-simulator."
	@echo "ARGS hands settings on to an experiment, for example: make simulate ARGS=--help"

setup: $(INSTALLED) ## Install everything into .venv (again only when the dependencies changed)

$(INSTALLED): pyproject.toml constraints.txt
	@python=''; \
	for candidate in python3 python3.13 python3.12 python3.11; do \
	  if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Python 3.11 or newer is needed; here is $$(python3 --version 2>/dev/null || echo none). Install one, then run make again." >&2; exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	  version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  echo "This Python cannot make environments. On Debian or Ubuntu: apt-get install python$$version-venv, then run make again." >&2; exit 1; \
	fi; \
	echo "Installing into .venv with $$($$python --version) (a minute or a few) ..."; \
	if [ ! -e $@ ]; then $$python -m venv --clear .venv; fi
	@$(PYTHON) -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e '.[dev,cluster]'
	@touch $@
	@echo "Installed."

lab: setup ## Open the change lab: play a change, branch it, debrief it
	@$(CONSOLE) lab $(ARGS)

study: setup ## Ask why initiatives fail: the study of the README
	@$(CONSOLE) why $(ARGS)

simulate: setup ## Run one initiative in one organisation
	@$(CONSOLE) simulate $(ARGS)

notebooks: setup ## Open the notebooks in JupyterLab (installs it when first asked)
	@$(PYTHON) -c 'import jupyterlab' 2>/dev/null || { echo "Installing JupyterLab into .venv ..."; \
	  $(PYTHON) -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e '.[notebooks]'; }
	@$(PYTHON) -m jupyter lab $$([ $$(id -u) -eq 0 ] && echo --allow-root) $(ARGS) notebooks/01_quick_start.ipynb

docs: setup ## Build the documentation as a site that needs no server
	@$(PYTHON) docs/build.py $(ARGS)

check: setup ## Check style, types, imports and the tests nearest to a change, in minutes
	@$(STYLE)
	@$(PYTHON) -m pyright & typing=$$!; \
	$(PYTHON) tests/nearest.py $(ARGS); tested=$$?; \
	wait $$typing && exit $$tested

test: setup ## Check style, types and imports, then run every test (ARGS=--long: at full size)
	@$(STYLE)
	@echo "== Types (pyright), while the rules are compiled"
	@$(PYTHON) -c 'import sim; sim.simulate(sim.load("customer_centric", "weeks=1"))' & compiling=$$!; \
	$(PYTHON) -m pyright; typed=$$?; \
	wait $$compiling && exit $$typed
	@echo "== Quick tests"
	@$(PYTEST) --junit-xml=$(REPORTS)/quick.xml --ignore=tests/science --ignore=tests/docking --ignore=tests/browser tests $(ARGS)
	@echo "== Tests against the literature and against the other engine, and notebooks"
	@$(PYTEST) --junit-xml=$(REPORTS)/long.xml --nbmake --nbmake-timeout=900 tests/science tests/docking notebooks $(ARGS)
	@echo "== The pages in a browser"
	@$(PYTHON) tests/browser/browser.py
	@$(PYTEST) --junit-xml=$(REPORTS)/browser.xml tests/browser $(ARGS)

mutation: setup ## Change the rules one change at a time: which changes does no test notice?
	@$(PYTHON) -c 'import cosmic_ray' 2>/dev/null || { echo "Installing cosmic-ray into .venv ..."; \
	  $(PYTHON) -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e '.[mutation]'; }
	@$(PYTHON) tests/mutation.py $(ARGS)

coverage: setup ## Show which lines the quick tests never reach (uncompiled, so slow)
	@NUMBA_DISABLE_JIT=1 $(PYTHON) -m coverage run -m pytest --ignore=tests/science --ignore=tests/docking --ignore=tests/browser
	@$(PYTHON) -m coverage report --skip-covered --show-missing

benchmark: setup ## Measure how fast it runs on this machine
	@$(PYTHON) experiments/benchmarks/runs.py $(ARGS)

findings: ## See whether other packages still do what we found (needs pip, ten to thirty minutes)
	@changed=''; left=''; \
	for finding in findings/*.sh; do \
	  echo "== $$finding"; \
	  status=0; bash $$finding || status=$$?; \
	  case $$status in 0) ;; 77) left="$$left $$finding" ;; *) changed="$$changed $$finding" ;; esac; \
	done; \
	echo; \
	if [ -n "$$left" ]; then echo "Not run, for want of a newer Python:$$left"; fi; \
	if [ -n "$$changed" ]; then echo "Changed, or not to be installed:$$changed" >&2; exit 1; fi; \
	echo "All that ran are as they were found."

clean: ## Remove .venv, results, caches and builds
	@rm -rf .venv outputs multirun build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
