# `make run` starts the site; `make test` and `make check` say whether it is right. PORT=8001 and DATA_DIR=/elsewhere
# move a run. All paths are relative, so that a folder with a space in its name is as good as any other.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
IN = .venv/bin
TEMPLATES = find templates -name '*.html' -print0 | xargs -0 $(IN)/

.PHONY: run test check fix browser bench docs requirements
run: .venv/site ; @exec $(IN)/python -m mug_site.run
test: .venv/tools ; @exec $(IN)/python -m pytest -n auto --dist loadfile
check: .venv/tools ; @exec $(IN)/python -m tests.check
fix: .venv/tools ; @$(IN)/ruff check -q --fix . ; $(IN)/ruff format -q . ; $(TEMPLATES)djade --target-version 5.2 ; $(TEMPLATES)djhtml -t 2
browser: .venv/tools ; @exec $(IN)/python -m pytest -n auto tests/browser
bench: .venv/tools ; @exec $(IN)/python -m pytest -s tests/bench
docs: .venv/tools ; @exec $(IN)/python -m mug_site.docs
requirements: .venv/tools ; @for set in requirements requirements-dev ; do $(IN)/uv pip compile -q --upgrade --python-version 3.11.0 --generate-hashes --no-emit-index-url --custom-compile-command 'make requirements' $$set.in -o $$set.txt || exit 1 ; done

.venv/site: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The site needs Python 3.11 or newer, and this is " + sys.version.split()[0] + ". Name another: make run PYTHON=/path/to/python3.11")'
	@$(IN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@echo "Installing the site's packages (once, about a minute)…"
	@$(IN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/tools: .venv/site requirements-dev.txt
	@echo "Installing the tools that check and test (once, about a minute)…"
	@$(IN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
