#!/bin/sh
# Pictures of every page, light and dark, on the sample recordings: make screenshots
set -eu
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=offscreen
project="build/screenshots/Meijendel dawn"
mkdir -p docs/screenshots
.venv/bin/undersong sample build/screenshots/recordings >/dev/null
.venv/bin/undersong analyze build/screenshots/recordings --project "$project" >/dev/null
for page in overview recordings sites health analysis review report teach networks; do
  for theme in light dark; do
    .venv/bin/undersong-gui "$project" --page $page --theme $theme --size 1280x800 \
      --screenshot "docs/screenshots/$page-$theme.png" 2>/dev/null
    echo "docs/screenshots/$page-$theme.png"
  done
done
