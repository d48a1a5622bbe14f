#!/bin/sh
# Undersong.app and Undersong.dmg, on a Mac with Apple silicon. NOT TRIED: nobody here has one.
#   installer/macos/build.sh OUT [SIGNING IDENTITY] [NOTARY PROFILE]
# Needs Xcode's command line tools, CPython 3.11 of python.org, and
#   make setup PYTHON=/Library/Frameworks/Python.framework/Versions/3.11/bin/python3.11
# The identity is a "Developer ID Application: …"; without one a person has to allow the app in
# System Settings, Privacy & Security. The profile is one of notarytool store-credentials.
set -eu
mkdir -p "$1"
out=$(cd "$1" && pwd) identity=${2:--} profile=${3:-}
here=$(cd "$(dirname "$0")/../.." && pwd)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/pyproject.toml")
framework=/Library/Frameworks/Python.framework/Versions/3.11
app=$out/Undersong.app contents=$out/Undersong.app/Contents
top=$contents/Resources/python library=$contents/Frameworks/libpython3.11.dylib
export MACOSX_DEPLOYMENT_TARGET=14.0
rm -rf "$app"
mkdir -p "$contents/MacOS" "$contents/Frameworks" "$top/lib"

# --- interpreter: that of python.org, made to look inside the app ---
ditto --arch arm64 "$framework/Python" "$library"
install_name_tool -id @rpath/libpython3.11.dylib "$library"
ditto --arch arm64 "$framework/lib/python3.11" "$top/lib/python3.11"
(cd "$top/lib/python3.11" && rm -rf site-packages test idlelib tkinter turtledemo ensurepip \
  lib2to3 config-* lib-dynload/_test* lib-dynload/_tkinter* lib-dynload/readline*)
find "$top" -name __pycache__ -prune -exec rm -rf {} +
for name in ssl crypto ncursesw panelw; do
  for found in "$framework"/lib/lib$name.*dylib; do
    [ -f "$found" ] && [ ! -L "$found" ] || continue
    ditto --arch arm64 "$found" "$top/lib/$(basename "$found")"
    install_name_tool -id "@rpath/$(basename "$found")" "$top/lib/$(basename "$found")"
  done
done
find "$top/lib" "$contents/Frameworks" -type f \( -name '*.so' -o -name '*.dylib' \) |
  while IFS= read -r file; do
    otool -L "$file" | awk -v f="$framework/" 'index($1, f) == 1 {print $1}' |
      while IFS= read -r old; do
        install_name_tool -change "$old" \
          "@executable_path/../Resources/python/lib/$(basename "$old")" "$file"
      done
  done
if find "$top/lib" "$contents/Frameworks" -type f \( -name '*.so' -o -name '*.dylib' \) \
    -exec otool -L {} + | awk -v f="$framework/" 'index($1, f) == 1 {found = 1} END {exit !found}'
then
  echo "Something still asks for $framework, which other Macs do not have." >&2; exit 1
fi

# --- packages and program: the same steps as for the other systems ---
(cd "$here" && .venv/bin/python -m installer.macos_folder fill "$top" &&
  .venv/bin/python -m installer.make_icons "$out/icons")
cp "$out/icons/undersong.icns" "$contents/Resources/"
rm -rf "$out/icons"

# --- launchers ---
for name in undersong undersong-gui; do
  module=undersong_command
  if [ $name = undersong-gui ]; then module=gui.app; fi
  clang -arch arm64 -Os -I"$framework/include/python3.11" -DMODULE="\"$module\"" \
    "$here/installer/macos/launcher.c" "$library" -Wl,-rpath,@executable_path/../Frameworks \
    -o "$contents/MacOS/$name"
done
cat > "$contents/Info.plist" <<PLIST
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
  <key>CFBundleName</key><string>Undersong</string>
  <key>CFBundleIdentifier</key><string>org.undersong.Undersong</string>
  <key>CFBundleExecutable</key><string>undersong-gui</string>
  <key>CFBundleIconFile</key><string>undersong</string>
  <key>CFBundleInfoDictionaryVersion</key><string>6.0</string>
  <key>CFBundleVersion</key><string>$version</string>
  <key>CFBundleShortVersionString</key><string>$version</string>
  <key>CFBundlePackageType</key><string>APPL</string>
  <key>LSMinimumSystemVersion</key><string>14.0</string>
  <key>NSHighResolutionCapable</key><true/>
  <key>NSHumanReadableCopyright</key><string>The Undersong authors, MIT licence</string>
  <key>CFBundleDocumentTypes</key><array><dict>
    <key>CFBundleTypeName</key><string>Undersong project</string>
    <key>CFBundleTypeRole</key><string>Editor</string>
    <key>LSHandlerRank</key><string>Owner</string>
    <key>LSItemContentTypes</key><array><string>org.undersong.project</string></array>
  </dict></array>
  <key>UTExportedTypeDeclarations</key><array><dict>
    <key>UTTypeIdentifier</key><string>org.undersong.project</string>
    <key>UTTypeDescription</key><string>Undersong project</string>
    <key>UTTypeConformsTo</key><array><string>public.data</string></array>
    <key>UTTypeTagSpecification</key><dict>
      <key>public.filename-extension</key><array><string>undersong</string></array>
    </dict>
  </dict></array>
</dict></plist>
PLIST
plutil -lint "$contents/Info.plist"

# --- signing, from the inside out: no program runs on Apple silicon without. The hardened runtime
# --- must let Python load libraries that others signed: those of runtime packs. ---
cat > "$out/entitlements.plist" <<PLIST
<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
  <key>com.apple.security.cs.disable-library-validation</key><true/>
  <key>com.apple.security.cs.allow-unsigned-executable-memory</key><true/>
</dict></plist>
PLIST
how="--timestamp --options runtime"
if [ "$identity" = - ]; then how=--timestamp=none; fi
find "$top" "$contents/Frameworks" -type f \
  \( -name '*.so' -o -name '*.dylib' -o -path '*.framework/Versions/A/Qt*' \) -print0 |
  xargs -0 codesign --force $how --sign "$identity"
(cd "$here" && .venv/bin/python -m installer.macos_folder seal "$top")  # signing changes files
for signed in "$contents/MacOS/undersong" "$app"; do
  codesign --force $how --entitlements "$out/entitlements.plist" --sign "$identity" "$signed"
done
rm "$out/entitlements.plist"
codesign --verify --deep --strict --verbose=2 "$app"
"$contents/MacOS/undersong" selftest

# --- notarised twice: the app keeps its ticket where it is copied to, for Macs without a network ---
notarise() { xcrun notarytool submit "$1" --keychain-profile "$profile" --wait; }
if [ -n "$profile" ]; then
  ditto -c -k --keepParent "$app" "$out/Undersong.zip"
  notarise "$out/Undersong.zip"
  rm "$out/Undersong.zip"
  xcrun stapler staple "$app"
fi
dmg=$out/Undersong-$version-macos-arm64.dmg stage=$(mktemp -d)
ditto "$app" "$stage/Undersong.app"
ln -s /Applications "$stage/Applications"
hdiutil create -volname Undersong -srcfolder "$stage" -fs HFS+ -format ULFO -ov "$dmg"
rm -rf "$stage"
if [ "$identity" != - ]; then codesign --timestamp --sign "$identity" "$dmg"; fi
if [ -n "$profile" ]; then
  notarise "$dmg"
  xcrun stapler staple "$dmg"
  spctl --assess --type open --context context:primary-signature --verbose "$dmg"
fi
