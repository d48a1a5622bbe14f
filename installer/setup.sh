#!/bin/sh
# Makes .venv ready: system libraries (Debian and Ubuntu), Python packages, this project itself.
# Needs Python 3.11, 3.12 or 3.13 and pip. A second call only compares a checksum.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }

wanted=$(cat pyproject.toml constraints.txt installer/setup.sh | cksum)
if [ "$(cat .venv/.ready 2>/dev/null || true)" = "$wanted" ]; then exit 0; fi

# --- system libraries that PySide6 needs, and a screen for tests without one ---
libraries="libglib2.0-0 libgl1 libegl1 libfontconfig1 libdbus-1-3 libxkbcommon0
libxkbcommon-x11-0 libpulse0 libgssapi-krb5-2 libxcb-cursor0 libxcb-icccm4 libxcb-image0
libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1
libasound2 fonts-dejavu-core xvfb xauth"

installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -q '^installed$'; }

if command -v dpkg-query >/dev/null 2>&1; then
  missing=""
  for package in $libraries; do
    # Debian 13 and Ubuntu 24.04 renamed some packages: name + t64 is the same library.
    installed "$package" || installed "${package}t64" || missing="$missing $package"
  done
  if [ -n "$missing" ]; then
    command="apt-get update && apt-get install -y --no-install-recommends$missing"
    if [ "$(id -u)" != 0 ]; then
      say "these system libraries are missing. Run this once, then make again:"
      say "  sudo sh -c '$command'"
      exit 1
    fi
    say "installing system libraries:$missing"
    log=$(mktemp)
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      say "the system libraries could not be installed (the reason is above). Run by hand:"
      say "  $command"
      exit 1
    fi
    rm -f "$log"
  fi
elif [ "$(uname -s)" = Linux ]; then
  say "this is no Debian or Ubuntu: if the window does not start, install Qt's xcb libraries"
fi

# --- Python ---
python=""
for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
  if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c '
import sys
sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null &&
    "$candidate" -m pip --version >/dev/null 2>&1; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  say "Python 3.11, 3.12 or 3.13 with pip is needed (Debian: apt-get install python3-pip),"
  say "or name one: make PYTHON=/path/to/python3.12"
  exit 1
fi

# --- packages: uv is quick and makes environments without Debian's python3-venv; it gets the
# --- index and certificate that pip is set up with ---
export UV_PYTHON_DOWNLOADS=never
index=$("$python" -m pip config get global.index-url 2>/dev/null || true)
if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then export UV_DEFAULT_INDEX="$index"; fi
cert=${PIP_CERT:-$("$python" -m pip config get global.cert 2>/dev/null || true)}
if [ -n "$cert" ] && [ -z "${SSL_CERT_FILE:-}" ]; then export SSL_CERT_FILE="$cert"; fi

if ! [ -x .uv/bin/uv ]; then
  say "getting uv"
  "$python" -m pip install --quiet --disable-pip-version-check --target .uv \
    "$(grep '^uv==' installer/tools.txt)"
fi
say "installing the Python packages (3 GB; a few minutes the first time)"
.uv/bin/uv venv --quiet --clear --python "$("$python" -c 'import sys; print(sys.executable)')" .venv
if ! .uv/bin/uv pip install --quiet --python .venv -c constraints.txt -e '.[dev,tensorflow,cluster]'; then
  say "trying again with pip"
  "$python" -m pip --python .venv/bin/python install --quiet --disable-pip-version-check \
    -c constraints.txt -e '.[dev,tensorflow,cluster]'
fi
printf '%s' "$wanted" > .venv/.ready
say "ready"
