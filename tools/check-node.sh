#!/bin/bash
# Say what to do when Node.js is missing or too old.
set -eu

if command -v node >/dev/null && command -v npm >/dev/null; then
  if [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]; then
    exit 0
  fi
  echo "Node.js 20 or newer is needed to build the styles; this is $(node --version)." >&2
else
  echo "Node.js 20 or newer with npm is needed to build the styles and was not found." >&2
fi
echo "Install it with your system's package manager or from its makers, then run make again." >&2
exit 1
