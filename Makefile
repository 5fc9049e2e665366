# Two commands matter: `make run` and `make test`. Each works first in a fresh clone, as root or through sudo.
.DEFAULT_GOAL := help
.PHONY: help run test check bench clean format build web install sanitize fuzz screenshots

PRESET ?= release
BUILD := build/$(PRESET)
YICI := build/release/yici
PORT ?= 8080

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

run: install web build ## install what is missing, build, seed the demonstration and serve http://localhost:8080
	@echo "==> serving on http://localhost:$(PORT) (Ctrl-C ends everything)"
	@$(YICI) run --port $(PORT)

install:
	@scripts/install

web: install
	@scripts/build-web

build: install
	@scripts/build $(PRESET) yici

test: install web ## build and run every test: rooms, program, faults, browser journeys, fuzzers briefly
	@scripts/test $(PRESET)

fuzz: install ## every fuzzer for a minute, or YICI_FUZZ_SECONDS
	@YICI_FUZZ_SECONDS=$${YICI_FUZZ_SECONDS:-60} scripts/fuzz

sanitize: install ## the rooms' tests under ASan + UBSan, then under TSan
	@scripts/sanitize

check: install ## formatting, clang-tidy on what changed, sizes, and every include against src/modules.txt
	@scripts/check

bench: install web build ## measure ratios against peers in one run; writes build/bench/report.json
	@scripts/bench

screenshots: install web build ## take the README's screenshots from the browser journey
	@scripts/screenshots

format: ## format every C++ file
	@git ls-files '*.h' '*.cpp' | xargs clang-format -i

clean: ## remove everything that was built
	@rm -rf build build-* web/dist web/node_modules
