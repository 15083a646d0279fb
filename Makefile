# `make` lists the targets. PORT, DATA_DIR, SITE_URL and the like reach the site from the environment or from
# make's command line: make run PORT=8001

PY := .venv/bin/python
WITH_SETTINGS := sh .ci/with-settings
TEMPLATES := find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2
LOCK := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(ARGS)

# Folders that take half the time of all tests without a browser. None of them needs the crawl of the whole site.
FIRST_HALF := $(addprefix tests/,attacks backup campaigns contact doctor guard upgrade)

.PHONY: help run password test journeys units first-half second-half lint format lock messages guide bench proxy faults upgrade clean dev

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: ## Serve the site on http://127.0.0.1:8000 (PORT and DATA_DIR change port and data folder)
	@sh .ci/setup requirements.txt
	@exec $(PY) -m idpwsp.run

password: ## Set a new random password for the account "staff" and print it
	@sh .ci/setup requirements.txt
	@exec $(PY) -m idpwsp.run --password

test: lint ## Run every check and test, quick ones first
	sh .ci/chromium
	$(WITH_SETTINGS) $(PY) -m mypy
	$(WITH_SETTINGS) .venv/bin/lint-imports
	$(WITH_SETTINGS) $(PY) manage.py makemigrations --check --dry-run
	$(WITH_SETTINGS) $(PY) manage.py check --deploy --fail-level WARNING
	@# Side by side: a browser waits more than it works, and each has a data folder of its own.
	@$(MAKE) --no-print-directory -j3 journeys units

journeys: dev
	CHROMIUM="$$(sh .ci/chromium)" && export CHROMIUM && $(WITH_SETTINGS) $(PY) -m pytest tests/journeys

units: first-half second-half

first-half: dev
	$(WITH_SETTINGS) $(PY) -m pytest $(FIRST_HALF)

second-half: dev
	$(WITH_SETTINGS) $(PY) -m pytest $(addprefix --ignore ,tests/journeys $(FIRST_HALF))

lint: dev ## Run the quick checks only: style of Python and templates
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(TEMPLATES) --check {} +

format: dev ## Put Python and templates into the project's style
	$(PY) -m ruff check --fix
	$(PY) -m ruff format
	$(TEMPLATES) {} +

lock: ## Write both hash locks anew (ARGS=--upgrade takes newer versions)
	@sh .ci/setup
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) --output-file requirements.txt requirements.in
	$(LOCK) --output-file requirements-dev.txt --constraint requirements.txt requirements-dev.in

messages: dev ## Collect the words to translate (where gettext is installed) and compile the translations
	@if command -v msgfmt >/dev/null; then \
		$(WITH_SETTINGS) $(PY) manage.py makemessages --all --add-location file --ignore data; \
	else \
		echo "gettext is not installed: no new words are collected, only the translations compiled."; \
	fi
	$(PY) -m babel.messages.frontend compile --domain django --directory idpwsp/locale

guide: dev ## Take the pictures of the editor's guide anew, after a change of the staff's screens
	CHROMIUM="$$(sh .ci/chromium)" && export CHROMIUM && $(WITH_SETTINGS) $(PY) -m tests.journeys.guide_pictures

bench: dev ## Measure speed, weight, memory and growth (QUICK=1: roughly, PARTS="own throughput": only these)
	@CHROMIUM="$$(sh .ci/chromium)" QUICK="$(QUICK)" && export CHROMIUM QUICK && $(PY) -m bench $(PARTS)

proxy: dev ## Try deploy/nginx.conf with nginx itself: what it keeps, what it never keeps, what is left on the disk
	@$(PY) -m bench.proxy

faults: dev ## Break the site on purpose: killed, full, locked, flooded (QUICK=1: shorter, PARTS="kill9 mail": only these)
	@QUICK="$(QUICK)" && export QUICK && $(PY) -m bench.faults $(PARTS)

upgrade: ## Go to the newest release where the site runs under systemd, or stay as it was (deploy/README.md)
	@PYTHONDONTWRITEBYTECODE=1 python3 -m idpwsp.upgrade $(ARGS)

clean: ## Remove .venv and caches, never data
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache test-results
	find . -path ./data -prune -o -path ./.git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

dev:
	@sh .ci/setup requirements-dev.txt
