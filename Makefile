# `make run` opens the page, `make test` runs every check. Both make and use .venv/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test eval clean

run: $(VENV)/.run
	$(BIN)/python app.py

test: $(VENV)/.test
	PATH="$(CURDIR)/$(BIN):$$PATH" scripts/check

eval: $(VENV)/.run
	$(BIN)/python -m eval --report report

$(VENV)/.run: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -r requirements.txt
	touch $@

$(VENV)/.test: requirements-dev.txt $(VENV)/.run
	$(BIN)/pip install -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) store report
