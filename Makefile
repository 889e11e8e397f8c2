# The entry point of all tasks. `make` lists the targets; each one calls a tool.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup generate freeze build serve test check lint-spec lint-prose lint-toc toc lint-workflows lint-names drift lint format types deps unit bench bench-render bench-search system-deps executable test-e2e test-durability judges prove clean bench-sizing bench-docs bench-mock bench-start bench-postgres bench-import bench-pull-memory bench-weight screenshots try-dockerfile verify-score

# The packages include the pinned version of Node. It precedes the Node of the machine.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export SCARF_ANALYTICS := false
export REDOCLY_TELEMETRY := off

installed := node_modules/.installed
# npm leaves out optional packages that do not support the Node that runs npm. So the pinned Node runs the first installation.
node     := $(shell sed -nE 's/^ *"node": "([0-9.]+)",?$$/\1/p' package.json)
with-node = $(if $(filter v$(node),$(shell node --version)),,npm exec --yes --package=node@$(node) --)
# Tools of other projects, half of all packages. Only `make test-e2e` and the benchmarks need them and install them.
e2e-tools := test/e2e/node_modules/.installed
spec      := $(wildcard openapi/*.yaml openapi/*/*.yaml)
# The files and folders whose prose `make lint-prose` checks.
prose     := README.md CONTRIBUTING.md CHANGELOG.md docs bench package.json .dependency-cruiser.cjs openapi src test Makefile .ci

# The documents that need a table of contents: those with more than 150 lines.
long-docs := $(shell find docs -maxdepth 1 -name '*.md' | while read -r file; do test "$$(wc -l < "$$file")" -le 150 || echo "$$file"; done)
toc       := doctoc --github --notitle --minlevel 2 --maxlevel 2 --toc-location before --toc-pragma-style compact --loglevel warn

help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 16

serve: build ## Install, build and serve on port 4000, or with PORT=5000 on port 5000; the API key is the same at each start
	@test -s .sandbox-key || (umask 077 && node dist/cli/main.js keys generate > .sandbox-key)
	@UPSERTD_SANDBOX_KEY="$$(cat .sandbox-key)" UPSERTD_PORT_HINT='make serve PORT=5000' \
	  exec node dist/cli/main.js serve $(if $(PORT),--port '$(PORT)')

test: setup check ## Install the packages and run `make check`

check: $(installed) ## Run all checks that need only npm
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint-spec lint-prose lint-toc lint-workflows lint-names drift lint types deps
	@$(MAKE) --no-print-directory unit

setup: $(installed) ## Install the pinned packages
$(installed): package.json package-lock.json .npmrc
	$(with-node) npm ci --no-progress --loglevel=error
	@touch $@

$(e2e-tools): test/e2e/package.json test/e2e/package-lock.json test/e2e/.npmrc
	npm ci --prefix test/e2e --no-progress --loglevel=error
	@touch $@

build: $(installed) dist/.built ## Build dist/, the compiled program and the package of the client, dist/upsertd-client
dist/.built: $(installed) $(shell find src -name '*.ts' -o -name '*.json' -o -name '*.c*ts' -o -name '*.cjs' -o -path '*/assets/*' -o -path '*/connectors/*') src/tsconfig.json tsconfig.json generated/openapi.d.ts
	rm -rf dist
	tsc -p src
	cp -r src/http/pages/assets dist/http/pages/
	cp -r src/pull/connectors dist/pull/
	cp src/testing/require.cjs src/testing/require.d.cts dist/testing/
	chmod +x dist/cli/main.js
	node src/client-package/build.ts
	@touch $@

generate: $(installed) ## Generate generated/ from openapi/
	redocly bundle openapi/openapi.yaml --config openapi/redocly.yaml --output $(or $(OUT),generated)/openapi.json
	openapi-typescript $(or $(OUT),generated)/openapi.json --output $(or $(OUT),generated)/openapi.d.ts
	node src/codegen/write-code-samples.ts $(or $(OUT),generated)/openapi.json $(or $(OUT),generated)/code-samples.json

freeze: generate ## Freeze the spec as the baseline of the breaking-change check, under its own version
	cp generated/openapi.json openapi/released/$$(node -p "require('./generated/openapi.json').info.version").json

lint-spec: $(installed) ## Lint the spec; fails on a warning
	redocly lint openapi/openapi.yaml --config openapi/redocly.yaml --max-problems 50
	redocly lint $(wildcard openapi/workflows/*.yaml) --extends recommended --max-problems 50

lint-prose: $(installed) ## Find forbidden words in documents, comments, messages and test titles
	node test/style/lint-prose.ts $(prose)

lint-toc: $(installed) ## Check the tables of contents of the documents with more than 150 lines
	@$(toc) --dryrun $(long-docs) || { echo 'A table of contents is missing or out of date: run make toc and commit it.'; exit 1; }

toc: $(installed) ## Update the tables of contents
	$(toc) $(long-docs)

lint-workflows: $(installed) ## Check the workflow and the action of GitHub Actions
	node test/style/lint-workflows.ts

lint-names: $(installed) ## Find exported names of src/ that have more than one meaning
	node test/style/lint-names.ts

drift: $(installed) ## Fail if generated/ is out of date
	@out=$$(mktemp -d) && $(MAKE) --no-print-directory generate OUT=$$out >/dev/null 2>&1 && diff -r $$out generated >/dev/null; code=$$?; rm -rf $$out; \
	  test $$code -eq 0 || { echo 'generated/ is out of date: run make generate and commit it.'; exit 1; }

lint: $(installed) ## Check format and lint
	biome check --error-on-warnings .

format: $(installed) ## Correct the format, and the lint errors that have a safe fix
	biome check --write .

types: $(installed) ## Check types
	tsc -p . --incremental --tsBuildInfoFile node_modules/.cache/types.tsbuildinfo

deps: $(installed) ## Check the dependency rules between folders
	depcruise --config .dependency-cruiser.cjs src test

unit: build ## Run the unit and integration tests
	vitest run --config test/vitest.config.ts

system-deps: ## Install the system packages for `make test-e2e`: a browser, Java, a C compiler, PostgreSQL, PgBouncer, ShellCheck (Debian; root or sudo)
	.ci/system-deps

executable: dist/upsertd ## Build the one-file executable for this system, dist/upsertd, with its checksum and its bill of materials
dist/upsertd: dist/.built
	node src/executable/build.ts --out $@

test-e2e: build executable $(e2e-tools) system-deps ## Run the end-to-end tests: other projects' tools, browsers, the executable, PostgreSQL failures (minutes)
	vitest run --config test/e2e/vitest.config.ts

verify-score: $(installed) ## Run `upsertd verify` against more than 300 servers with one fault each, and count the faults that it finds (at most 40 minutes)
	node test/verify-score/main.ts

test-durability: build ## Kill the server, cut its power, break its disk, open many slow connections, and count lost writes (half an hour)
	@for program in races kill-while-writing kill-while-sweeping cut-power fail-disk hold-connections bounds; do \
	  echo; node test/durability/$$program.ts || failed=1; done; \
	  TEST_PULL_SECONDS=300 vitest run --config test/vitest.config.ts test/cli/pull/convergence.test.ts || failed=1; \
	  TEST_STORE=postgres vitest run --config test/vitest.config.ts test/http test/model test/client || failed=1; exit $${failed:-0}

# The old names of these two targets. The next release removes them.
judges: test-e2e
prove: test-durability

bench: build $(e2e-tools) bench/node_modules/.installed ## Compare the throughput and latency with other programs (a quarter of an hour; Linux, wrk and sqlite3)
	node bench/performance/main.ts --out docs/bench

bench-render: $(installed) ## Redraw the benchmark table and chart from docs/bench/results.json, without measuring
	node bench/performance/render.ts docs/bench

bench/node_modules/.installed: bench/package.json bench/package-lock.json bench/.npmrc
	npm ci --prefix bench --no-progress --loglevel=error
	@touch $@

bench-search: $(installed) ## Measure lists and search with a million customers (minutes)
	node bench/search.ts

bench-sizing: build ## Measure the disk space per customer and the memory of a server (minutes)
	node bench/sizing.ts

bench-docs: $(installed) ## Measure the time until the API reference is usable in Chromium
	node bench/docs-page.ts

bench-mock: build $(e2e-tools) ## Compare the mock with Prism (minutes; Linux and wrk)
	node bench/mock.ts

bench-postgres: build ## Compare PostgreSQL storage with pgbench, and migrate a million customers to PostgreSQL and back (half an hour)
	node bench/postgres.ts

bench-import: bench/node_modules/.installed ## Compare reading a CSV file of a million rows with csv-parse (minutes)
	node bench/import-read.ts

bench-pull-memory: build ## Measure how the memory of a pull grows with the number of its records (minutes)
	node bench/pull-memory.ts

bench-start: executable $(e2e-tools) ## Compare the time to the first response and the memory of serve and mock with Prism (Linux)
	node bench/start.ts

bench-weight: build ## Measure the disk space of an installation, and the share of each dependency (needs the registry)
	node bench/installed-weight.ts

screenshots: $(installed) ## Make the screenshots of README from a server with fixed data (Chromium)
	node docs/screenshots/make.ts

try-dockerfile: $(installed) ## Run the steps of the Dockerfile in empty folders (minutes)
	docs/deploy/try-dockerfile.sh

clean: ## Remove the built files
	rm -rf dist coverage
