"""What all installers have in common: packages, licences, bill of materials, bytecode, hashes."""

import argparse
import compileall
import hashlib
import json
import os
import py_compile
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from core.app_folders import HASHES
from core.licences import ShippedPart, parts_in
from installer.packages import PYTHON, ROOT, install, install_program, locked
from installer.trim import trim

EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH") or subprocess.run(
    ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"],
    capture_output=True, text=True, check=True,
).stdout)  # fmt: skip
"""Every file's time: the last commit's, so that two builds of one commit are the same."""

BILL = "bill-of-materials.cdx.json"


def fill(packages: Path, system: str, scratch: Path) -> str:
    """Put all packages and the program into site-packages; return the program's version."""
    install(locked(system), system, packages)
    version = install_program(packages, scratch)
    trim(packages, system)  # also scripts that name the builder's Python
    for record in packages.glob("*.dist-info"):
        for name in ("RECORD", "REQUESTED", "INSTALLER", "direct_url.json", "uv_cache.json"):
            (record / name).unlink(missing_ok=True)  # they tell of the build, or of what is gone
    return version


def add_licences(top: Path, packages: Path) -> None:
    """Put the licence of everything shipped, and the bill of materials, into a folder."""
    folder = top / "licences"
    folder.mkdir()
    found = parts_in(packages)
    for part in found:
        about = f"{part.name} {part.version}\nLicence: {part.licence}\n"
        about += f"Source: {part.source}\n" if part.source else ""
        (folder / f"{_as_file(part.name)}.txt").write_text(f"{about}\n{part.text}", "utf-8")
    (folder / BILL).write_text(
        json.dumps(_bill(found), indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )


def compile_all(top: Path, folders: list[Path]) -> None:
    """Make bytecode that is never checked against its source: without it starts take twice as long.

    Its paths are relative to the program, so that two builds are the same.
    """
    for folder in folders:
        compileall.compile_dir(
            folder, quiet=2, workers=os.cpu_count() or 1, stripdir=str(top), prependdir="undersong",
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )  # fmt: skip


def seal(top: Path) -> None:
    """List every file with its hash, and set all times to that of the commit."""
    (top / HASHES).unlink(missing_ok=True)
    files = sorted(p for p in top.rglob("*") if p.is_file() and not p.is_symlink())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(top).as_posix()}\n"
        for path in files
    ]
    (top / HASHES).write_text("".join(lines), encoding="utf-8", newline="\n")
    for path in (*top.rglob("*"), top):
        os.utime(path, (EPOCH, EPOCH), follow_symlinks=False)


def told_of(build: Callable[..., list[Path]]) -> None:
    """Build installers as the command line says, and print what was made."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--quick", action="store_true", help="pack less tightly: for trials")
    asked = parser.parse_args()
    if sys.version_info[:2] != tuple(map(int, PYTHON.split("."))):
        raise SystemExit(f"Installers are built with Python {PYTHON}: make PYTHON=python{PYTHON}.")
    for made in build(asked.out, quick=asked.quick):
        sys.stdout.write(f"{made} {made.stat().st_size / 1e6:.0f} MB\n")


def _bill(found: list[ShippedPart]) -> dict[str, object]:
    """Return a CycloneDX 1.6 bill of materials: every package, and the native parts in them."""
    components = [_component(part) for part in found]
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "components": components[1:], "metadata": {"component": components[0]},
    }  # fmt: skip


def _component(part: ShippedPart) -> dict[str, object]:
    told: dict[str, object] = {
        "type": part.kind, "name": part.name, "bom-ref": f"{part.name}@{part.version}",
        "licenses": [{"license": {"name": part.licence}}],
    }  # fmt: skip
    if part.source:
        told["externalReferences"] = [{"type": "website", "url": part.source}]
    if part.version:
        told["version"] = part.version
    if part.is_package:
        told["purl"] = f"pkg:pypi/{part.name.lower()}@{part.version}"
    return told


def _as_file(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name.partition(" (")[0])
