#!/bin/sh
# Undersong for any Linux with glibc {glibc} or newer: sh {name} [FOLDER]
# It is unpacked into a folder of yours, with an entry in the menu; nothing else is touched.
# To remove it, run FOLDER/uninstall.sh. Your projects and settings lie elsewhere and stay.
set -eu
target=${1:-${XDG_DATA_HOME:-$HOME/.local/share}/undersong-program}
lines={lines}
case $target in /*) ;; *) target=$PWD/$target ;; esac
if [ -e "$target" ] && [ ! -e "$target/uninstall.sh" ]; then
  echo "There is something else in $target. Name another folder: sh $0 FOLDER" >&2; exit 1
fi
real=$(readlink -f "$target") || real=$target
for program in /proc/[0-9]*/exe; do
  if [ "$(readlink "$program" 2>/dev/null)" = "$real/bin/python3.11" ]; then
    echo "Undersong is running. Close it, then try again." >&2; exit 1
  fi
done
command -v xz >/dev/null || { echo "xz is needed to unpack. Install xz-utils (or xz)." >&2; exit 1; }
for about in "$target"/lib/python*/site-packages/undersong-*.dist-info; do
  [ -e "$about" ] || continue
  there=$(basename "$about" .dist-info)
  there=${there#undersong-}
  if [ "$(printf '%s\n' "$there" {version} | sort -V | tail -n 1)" != {version} ]; then
    echo "Undersong $there is in $target: it is newer than this {version}, which cannot open" >&2
    echo "projects that it has opened. To go back all the same, remove it first, with" >&2
    echo "$target/uninstall.sh" >&2; exit 1
  fi
done
mkdir -p "$(dirname "$target")"
part=$target.part old=$target.old
trap 'rm -rf "$part"' EXIT
rm -rf "$part"; mkdir "$part"
echo "Unpacking Undersong to $target ..."
if ! tail -n "+$((lines + 1))" "$0" | xz -dc | tar -x -C "$part"; then
  echo "It could not be unpacked: is the disk full, or the file cut off?" >&2; exit 1
fi
rm -rf "$old"
if [ -e "$target" ]; then mv "$target" "$old"; fi
mv "$part" "$target"
rm -rf "$old"
"$target/bytecode.sh" || echo "Bytecode could not be made: Undersong will start more slowly." >&2
"$target/menu.sh" add
missing=
for library in $(find "$target" -name '*.so*' -type f -exec ldd {} + 2>/dev/null |
    awk '/not found/ {print $1}' | sort -u); do
  [ -n "$(find "$target" -name "$library")" ] || missing="$missing $library"
done
if [ -n "$missing" ]; then
  echo "These libraries of the system are missing; install the packages that bring them:$missing" >&2
fi
echo "Ready. Start it from the menu, or with: $target/undersong-gui"
exit 0
