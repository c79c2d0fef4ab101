# `make demo` and `make test` work on a fresh machine with Python 3.11+ and nothing else.

PYTHON ?= python3
BIN := .venv/bin
TROLY := $(BIN)/troly
PORT ?= 8000
DATA ?= ../shared/data

.PHONY: demo serve test check unit offline bench eval corpus clean help

help:
	@echo "make demo   install, load the sample corpus, serve (prints the address and the sample accounts)"
	@echo "make test   install what tests need, run every check and test, once more with the network refused"
	@echo "make check  lint, strict types, import contracts"
	@echo "make bench  speed, memory and answer quality, written to reports/"
	@echo "make eval   retrieval on every set of DATA ($(DATA)), compared with the kept baseline"
	@echo "make serve  serve what is in TROLY_HOME"
	@echo "make corpus build the sample corpus again from its sources"

demo: .venv/.serve
	@sh .ci/debian-packages tesseract-ocr tesseract-ocr-vie
	@command -v soffice >/dev/null || echo "Not installed: LibreOffice (DOC, XLS and RTF files are refused with a message that says so); everything else works."
	@$(TROLY) --home .troly demo --port $(PORT)

serve: .venv/.serve
	@$(TROLY) serve

test: check unit offline

check: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: .venv/.test
	@sh .ci/debian-packages tesseract-ocr tesseract-ocr-vie chromium fonts-dejavu-core libreoffice-writer-nogui libreoffice-calc-nogui
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

offline: .venv/.test
	$(BIN)/python -m tests.offline -m offline

bench: .venv/.test
	$(BIN)/python -m evals.bench --out reports

# Results go to evals/results/last; an index is used again while corpus, splitting, embedder and index code are the same.
eval: .venv/.test
	$(TROLY) eval all --data $(DATA) --home evals/results/indexes --out evals/results/last
	$(TROLY) eval compare evals/results/last --show 20

corpus: .venv/.test
	$(BIN)/python -m corpus.build

.venv/.serve: locks/serve.lock pyproject.toml
	@sh .ci/install locks/serve.lock "$(PYTHON)"
	@touch $@

.venv/.test: locks/test.lock pyproject.toml
	@sh .ci/install locks/test.lock "$(PYTHON)"
	@touch $@ .venv/.serve

clean:
	rm -rf .venv .troly reports build ./*.egg-info
