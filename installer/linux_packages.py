"""The Linux installers: a .deb, and a .run that any other distribution unpacks.

``python -m installer.linux_packages OUT_FOLDER``.
"""

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from installer import linux_folder, make_icons
from installer.packages import ROOT
from installer.program import EPOCH, seal

_FILES = ROOT / "installer" / "linux"
_ICON = "icons/hicolor/256x256/apps/undersong.png"
_EXECUTABLE, _PLAIN = 0o755, 0o644


def build(out: Path) -> list[Path]:
    """Build both installers, and return where they are."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        program = Path(scratch) / "program"
        version = linux_folder.build(program)
        icons = Path(scratch) / "icons"
        make_icons.main(icons)
        glibc = _least_glibc(program)
        deb = _deb(program, version, glibc, icons, out)
        return [deb, _run(program, version, glibc, icons, out)]


def _deb(program: Path, version: str, glibc: str, icons: Path, out: Path) -> Path:
    root = program.with_name("deb")
    share = root / "usr" / "share"
    shutil.copytree(program, root / "opt" / "undersong", symlinks=True)
    (root / "usr" / "bin").mkdir(parents=True)
    for name in ("undersong", "undersong-gui"):
        (root / "usr" / "bin" / name).symlink_to(f"/opt/undersong/{name}")
    for name, place in {
        "undersong.desktop": "applications",
        "undersong.xml": "mime/packages",
        "org.undersong.Undersong.metainfo.xml": "metainfo",
        "copyright": "doc/undersong",
    }.items():
        (share / place).mkdir(parents=True)
        shutil.copy(_FILES / name, share / place / name)
    (share / _ICON).parent.mkdir(parents=True)
    shutil.copy(icons / "undersong-256.png", share / _ICON)
    overrides = share / "lintian" / "overrides"
    overrides.mkdir(parents=True)
    shutil.copy(_FILES / "lintian-overrides", overrides / "undersong")
    when = datetime.fromtimestamp(EPOCH, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    changes = (
        f"undersong ({version}) unstable; urgency=medium\n\n  * Release.\n\n"
        f" -- The Undersong authors <undersong@example.invalid>  {when}\n"
    )
    packed = gzip.compress(changes.encode(), mtime=0)
    (share / "doc" / "undersong" / "changelog.gz").write_bytes(packed)
    _set_modes(root)
    size_kb = sum(p.lstat().st_size for p in root.rglob("*") if not p.is_dir()) // 1024
    about = root / "DEBIAN"
    about.mkdir()
    control = (_FILES / "control").read_text(encoding="utf-8")
    (about / "control").write_text(
        control.format(version=version, size_kb=size_kb, glibc=glibc), encoding="utf-8"
    )
    for name in ("postinst", "prerm"):
        shutil.copy(_FILES / name, about / name)
        (about / name).chmod(_EXECUTABLE)
    sums = subprocess.run(
        "find opt usr -type f -print0 | sort -z | xargs -0 md5sum",
        shell=True, cwd=root, capture_output=True, check=True,
    ).stdout  # fmt: skip
    (about / "md5sums").write_bytes(sums)
    for path in (*root.rglob("*"), root):
        os.utime(path, (EPOCH, EPOCH), follow_symlinks=False)
    deb = out / f"undersong_{version}_amd64.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z9", "--build", str(root), str(deb)],
        check=True, stdout=subprocess.DEVNULL, env=os.environ | {"SOURCE_DATE_EPOCH": str(EPOCH)},
    )  # fmt: skip
    return deb


def _run(program: Path, version: str, glibc: str, icons: Path, out: Path) -> Path:
    (program / "share").mkdir()
    shutil.copy(icons / "undersong-256.png", program / "share" / "undersong.png")
    for name in ("undersong.desktop", "undersong.xml"):
        shutil.copy(_FILES / name, program / "share" / name)
    for name in ("menu.sh", "uninstall.sh"):
        shutil.copy(_FILES / name, program / name)
    _set_modes(program)
    (program / "files.sha256").unlink()
    seal(program)
    target = out / f"undersong-{version}-linux-x86_64.run"
    header = (_FILES / "run_header.sh").read_text(encoding="utf-8")
    lines = len(header.splitlines())
    header = header.replace("{lines}", str(lines)).replace("{glibc}", glibc)
    with target.open("wb") as file:
        file.write(header.replace("{name}", target.name).encode())
        file.flush()
        packing = ["tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "-c", "."]
        with subprocess.Popen(packing, cwd=program, stdout=subprocess.PIPE) as tar:
            subprocess.run(["xz", "-9"], stdin=tar.stdout, stdout=file, check=True)
        if tar.returncode:
            raise SystemExit(f"tar ended with {tar.returncode}")
    target.chmod(_EXECUTABLE)
    return target


def _set_modes(top: Path) -> None:
    for path in top.rglob("*"):
        if path.is_symlink():
            continue
        runs = path.is_dir() or path.read_bytes()[:2] == b"#!" or path.parent.name == "bin"
        path.chmod(_EXECUTABLE if runs and path.suffix != ".py" else _PLAIN)


def _least_glibc(program: Path) -> str:
    """Return the oldest C library that everything in the program runs with."""
    newest = (2, 0)
    for path in program.rglob("*"):
        if path.is_file() and (".so" in path.name or path.parent.name == "bin"):
            said = subprocess.run(
                ["objdump", "-T", path], capture_output=True, text=True, check=False
            ).stdout
            for found in re.finditer(r"GLIBC_(\d+)\.(\d+)", said):
                newest = max(newest, (int(found[1]), int(found[2])))
    return f"{newest[0]}.{newest[1]}"


if __name__ == "__main__":
    for made in build(Path(sys.argv[1])):
        sys.stdout.write(f"{made} {made.stat().st_size / 1e6:.0f} MB\n")
