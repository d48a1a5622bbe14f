"""The Linux installers: a .deb; a .run and a .tar.zst that any other distribution unpacks.

``python -m installer.linux_packages OUT_FOLDER [--quick]``: quick ones are larger, for trials.
"""

import gzip
import os
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from installer import linux_folder, make_icons
from installer.beside import put_beside, write_sums
from installer.packages import ROOT
from installer.program import EPOCH, compile_all, seal, told_of

_FILES = ROOT / "installer" / "linux"
_ICON = "icons/hicolor/256x256/apps/undersong.png"
_EXECUTABLE, _PLAIN = 0o755, 0o644
_TAR = (
    *("tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--format=gnu"),
    f"--mtime=@{EPOCH}",
)


def build(out: Path, *, quick: bool = False) -> list[Path]:
    """Build all installers, and return where they are."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        program = Path(scratch) / "program"
        version = linux_folder.build(program)
        put_beside(program, "linux", version, out)
        made = pack(program, version, out, quick=quick)
    write_sums(out)
    return made


def pack(program: Path, version: str, out: Path, *, quick: bool) -> list[Path]:
    """Wrap the folder of the program, which is changed by that."""
    icons = program.with_name("icons")
    make_icons.main(icons)
    glibc = _least_glibc(program)
    name = f"undersong-{version}-linux-x86_64"
    made = [_deb(program, version, glibc, icons, out, "-z0" if quick else "-z9")]
    _add_menu(program, icons)
    told = {"name": f"{name}.run", "version": version, "glibc": glibc}
    made.append(_run(program, told, out / f"{name}.run", "-0" if quick else "-9"))
    made.append(_portable(program, name, out / f"{name}.tar.zst", "-1" if quick else "-19"))
    return made


def _deb(program: Path, version: str, glibc: str, icons: Path, out: Path, strength: str) -> Path:
    root = program.with_name("deb")
    share = root / "usr" / "share"
    shutil.copytree(program, root / "opt" / "undersong", symlinks=True, copy_function=os.link)
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
        ["dpkg-deb", "--root-owner-group", "-Zxz", strength, "--build", str(root), str(deb)],
        check=True, stdout=subprocess.DEVNULL, env=os.environ | {"SOURCE_DATE_EPOCH": str(EPOCH)},
    )  # fmt: skip
    return deb


def _add_menu(program: Path, icons: Path) -> None:
    """Add to the folder what puts it into a person's own menu, and takes it away."""
    (program / "share").mkdir()
    shutil.copy(icons / "undersong-256.png", program / "share" / "undersong.png")
    for name in ("undersong.desktop", "undersong.xml"):
        shutil.copy(_FILES / name, program / "share" / name)
    for name in ("menu.sh", "uninstall.sh"):
        shutil.copy(_FILES / name, program / name)
    _set_modes(program)
    seal(program)


def _run(program: Path, told: dict[str, str], target: Path, strength: str) -> Path:
    header = (_FILES / "run_header.sh").read_text(encoding="utf-8")
    for word, what in (*told.items(), ("lines", str(len(header.splitlines())))):
        header = header.replace(f"{{{word}}}", what)
    with target.open("wb") as file:
        file.write(header.encode())
        file.flush()
        _piped([*_TAR, "-C", str(program), "-c", "."], ["xz", strength, "-T1"], file.fileno())
    target.chmod(_EXECUTABLE)
    return target


def _portable(program: Path, name: str, target: Path, strength: str) -> Path:
    """Pack the folder with its bytecode: nothing is to be run before it is used."""
    compile_all(program, [program / "lib"])
    seal(program)
    folder = program.rename(program.with_name(name))
    with target.open("wb") as file:
        packing = ["zstd", strength, "--long=27", "-T0", "-q", "-c"]
        _piped([*_TAR, "-C", str(folder.parent), "-c", name], packing, file.fileno())
    return target


def _piped(first: list[str], second: list[str], out: int) -> None:
    with subprocess.Popen(first, stdout=subprocess.PIPE) as source:
        subprocess.run(second, stdin=source.stdout, stdout=out, check=True)
    if source.returncode:
        raise SystemExit(f"{first[0]} ended with {source.returncode}")


def _set_modes(top: Path) -> None:
    for path in top.rglob("*"):
        if path.is_symlink():
            continue
        runs = path.is_dir() or path.parent.name == "bin" or _is_script(path)
        path.chmod(_EXECUTABLE if runs and path.suffix != ".py" else _PLAIN)


def _is_script(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"#!"


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
    told_of(build)
