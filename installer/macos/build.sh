#!/bin/sh
# Undersong.app and Undersong.dmg, on a Mac with Apple silicon. NOT TRIED: nobody here has one.
#   installer/macos/build.sh OUT [SIGNING IDENTITY] [NOTARY PROFILE]
# Needs Xcode's command line tools, a framework build of CPython 3.11 from python.org, and
#   make setup PYTHON=/Library/Frameworks/Python.framework/Versions/3.11/bin/python3.11
# Signing needs a Developer ID; without one the app opens by a right click > Open only.
set -eu
out=$1; identity=${2:-}; profile=${3:-}
here=$(cd "$(dirname "$0")/../.." && pwd)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/pyproject.toml")
app=$out/Undersong.app; contents=$app/Contents
framework=/Library/Frameworks/Python.framework/Versions/3.11
rm -rf "$app"; mkdir -p "$contents/MacOS" "$contents/Resources" "$contents/Frameworks"

# --- interpreter, packages, program: the same steps as for the other systems ---
cp -R "$framework" "$contents/Frameworks/Python311"
python=$contents/Frameworks/Python311/bin/python3.11
packages=$contents/Frameworks/Python311/lib/python3.11/site-packages
rm -rf "$packages"; mkdir "$packages"
(cd "$here" && .venv/bin/python -c "
import tempfile
from pathlib import Path
from installer.program import add_licences, compile_all, fill, seal
packages, contents = Path('$packages'), Path('$contents')
with tempfile.TemporaryDirectory() as scratch:
    fill(packages, 'macos', Path(scratch))
add_licences(contents / 'Resources', packages)
compile_all(contents, [packages.parent])
seal(contents / 'Frameworks' / 'Python311')
")
(cd "$here" && .venv/bin/python -m installer.make_icons "$contents/Resources/icons")
mv "$contents/Resources/icons/undersong.icns" "$contents/Resources/"

# --- launchers ---
for name in undersong undersong-gui; do
  module=core.cli; [ $name = undersong-gui ] && module=gui.app
  printf '#!/bin/sh\nd=$(cd "$(dirname "$0")/.." && pwd)\nexec "$d/Frameworks/Python311/bin/python3.11" -I "$d/Resources/%s.py" "$@"\n' \
    "$name" > "$contents/MacOS/$name"
  printf 'if __name__ == "__main__":\n    from %s import main\n\n    main()\n' "$module" \
    > "$contents/Resources/$name.py"
  chmod 755 "$contents/MacOS/$name"
done
cat > "$contents/Info.plist" <<PLIST
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
  <key>CFBundleName</key><string>Undersong</string>
  <key>CFBundleIdentifier</key><string>org.undersong.Undersong</string>
  <key>CFBundleExecutable</key><string>undersong-gui</string>
  <key>CFBundleIconFile</key><string>undersong</string>
  <key>CFBundleShortVersionString</key><string>$version</string>
  <key>CFBundlePackageType</key><string>APPL</string>
  <key>LSMinimumSystemVersion</key><string>14.0</string>
  <key>NSHighResolutionCapable</key><true/>
  <key>CFBundleDocumentTypes</key><array><dict>
    <key>CFBundleTypeName</key><string>Undersong project</string>
    <key>CFBundleTypeExtensions</key><array><string>undersong</string></array>
    <key>CFBundleTypeRole</key><string>Editor</string>
  </dict></array>
</dict></plist>
PLIST

# --- signing, from the inside out; the hardened runtime must let Python load its libraries ---
if [ -n "$identity" ]; then
  cat > "$out/entitlements.plist" <<PLIST
<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
  <key>com.apple.security.cs.disable-library-validation</key><true/>
  <key>com.apple.security.cs.allow-unsigned-executable-memory</key><true/>
</dict></plist>
PLIST
  find "$contents" -type f \( -name '*.so' -o -name '*.dylib' \) -print0 |
    xargs -0 codesign --force --timestamp --options runtime --sign "$identity"
  codesign --force --timestamp --options runtime --entitlements "$out/entitlements.plist" \
    --sign "$identity" "$python" "$app"
fi
dmg=$out/Undersong-$version-macos-arm64.dmg
hdiutil create -volname Undersong -srcfolder "$app" -ov -format ULFO "$dmg"
if [ -n "$identity" ] && [ -n "$profile" ]; then
  codesign --timestamp --sign "$identity" "$dmg"
  xcrun notarytool submit "$dmg" --keychain-profile "$profile" --wait
  xcrun stapler staple "$dmg"
fi
