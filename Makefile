# One door: `make` tells what there is. Each target is one line that calls a tool.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup generate build serve test check lint-spec lint-prose lint-names drift lint format types deps unit bench bench-render bench-search system-deps executable judges prove clean bench-sizing bench-docs bench-mock bench-start bench-postgres try-dockerfile

# The Node that the project is pinned to comes with its packages, whatever the machine has.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export SCARF_ANALYTICS := false
export REDOCLY_TELEMETRY := off

installed := node_modules/.installed
# The tools of others that only the judges and the benches run, half of all packages, are installed for these alone.
judges    := test/judges/node_modules/.installed
spec      := $(wildcard openapi/*.yaml openapi/*/*.yaml)
# The files and folders whose prose `make lint-prose` checks.
prose     := README.md CONTRIBUTING.md CHANGELOG.md docs bench package.json .dependency-cruiser.cjs

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

serve: build ## Install, build and serve on port 4000, with a key that stays the same
	@test -s .sandbox-key || (umask 077 && node dist/cli/main.js keys generate > .sandbox-key)
	@UPSERTD_SANDBOX_KEY="$$(cat .sandbox-key)" exec node dist/cli/main.js serve

test: setup check ## Install what is missing and check

check: $(installed) ## Run every check that needs npm alone
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint-spec lint-prose lint-names drift lint types deps
	@$(MAKE) --no-print-directory unit

setup: $(installed) ## Install the pinned packages
$(installed): package.json package-lock.json .npmrc
	npm ci --no-progress --loglevel=error
	@touch $@

$(judges): test/judges/package.json test/judges/package-lock.json test/judges/.npmrc
	npm ci --prefix test/judges --no-progress --loglevel=error
	@touch $@

build: $(installed) dist/.built ## Make dist/, which is what the package's bin runs
dist/.built: $(installed) $(shell find src -name '*.ts' -o -path '*/assets/*') src/tsconfig.json tsconfig.json generated/openapi.d.ts
	rm -rf dist
	tsc -p src
	cp -r src/http/pages/assets dist/http/pages/
	chmod +x dist/cli/main.js
	@touch $@

generate: $(installed) ## Make generated/ from openapi/
	redocly bundle openapi/openapi.yaml --config openapi/redocly.yaml --output $(or $(OUT),generated)/openapi.json
	openapi-typescript $(or $(OUT),generated)/openapi.json --output $(or $(OUT),generated)/openapi.d.ts

lint-spec: $(installed) ## Lint the spec; a warning fails
	redocly lint openapi/openapi.yaml --config openapi/redocly.yaml --max-problems 50
	redocly lint $(wildcard openapi/workflows/*.yaml) --extends recommended --max-problems 50

lint-prose: $(installed) ## Find forbidden words in documents, comments, messages and test titles
	node test/style/lint-prose.ts $(prose)

lint-names: $(installed) ## Find exported names of src/ that have more than one meaning
	node test/style/lint-names.ts

drift: $(installed) ## Fail when generated/ is not what openapi/ gives
	@out=$$(mktemp -d) && $(MAKE) --no-print-directory generate OUT=$$out >/dev/null 2>&1 && diff -r $$out generated >/dev/null; code=$$?; rm -rf $$out; \
	  test $$code -eq 0 || { echo 'generated/ is out of date: run make generate and commit it.'; exit 1; }

lint: $(installed) ## Check format and lint
	biome check --error-on-warnings .

format: $(installed) ## Mend format and what lint can mend
	biome check --write .

types: $(installed) ## Check types
	tsc -p . --incremental --tsBuildInfoFile node_modules/.cache/types.tsbuildinfo

deps: $(installed) ## Check which folder may import which
	depcruise --config .dependency-cruiser.cjs src test

unit: build ## Run the tests
	vitest run --config test/vitest.config.ts

system-deps: ## Install what the judges need beside npm: a browser, Java, a C compiler, PostgreSQL, PgBouncer (Debian; root or sudo)
	.ci/system-deps

executable: dist/upsertd ## Make the one-file program for this system, dist/upsertd, with its checksum and what it is made of
dist/upsertd: dist/.built
	node src/executable/build.ts --out $@

judges: build executable $(judges) system-deps ## Let the tools of others judge it, in a browser and as one file too (minutes)
	vitest run --config test/judges/vitest.config.ts

prove: build ## Kill it, cut its power, break its disk and crowd it, and count what is lost (half an hour)
	@for proof in races kill-while-writing kill-while-sweeping cut-power fail-disk hold-connections; do \
	  echo; node test/prove/$$proof.ts || failed=1; done; \
	  TEST_STORE=postgres vitest run --config test/vitest.config.ts test/http test/model test/client || failed=1; exit $${failed:-0}

bench: build $(judges) bench/node_modules/.installed ## Measure it beside its peers (a quarter of an hour; Linux, wrk and sqlite3)
	node bench/performance/main.ts --out docs/bench

bench-render: $(installed) ## Redraw the benchmark table and chart from docs/bench/results.json, without measuring
	node bench/performance/render.ts docs/bench

bench/node_modules/.installed: bench/package.json bench/package-lock.json bench/.npmrc
	npm ci --prefix bench --no-progress --loglevel=error
	@touch $@

bench-search: $(installed) ## Measure lists and search among a million customers (minutes)
	node bench/search.ts

bench-sizing: build ## Measure what a customer costs on disk and a server in memory (minutes)
	node bench/sizing.ts

bench-docs: $(installed) ## Measure how soon the reference can be used in Chromium
	node bench/docs-page.ts

bench-mock: build $(judges) ## Measure the mock beside Prism's (minutes; Linux and wrk)
	node bench/mock.ts

bench-postgres: build ## Measure PostgreSQL beside pgbench, and migrate a million customers there and back (half an hour)
	node bench/postgres.ts

bench-start: executable $(judges) ## Measure the first answer and the memory of serve and mock beside Prism's (Linux)
	node bench/start.ts

try-dockerfile: $(installed) ## Carry out the steps of the Dockerfile in empty folders (minutes)
	docs/deploy/try-dockerfile.sh

clean: ## Remove what was built
	rm -rf dist coverage
