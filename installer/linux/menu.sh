#!/bin/sh
# menu.sh add | remove: Undersong in the person's own menu, with its kind of file.
set -eu
here=$(dirname "$(readlink -f "$0")")
data=${XDG_DATA_HOME:-$HOME/.local/share}
files="applications/undersong.desktop mime/packages/undersong.xml icons/hicolor/256x256/apps/undersong.png"
case ${1:-} in
  add)
    for file in $files; do
      mkdir -p "$data/$(dirname "$file")"
      cp "$here/share/$(basename "$file")" "$data/$file"
    done
    # An Exec line quotes with double quotes; a backslash before what they do not hold literally.
    quoted=$(printf '%s' "$here/undersong-gui" | sed 's/[\\"`$]/\\\\&/g')
    sed -i "s|^Exec=.*|Exec=\"$(printf '%s' "$quoted" | sed 's/[&|\\]/\\&/g')\" %f|" \
      "$data/applications/undersong.desktop"
    ;;
  remove) for file in $files; do rm -f "$data/$file"; done ;;
  *) echo "menu.sh add | remove" >&2; exit 2 ;;
esac
command -v update-desktop-database >/dev/null && update-desktop-database "$data/applications" || true
command -v update-mime-database >/dev/null && update-mime-database "$data/mime" >/dev/null || true
