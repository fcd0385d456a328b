#!/usr/bin/env bash
# Chromium for the tests of the HTML page: as root it installs Debian's package where none is there; otherwise it says so and ends with 69.
set -euo pipefail
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)
  log=$root/.foldlink/chromium.log
  mkdir -p "$root/.foldlink"
  echo "peers: installing chromium" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >"$log" 2>&1 \
    || { echo "peers: installing chromium failed; the log is .foldlink/chromium.log" >&2; exit 69; }
else
  echo "peers: Chromium is missing. Install it (Debian: apt-get install chromium)" >&2
  exit 69
fi
