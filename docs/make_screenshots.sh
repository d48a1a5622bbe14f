#!/bin/sh
# Pictures of every page, or of those that are named, light and dark: make screenshots
set -eu
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=offscreen
project="build/screenshots/Meijendel dawn"
mkdir -p docs/screenshots
.venv/bin/undersong sample build/screenshots/recordings >/dev/null
.venv/bin/undersong analyze build/screenshots/recordings --project "$project" >/dev/null
labels=build/screenshots/labels.csv
cat >"$labels" <<'CSV'
file,start_s,end_s,label,present
242A2604603691DD_20250503_031300.WAV,18,21,Turdus merula song,1
242A2604603691DD_20250503_031300.WAV,3,6,Turdus merula song,1
242A2604603691DD_20250503_031400.WAV,9,12,Turdus merula song,1
242A2604603691DD_20250503_031400.WAV,15,18,Turdus merula song,1
242A2604603691DD_20250503_031500.WAV,27,30,Turdus merula song,1
242A2604603691DD_20250503_031500.WAV,21,24,Turdus merula song,1
242A2604603691DD_20250503_031300.WAV,0,3,Turdus merula song,0
242A2604603691DD_20250503_031300.WAV,27,30,Turdus merula song,0
242A2604603691DD_20250503_031400.WAV,0,3,Turdus merula song,0
CSV
.venv/bin/undersong labels --project "$project" --import "$labels" >/dev/null
.venv/bin/undersong heads train "Blackbird song" --project "$project" >/dev/null
pages=${*:-overview recordings sites health analysis review report teach networks heads}
for page in $pages; do
  for theme in light dark; do
    .venv/bin/undersong-gui "$project" --page $page --theme $theme --size 1280x800 \
      --screenshot "docs/screenshots/$page-$theme.png" 2>/dev/null
    # 256 colours are enough, in half the bytes.
    .venv/bin/python - "docs/screenshots/$page-$theme.png" <<'PYTHON'
import sys
from PIL import Image
picture = Image.open(sys.argv[1]).convert("RGB")
picture.quantize(256, dither=Image.Dither.NONE).save(sys.argv[1], optimize=True)
PYTHON
    echo "docs/screenshots/$page-$theme.png"
  done
done
