#!/bin/sh
# Removes the program from this folder and the menu. Projects and settings stay.
set -eu
here=$(dirname "$(readlink -f "$0")")
for program in /proc/[0-9]*/exe; do
  if [ "$(readlink "$program" 2>/dev/null)" = "$here/bin/python3.11" ]; then
    echo "Undersong is running. Close it, then try again." >&2; exit 1
  fi
done
"$here/menu.sh" remove
rm -rf "$here"
