#!/bin/sh
# Sets up what a make target needs: finds a Python >= 3.11 and hands over to setup.py beside this file.
# usage: .ci/setup.sh run|check|test      exit code 0: ready, 3: something is missing and was named
set -eu
cd "$(dirname "$0")/.."

# The quick way out: nothing changed since the last time.
if [ -x .venv/bin/python ] && .venv/bin/python -I -S -B .ci/setup.py --is-ready "$1" 2>/dev/null; then
  exit 0
fi

recent='import sys; sys.exit(sys.version_info < (3, 11))'
# Homebrew's own comes first where it is: only that one looks for libraries where Homebrew puts them.
for python in "${PYTHON:-}" /opt/homebrew/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
  if [ -n "$python" ] && command -v "$python" >/dev/null 2>&1 && "$python" -c "$recent" 2>/dev/null; then
    exec "$python" -I -B .ci/setup.py "$1"
  fi
done

echo 'set-up: error: no Python 3.11 or newer found' >&2
if [ -e /etc/debian_version ]; then
  echo '  hint: install one: apt-get install python3 python3-venv, or name one: make build PYTHON=/path/to/python3' >&2
else
  echo '  hint: install one: brew install python3, or name one: make build PYTHON=/path/to/python3' >&2
fi
exit 3
