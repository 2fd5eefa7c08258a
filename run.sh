#!/usr/bin/env bash
# All that is done with Armswire from a checkout. Standard output belongs to the command that is run;
# what this script has to say goes to standard error.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
venv="${ARMSWIRE_VENV:-$here/.venv}"
stack="$here/../shared/stack/stack.py"

usage() {
  cat <<'HELP'
Usage: ./run.sh COMMAND [ARGS]

  demo [--stay]     the whole pipeline on sample feeds from a local server, in seconds
  test [ARGS]       the tests; ARGS go to pytest
  up [ARGS]         watch your own feeds.yaml (or the feeds that come with Armswire)
  armswire ARGS     the command line, e.g. ./run.sh armswire search 'arms.recipients:UA'

  check             lint, then test: what a change has to pass
  lint              ruff, mypy --strict, import-linter
  bench [ARGS]      the benchmarks
  chaos [ARGS]      the long tests that kill processes
  lock              pin the dependencies anew in requirements.lock (needs uv)
  help              this text

The first command makes an environment in .venv from requirements.lock: Python 3.11 to 3.13 is all it needs.
ARMSWIRE_VENV puts it elsewhere; PYTHON names the interpreter.
HELP
}

say() { printf '%s\n' "armswire: $*" >&2; }
die() { say "$*"; exit 2; }

suitable() {
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
  local name
  for name in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python; do
    if suitable "$name"; then command -v "$name"; return; fi
  done
  return 1
}

# Modules are compiled once, not at each start of each process: a start takes half the time.
unset PYTHONDONTWRITEBYTECODE

has_uv() { [ "${ARMSWIRE_UV:-on}" != off ] && uv --version >/dev/null 2>&1; }

# What the environment was made from: another lock, another place or another project file, and it is made again.
fingerprint() { { cat "$here/requirements.lock" "$here/pyproject.toml"; printf '%s\n' "$here"; } | cksum; }

fresh() {
  [ -f "$venv/.armswire" ] && [ "$(cat "$venv/.armswire")" = "$(fingerprint)" ] && [ -x "$venv/bin/armswire" ]
}

install_with_uv() {
  suitable "$venv/bin/python" || uv venv --quiet --clear --python "${1:->=3.11,<3.14}" "$venv" || return 1
  VIRTUAL_ENV="$venv" uv pip install --quiet --compile-bytecode --require-hashes -r "$here/requirements.lock" || return 1
  VIRTUAL_ENV="$venv" uv pip install --quiet --no-deps --no-build-isolation -e "$here"
}

install_with_pip() {
  [ -n "$1" ] || return 1
  if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 || ! suitable "$venv/bin/python"; then
    "$1" -m venv --clear "$venv" || die "$1 cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv"
  fi
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$here/requirements.lock" &&
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e "$here"
}

make_environment() {
  local python
  python="$(find_python || true)"
  if [ -z "$python" ] && ! has_uv; then
    die "needs Python 3.11, 3.12 or 3.13; python3 here is: $(python3 --version 2>/dev/null || echo not there). Install one, or name it: PYTHON=/path/to/python3.12 $0 …"
  fi
  say "making the environment in ${venv#"$PWD"/} (once; about a minute)"
  if ! { has_uv && install_with_uv "$python"; }; then
    install_with_pip "$python" || die "could not install the packages of requirements.lock; the message above says why"
  fi
  fingerprint >"$venv/.armswire"
}

ensure() {
  fresh && return
  if command -v flock >/dev/null 2>&1; then # two commands at once make it once
    exec 9>"${TMPDIR:-/tmp}/armswire-$(printf '%s' "$venv" | cksum | tr -d ' ').lock"
    flock 9
    fresh || make_environment >&2
    exec 9>&-
  else
    make_environment >&2
  fi
}

free_ports() {
  "$venv/bin/python" - <<'PY'
import socket
from contextlib import ExitStack

def pair(gap: int) -> int:
    """A port that is free, and so is the one ``gap`` above it."""
    for _ in range(200):
        with ExitStack() as held:
            low = held.enter_context(socket.socket())
            low.bind(("127.0.0.1", 0))
            port = low.getsockname()[1]
            try:
                held.enter_context(socket.socket()).bind(("127.0.0.1", port + gap))
            except OSError:
                continue
            return port
    raise SystemExit("no free ports")

print(pair(1), pair(100))
PY
}

stop_engines() {
  "$venv/bin/python" "$stack" down kafka es >&2 || true
  rm -rf "$STACK_RUN"
}

# The real Kafka and Elasticsearch, where they can be started; their tests skip otherwise and say why.
start_engines() {
  if [ -n "${ARMSWIRE_TEST_KAFKA:-}${ARMSWIRE_TEST_ES:-}" ]; then return; fi
  if [ "${ARMSWIRE_ENGINES:-on}" = off ] || [ ! -f "$stack" ]; then
    say "the tests on a real Kafka and Elasticsearch will skip. To run them: ARMSWIRE_TEST_KAFKA=kafka://127.0.0.1:9092 ARMSWIRE_TEST_ES=http://127.0.0.1:9200 ./run.sh test"
    return
  fi
  STACK_RUN="$(mktemp -d)"
  read -r KAFKA_PORT ES_PORT < <(free_ports)
  export STACK_RUN KAFKA_PORT ES_PORT
  chmod 755 "$STACK_RUN" # Elasticsearch does not run as root and must get in
  trap stop_engines EXIT
  say "starting a real Kafka and Elasticsearch for the tests"
  if "$venv/bin/python" "$stack" up kafka es >"$STACK_RUN/up.log" 2>&1; then
    export ARMSWIRE_TEST_KAFKA="kafka://127.0.0.1:$KAFKA_PORT" ARMSWIRE_TEST_ES="http://127.0.0.1:$ES_PORT"
  else
    cat "$STACK_RUN/up.log" >&2
    [ "${CI:-}" != true ] || die "they did not start, and in CI their tests must not skip"
    say "they did not start, so their tests will skip"
  fi
}

# Whoever names a file or folder of tests is in a hurry: no engines are started then.
run_tests() {
  ensure
  local argument hurry=no
  cd "$here"
  for argument in "$@"; do
    if [ -e "${argument%%::*}" ]; then hurry=yes; fi
  done
  if [ $hurry = no ]; then start_engines; fi
  "$venv/bin/python" -m pytest "$@"
}

run_lint() {
  ensure
  cd "$here"
  "$venv/bin/ruff" check .
  "$venv/bin/ruff" format --check .
  "$venv/bin/mypy"
  "$venv/bin/lint-imports"
}

# Two files: everything, for a checkout; and what runs, for the image.
lock() {
  has_uv || die "pinning needs uv"
  cd "$here"
  pin "$@" --group dev -o requirements.lock
  pin "$@" --group build --constraint requirements.lock -o deploy/requirements.lock
  pin "$@" --group distil --constraint requirements.lock -o services/armswire/tagging/distil/requirements.lock
}

pin() {
  uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --custom-compile-command "./run.sh lock" --quiet "$@"
}

export ARMSWIRE_CALLED_AS="$0 armswire"
command="${1:-help}"
[ $# -eq 0 ] || shift
case "$command" in
  armswire) ensure; exec "$venv/bin/armswire" "$@" ;;
  up | demo) ensure; exec "$venv/bin/armswire" "$command" "$@" ;;
  test) run_tests "$@" ;;
  lint) run_lint ;;
  check) (run_lint); run_tests ;;
  bench) ensure; cd "$here/tests"; exec "$venv/bin/python" -m bench "$@" ;;
  chaos) ensure; start_engines; (cd "$here" && "$venv/bin/python" -m pytest -m slow -s "$@") ;;
  lock) lock "$@" ;;
  help | -h | --help) usage ;;
  *) usage >&2; die "no such command: $command" ;;
esac
