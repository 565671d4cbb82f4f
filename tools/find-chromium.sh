#!/bin/bash
# Make sure that there is a Chromium for the browser tests, installing the system's where we may.
set -eu

find_it() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

find_it >/dev/null && exit 0

install="apt-get install -y -qq --no-install-recommends chromium"
if command -v apt-get >/dev/null; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  if [ -z "$as_root" ] || sudo -n true 2>/dev/null; then
    echo "Installing Chromium for the browser tests" >&2
    { $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root $install; } >&2 || true
  fi
fi

find_it >/dev/null && exit 0

echo "The browser tests need Chromium. Install it, then run make again:" >&2
echo "  Debian: sudo apt-get install chromium      Fedora: sudo dnf install chromium" >&2
echo "Without a browser: make test-fast" >&2
exit 1
