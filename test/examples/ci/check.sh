#!/bin/sh
# Runs your tests against upsertd, and fails if they cover less of the API than the given percentage.
set -eu
bin=./node_modules/.bin/upsertd
UPSERTD_SANDBOX_KEY="$("$bin" keys generate)"
export UPSERTD_SANDBOX_KEY UPSERTD_DATABASE=sqlite::memory:

# `serve` stores data; `mock` responds with examples and accepts every API key.
"$bin" "${1:-serve}" --port 4010 --log-level error --coverage coverage.json --fail-under "${2:-5}" &
upsertd=$!
trap 'kill "$upsertd" 2>/dev/null || true' EXIT
curl --silent --fail --output /dev/null --retry 60 --retry-delay 1 --retry-all-errors http://127.0.0.1:4010/readyz

API_URL=http://127.0.0.1:4010/v2 API_KEY="$UPSERTD_SANDBOX_KEY" npm test

# On a signal, upsertd writes the report. Its exit code is not 0 if the coverage is too low.
kill "$upsertd"
wait "$upsertd"
