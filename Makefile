# The newcomer's door. Everything behind it is cargo, npm and scripts/.
# `make demo` shows the product; `make test` is the whole truth about it.

NEED = scripts/need.sh
NEXTEST := $(shell command -v cargo-nextest 2>/dev/null)
ifdef NEXTEST
RUN_TESTS = cargo nextest run --workspace --locked --profile ci
else
RUN_TESTS = cargo test --workspace --locked
endif

.PHONY: help demo build test check unit docs e2e lint tools web reference bench clean

help: ## What can be asked of make
	@grep -E '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: build ## Build, then watch a leaked token being used, found, contained and proven
	@$(shell cargo metadata --no-deps --format-version 1 2>/dev/null | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release/portcullis demo

build: web ## The release binary (target/release/portcullis)
	cargo build --release --locked

web: ## Browser modules, by npm, exact versions
	@$(NEED) cargo cc node npm
	@[ -d web/node_modules/@expo-google-fonts ] || npm --prefix web ci --no-audit --no-fund --silent

tools: ## What the tests need beyond Rust and Node: a browser, python-gitlab
	@scripts/tools.sh

test: lint unit docs e2e ## Everything; what CI runs

check: ## Fast: types only
	cargo check --workspace --all-targets --locked

lint: web ## Format, spelling, clippy, licences
	cargo fmt --all --check
	@scripts/optional.sh typos typos
	cargo clippy --workspace --all-targets --locked -- -D warnings
	@scripts/optional.sh cargo-deny cargo deny --locked check bans licenses sources

unit: web tools ## Unit, property, golden, integration and tidy tests
	PATH="$${PORTCULLIS_VENV:-$$HOME/.cache/portcullis/venv}/bin:$$PATH" $(RUN_TESTS)

docs: web ## Documentation builds, generated reference pages are in step
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked
	cargo run --quiet --locked -p xtask -- reference --check

e2e: web tools ## The real binary (as the tests built it): headless demos, pages in a browser
	cargo build --locked
	@scripts/e2e.sh

reference: web ## Regenerate docs/reference
	cargo xtask reference

bench: web ## All benchmarks; prints the tables of docs/reference/benchmarks.md
	cargo xtask bench

clean: ## Remove what was built
	cargo clean
	rm -rf web/node_modules tests/e2e/node_modules
