#!/usr/bin/env bash
# Makes target/peers/rig-venv with what the extension's tests run on (requirements.txt): Slicer's own parts from PyPI, Qt, pytest. Does nothing
# where it is up to date. As root it installs the Debian packages that are missing; otherwise it lists them and ends with 69.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$root/target/peers
venv=$out/rig-venv
mkdir -p "$out"
exec 9>"$out/.rig-lock"
command -v flock >/dev/null && flock 9

python=${FOLDLINK_PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  || { echo "rig: Python 3.11 or newer is needed; set FOLDLINK_PYTHON to it" >&2; exit 69; }

missing=()
libraries=$(/sbin/ldconfig -p)
have() { [[ $libraries == *"$1"* ]]; }
have libEGL.so.1 || missing+=(libegl1)
have libGL.so.1 || missing+=(libgl1 libgl1-mesa-dri)
have libX11.so.6 || missing+=(libx11-6)
have libxkbcommon.so.0 || missing+=(libxkbcommon0)
have libfontconfig.so.1 || missing+=(libfontconfig1)
have libglib-2.0.so.0 || missing+=(libglib2.0-0)
have libdbus-1.so.3 || missing+=(libdbus-1-3)
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
# crcmod is compiled here; without Python's headers it would be a hundred times slower.
"$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' || missing+=(python3-dev)
command -v gcc >/dev/null || missing+=(gcc libc6-dev)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "rig: installing ${missing[*]}" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$out/rig-apt.log" 2>&1 \
      || { echo "rig: installing ${missing[*]} failed; the log is $out/rig-apt.log" >&2; exit 69; }
  else
    echo "rig: these Debian packages are missing: ${missing[*]}. Install them with: apt-get install ${missing[*]}" >&2
    exit 69
  fi
fi

cmp -s "$here/requirements.txt" "$venv/.requirements" && exit 0
echo "rig: preparing target/peers/rig-venv (slicer-core, PySide6; 1.2 GB) …" >&2
rm -rf "$venv"
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install -q --no-compile --disable-pip-version-check -r "$here/requirements.txt" >"$out/rig-pip.log" 2>&1 \
  || { tail -n 20 "$out/rig-pip.log" >&2; echo "rig: slicer-core and what goes with it could not be installed; the log is $out/rig-pip.log" >&2; exit 69; }
cp "$here/requirements.txt" "$venv/.requirements"
