#!/bin/sh
# Removes the program from this folder and the menu. Projects and settings stay.
set -eu
here=$(dirname "$(readlink -f "$0")")
"$here/menu.sh" remove
rm -rf "$here"
