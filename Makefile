# GridDesk. `make` alone lists what can be asked for.

.DEFAULT_GOAL := help
SHELL := /bin/sh

# The first interpreter that runs and is new enough; `make setup PYTHON=/some/python` decides otherwise.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)

BIN := .venv/bin
STAMP := .venv/.stamp
PO := $(wildcard console/locale/*/LC_MESSAGES/griddesk.po)
MO := $(PO:.po=.mo)

.PHONY: help
help: ## list the targets (this text)
	@grep -hE '^[a-z]+:.* ## ' $(MAKEFILE_LIST) | awk -F ':.* ## ' '{ printf "  make %-8s %s\n", $$1, $$2 }'

.PHONY: setup
setup: $(STAMP) $(MO) ## make .venv with everything pinned by hash (a second call is quick)

$(STAMP): pyproject.toml setup.py requirements/dev.txt
	@test -n "$(PYTHON)" || { echo "GridDesk needs Python 3.11 or newer, and found none on the PATH. Install one, or name it: make setup PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "GridDesk needs Python 3.11 or newer; $(PYTHON) is older or does not run. Name another: make setup PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: the venv module is missing. On Debian and Ubuntu it is a package of its own (python3-venv)."; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

%.mo: %.po | $(STAMP)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

.PHONY: demo
demo: setup ## open the desk on a demo database in .demo/
	@$(BIN)/griddesk demo

.PHONY: test
test: setup ## run the whole test suite
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup
