# GridDesk. `make` alone lists what can be asked for.

.DEFAULT_GOAL := help
SHELL := /bin/sh

# What was compiled is kept, whatever the shell says: programs and tests start many times.
export PYTHONDONTWRITEBYTECODE :=

# The first interpreter that runs and is new enough; `make setup PYTHON=/some/python` decides otherwise.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)

BIN := .venv/bin
STAMP := .venv/.stamp
LOCALE := console/locale
POT := $(LOCALE)/griddesk.pot
PO := $(wildcard $(LOCALE)/*/LC_MESSAGES/griddesk.po)
MO := $(PO:.po=.mo)

# Chance of `make lives`, `make fuzz` and `make kills`; the same seed tells the same.
SEED ?= $(shell date +%Y%m%d)

# What marks a word for the catalogues: the gettext names, and the errors whose first (for
# FieldFault second) argument is the sentence an operator reads.
WORDS := _ N_ ngettext:1,2 _n:1,2 \
	Refused Invalid NotFound Forbidden WrongState Duplicate Conflict Unavailable Corrupt \
	FieldFault:2

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
	@env -u GRIDDESK_DB $(BIN)/griddesk demo

.PHONY: test
test: setup ## run the whole test suite
	@$(BIN)/python -m pytest -q -n 4 --dist loadgroup

.PHONY: lives
lives: setup ## live twelve thousand random lives, judged step by step, figures by hand (SEED=1 repeats)
	@echo "seed $(SEED)"
	@$(BIN)/python -m pytest -q --hypothesis-profile nightly --hypothesis-seed $(SEED) tests/machine

.PHONY: fuzz
fuzz: setup ## let random hands do 100,000 things at a desk in a terminal (SEED=1 repeats one)
	@$(BIN)/python -m tests.terminal.hands --events 100000 --seed $(SEED)

.PHONY: kills
kills: setup ## kill 50 imports of 50,000 rows on each database at random moments (SEED=1 repeats)
	@$(BIN)/python -m tests.faults.imports --seed $(SEED)

.PHONY: mutants
mutants: setup ## plant faults in a copy of the core one by one and see that tests find each
	@$(BIN)/python -m tests.mutants

.PHONY: check
check: setup ## format, lint, types, layers and catalogues, changing nothing
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q tests/house/test_words.py

.PHONY: bench
bench: setup ## measure side by side what we promise to be fast
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/bench.txt
	@$(BIN)/python -m tests.bench

.PHONY: snap
snap: setup ## record the pictures of the screens again; look at `git diff` before committing them
	@$(BIN)/python -m pytest -q tests/console/tui/test_snapshots.py --snapshot-update

.PHONY: pictures
pictures: setup ## draw the pictures of the documents again (fonts: see docs/pictures.py)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/pictures.txt
	@$(BIN)/python docs/pictures.py

.PHONY: words
words: setup template ## carry new words from the code into the Chinese catalogue, to be translated there
	@for po in $(PO); do \
		$(BIN)/pybabel --quiet update --domain griddesk --input-file $(POT) --output-file $$po \
			--locale "$$(basename "$$(dirname "$$(dirname $$po)")")" \
			--no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date; done

.PHONY: template
template:
	@$(BIN)/pybabel --quiet extract --mapping-file babel.cfg --output-file $(POT) \
		--no-default-keywords $(patsubst %,--keywords %,$(WORDS)) \
		--no-location --no-wrap --sort-output --omit-header console core seeds storage

.PHONY: pins
pins: ## resolve requirements/dev.txt anew from pyproject.toml (needs uv on the PATH)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
		--extra postgres --group dev --output-file requirements/dev.txt pyproject.toml

.PHONY: clean
clean: ## remove everything that make has made, the demo too
	@rm -rf .venv .demo build dist *.egg-info .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage snapshot_report.html $(MO) $(POT)
	@find console core storage seeds tests -name __pycache__ -type d -prune -exec rm -rf {} +
