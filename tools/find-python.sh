#!/bin/bash
# Print the path of a Python that is new enough and can make virtual environments.
set -eu

fits='import sys; sys.exit(sys.version_info < (3, 11))'
can_make='import ensurepip, venv'

for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
  if command -v "$name" >/dev/null && "$name" -c "$fits" 2>/dev/null; then
    found=$(command -v "$name")
    break
  fi
done

if [ -z "${found:-}" ]; then
  echo "Python 3.11 or newer is needed and was not found. Install it, then run make again." >&2
  echo "If it is there under another name: PYTHON=/path/to/python make setup" >&2
  exit 1
fi

if ! "$found" -c "$can_make" 2>/dev/null; then
  package=$("$found" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package"; } >&2
  fi
  if ! "$found" -c "$can_make" 2>/dev/null; then
    echo "This Python cannot make virtual environments. On Debian and Ubuntu run:" >&2
    echo "  sudo apt-get install $package" >&2
    exit 1
  fi
fi

echo "$found"
