"""The Windows installers: setup.exe and a portable zip, built on Linux with mingw and NSIS.

``python -m installer.windows_setup OUT_FOLDER [--quick]``: a quick one is larger, for trials. The
program that the variable SIGN names signs a file where it lies: launchers, uninstaller and setup.
"""

import os
import shutil
import subprocess
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from installer import make_icons
from installer.beside import put_beside, write_sums
from installer.embeddable import unpack_embeddable
from installer.packages import ROOT, install
from installer.program import EPOCH, add_licences, compile_all, fill, seal, told_of

_FILES = ROOT / "installer" / "windows"
_RUNTIME = "msvc-runtime==14.44.35112"
_DLLS = (
    *("concrt140", "msvcp140", "msvcp140_1", "msvcp140_2", "msvcp140_atomic_wait"),
    *("msvcp140_codecvt_ids", "vcruntime140_threads"),
)
_PATHS = "python311.zip\n.\nsite-packages\nimport site\n"
_COMPILER = "x86_64-w64-mingw32-gcc"
_SIGNER = os.environ.get("SIGN", "")


def build(out: Path, *, quick: bool = False) -> list[Path]:
    """Build both, and return where they are."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.absolute()) as scratch:
        stage = Path(scratch) / "Undersong"
        version = make_folder(stage, Path(scratch))
        put_beside(stage, "windows", version, out)
        made = pack(stage, version, out, quick=quick)
    write_sums(out)
    return made


def pack(stage: Path, version: str, out: Path, *, quick: bool) -> list[Path]:
    """Wrap the folder of the program."""
    return [_setup(stage, version, out, quick=quick), _zip(stage, version, out, quick=quick)]


def make_folder(stage: Path, scratch: Path) -> str:
    """Make the folder of the program, and return its version."""
    unpack_embeddable(stage)
    packages = stage / "site-packages"
    version = fill(packages, "windows", scratch)
    runtime = scratch / "runtime"
    install([_RUNTIME], "windows", runtime)
    for name in _DLLS:
        shutil.copy2(next(runtime.rglob(f"{name}.dll")), stage / f"{name}.dll")
    (stage / "python311._pth").write_text(_PATHS, encoding="utf-8", newline="\r\n")
    for name in ("undersong_command.py", "undersong_path.py"):
        shutil.copy(_FILES / name, packages)
    make_icons.main(scratch / "icons")
    shutil.copy(scratch / "icons" / "undersong.ico", stage)
    _launchers(stage, version, scratch)
    add_licences(stage, packages)
    compile_all(stage, [packages])
    seal(stage)
    return version


def _launchers(stage: Path, version: str, scratch: Path) -> None:
    for name in ("launcher.rc", "app.manifest"):
        shutil.copy(_FILES / name, scratch)
    shutil.copy(stage / "undersong.ico", scratch)
    numbers = ",".join([*version.split("."), "0"])
    subprocess.run(
        ["x86_64-w64-mingw32-windres", f"-DVERSION_NUMBERS={numbers}",
         f'-DVERSION_TEXT=\\"{version}\\"', "launcher.rc", "launcher.o"],
        cwd=scratch, check=True,
    )  # fmt: skip
    for name, module, kind in (
        ("undersong-gui", "gui.app", ["-mwindows"]),
        ("undersong", "undersong_command", ["-mconsole", "-DCONSOLE"]),
    ):
        subprocess.run(
            [_COMPILER, *kind, "-Os", "-municode", "-DUNICODE", "-D_UNICODE",
             f'-DMODULE=L"{module}"', str(_FILES / "launcher.c"), "launcher.o", "-lshell32", "-s",
             "-Wl,--no-insert-timestamp", "-o", str(stage / f"{name}.exe")],
            cwd=scratch, check=True,
        )  # fmt: skip
        if _SIGNER:
            subprocess.run([_SIGNER, str(stage / f"{name}.exe")], check=True)


def _setup(stage: Path, version: str, out: Path, *, quick: bool) -> Path:
    """Wrap the folder; what the uninstaller deletes beside whole folders is listed by name."""
    top = sorted(path.name for path in stage.iterdir() if path.is_file())
    listed = stage.with_name("files.nsh")
    listed.write_text("".join(f'Delete "$INSTDIR\\{name}"\n' for name in top), encoding="utf-8")
    target = out.absolute() / f"Undersong-{version}-setup.exe"
    subprocess.run(
        ["makensis", "-V2", f"-DSTAGE={stage}", f"-DFILES={listed}", f"-DVERSION={version}",
         f"-DOUT={target}", *(["-DQUICK"] if quick else []),
         *([f"-DSIGNER={_SIGNER}"] if _SIGNER else []), "undersong.nsi"],
        cwd=_FILES, check=True, env=os.environ | {"SOURCE_DATE_EPOCH": str(EPOCH)},
    )  # fmt: skip
    return target


def _zip(stage: Path, version: str, out: Path, *, quick: bool) -> Path:
    target = out / f"Undersong-{version}-windows-portable.zip"
    when = datetime.fromtimestamp(EPOCH, UTC).timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(p for p in stage.rglob("*") if p.is_file()):
            name = f"Undersong/{path.relative_to(stage).as_posix()}"
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_STORED if quick else zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return target


if __name__ == "__main__":
    told_of(build)
