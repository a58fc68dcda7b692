#!/bin/sh
# All tests: SQLite, PostgreSQL where one answers, a real browser where Chromium is.
# Under CI=true a leg that cannot run is a failure, not a skip.
set -eu
PYTHON=${PYTHON:-python3}
PG=${NAMRO_TEST_POSTGRES:-postgres://postgres@127.0.0.1:5432/postgres}
DATA=$(mktemp -d -p /dev/shm namro.XXXXXX 2>/dev/null || mktemp -d)
trap 'rm -rf "$DATA"' EXIT
export NAMRO_DATA="$DATA"
# Some hundred processes are started below; none of them should compile what another one has.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX="${PYTHONPYCACHEPREFIX:-$DATA/compiled}"

missing() {
  if [ "${CI:-}" = "true" ]; then echo "test: $1, and under CI that is a failure" >&2; exit 1; fi
  echo "test: $1; that leg is left out"
}

BROWSER=${NAMRO_CHROMIUM:-/usr/bin/chromium}
if [ -x "$BROWSER" ]; then browser=""; else missing "Chromium is not at $BROWSER"; browser=" and not browser"; fi

echo "== SQLite"
"$PYTHON" -m pytest -n 2 --dist worksteal -m "not postgres$browser" --cov=namro --cov-report=

if "$PYTHON" scripts/answers.py "$PG"; then
  echo "== PostgreSQL"
  # Not traced: the branches of the gate below are all reached on SQLite.
  NAMRO_DATABASE_URL="$PG" "$PYTHON" -m pytest -n 2 --dist worksteal -m "database and not browser and not slow"
else
  missing "PostgreSQL does not answer at $PG"
fi

"$PYTHON" scripts/coverage_gate.py
