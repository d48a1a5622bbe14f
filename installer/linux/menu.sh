#!/bin/sh
# menu.sh add | remove: Undersong in the person's own menu, with its kind of file. Of several
# folders with Undersong the last that was added is in the menu; when it goes, the one before it is.
set -eu
here=$(dirname "$(readlink -f "$0")")
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/undersong.desktop
files="applications/undersong.desktop mime/packages/undersong.xml icons/hicolor/256x256/apps/undersong.png"
# The entry itself lists the folders, in comments.
folders=$(sed -n 's/^# Folder: //p' "$entry" 2>/dev/null | while IFS= read -r folder; do
  if [ "$folder" != "$here" ] && [ -x "$folder/undersong-gui" ]; then printf '%s\n' "$folder"; fi
done)
case ${1:-} in
  add) folders=$(printf '%s\n%s' "$folders" "$here" | sed '/^$/d') ;;
  remove) ;;
  *) echo "menu.sh add | remove" >&2; exit 2 ;;
esac
if [ -n "$folders" ]; then
  newest=$(printf '%s\n' "$folders" | tail -n 1)
  for file in $files; do
    mkdir -p "$data/$(dirname "$file")"
    cp "$newest/share/$(basename "$file")" "$data/$file"
  done
  # An Exec line quotes with double quotes; a backslash before what they do not hold literally.
  quoted=$(printf '%s' "$newest/undersong-gui" | sed 's/[\\"`$]/\\\\&/g')
  sed -i "s|^Exec=.*|Exec=\"$(printf '%s' "$quoted" | sed 's/[&|\\]/\\&/g')\" %f|" "$entry"
  printf '%s\n' "$folders" | sed 's/^/# Folder: /' >>"$entry"
else
  for file in $files; do rm -f "$data/$file"; done
fi
command -v update-desktop-database >/dev/null && update-desktop-database "$data/applications" || true
command -v update-mime-database >/dev/null && update-mime-database "$data/mime" >/dev/null || true
