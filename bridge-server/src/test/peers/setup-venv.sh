#!/usr/bin/env bash
# Makes .foldlink/venv-peers at the repository's root with the Python packages that the tests compare with (requirements.txt).
# Does nothing where it is up to date. Ends with 69 and a sentence where it cannot.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../../.." && pwd)
venv=$root/.foldlink/venv-peers
mkdir -p "$root/.foldlink"
if command -v flock >/dev/null; then
  exec 9>"$root/.foldlink/venv-peers.lock"
  flock 9
fi
cmp -s "$here/requirements.txt" "$venv/.installed" && exit 0
python=${FOLDLINK_PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  || { echo "peers: Python 3.11 or newer is needed; set FOLDLINK_PYTHON to it" >&2; exit 69; }
"$python" -c 'import ensurepip, venv' 2>/dev/null \
  || { echo "peers: Python's venv module is missing. Install it (Debian: apt-get install python3-venv)" >&2; exit 69; }
log=$root/.foldlink/venv-peers.log
if ! { "$python" -m venv "$venv" && "$venv/bin/python" -m pip install -q --disable-pip-version-check -r "$here/requirements.txt"; } >"$log" 2>&1; then
  echo "peers: installing the Python packages failed; the log is .foldlink/venv-peers.log" >&2
  exit 69
fi
cp "$here/requirements.txt" "$venv/.installed"
