#!/usr/bin/env bash
# Builds the peers that the tests talk to, into target/peers: C++ programs against Debian's OpenIGTLink library, and a Python
# environment with pyigtl. As root it installs the Debian packages that are missing; otherwise it lists them and ends with 69.
#   build.sh [cpp|python|all]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../../.." && pwd)
out=$root/target/peers
what=${1:-all}
mkdir -p "$out"
exec 9>"$out/.lock"
command -v flock >/dev/null && flock 9

need() { # need PACKAGE…: Debian packages that must be there
  local missing=() package
  for package in "$@"; do
    case $package in
      libopenigtlink-dev) [ -f /usr/lib/openigtlink/OpenIGTLinkConfig.cmake ] || [ -n "${OpenIGTLink_DIR:-}" ] || missing+=("$package") ;;
      cmake) command -v cmake >/dev/null || missing+=("$package") ;;
      make) command -v make >/dev/null || missing+=("$package") ;;
      g++) command -v g++ >/dev/null || missing+=("$package") ;;
      python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=("$package") ;;
    esac
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "peers: installing ${missing[*]}" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$out/apt.log" 2>&1 \
      || { echo "peers: installing ${missing[*]} failed; the log is $out/apt.log" >&2; exit 69; }
  else
    echo "peers: these Debian packages are missing: ${missing[*]}. Install them with: apt-get install ${missing[*]}" >&2
    exit 69
  fi
}

if [ "$what" = cpp ] || [ "$what" = all ]; then
  need cmake make g++ libopenigtlink-dev
  if [ -n "$(find "$here/cpp" -newer "$out/cpp/.built" -print -quit 2>&1)" ]; then
    cmake -S "$here/cpp" -B "$out/cpp" ${OpenIGTLink_DIR:+-DOpenIGTLink_DIR="$OpenIGTLink_DIR"} >"$out/cpp.log" 2>&1 \
      && cmake --build "$out/cpp" >>"$out/cpp.log" 2>&1 \
      || { tail -n 20 "$out/cpp.log" >&2; echo "peers: the C++ programs did not build; the log is $out/cpp.log" >&2; exit 70; }
    touch "$out/cpp/.built"
  fi
fi

if [ "$what" = python ] || [ "$what" = all ]; then
  need python3-venv
  if ! cmp -s "$here/requirements.txt" "$out/venv/.requirements"; then
    rm -rf "$out/venv"
    python3 -m venv "$out/venv"
    "$out/venv/bin/python" -m pip install -q --no-compile -r "$here/requirements.txt" >"$out/pip.log" 2>&1 \
      || { tail -n 20 "$out/pip.log" >&2; echo "peers: pyigtl could not be installed; the log is $out/pip.log" >&2; exit 69; }
    cp "$here/requirements.txt" "$out/venv/.requirements"
  fi
fi
