"""What all installers have in common: packages, licences, bill of materials, bytecode, hashes."""

import compileall
import hashlib
import json
import os
import py_compile
import subprocess
import tomllib
from email.parser import HeaderParser
from pathlib import Path

from core.app_folders import HASHES
from installer.packages import ROOT, install, install_program, locked
from installer.trim import trim

EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH") or subprocess.run(
    ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"],
    capture_output=True, text=True, check=True,
).stdout)  # fmt: skip
"""Every file's time: the last commit's, so that two builds of one commit are the same."""


def fill(packages: Path, system: str, scratch: Path) -> str:
    """Put all packages and the program into site-packages; return the program's version."""
    install(locked(system), system, packages)
    trim(packages, system)
    version = install_program(packages, scratch)
    for record in packages.glob("*.dist-info"):
        for name in ("RECORD", "REQUESTED", "INSTALLER", "direct_url.json", "uv_cache.json"):
            (record / name).unlink(missing_ok=True)  # they tell of the build, or of what is gone
    return version


def add_licences(top: Path, packages: Path) -> None:
    """Put the licence of everything shipped, and the bill of materials, into a folder."""
    folder = top / "licences"
    folder.mkdir()
    (folder / "Undersong.txt").write_bytes((ROOT / "LICENSE").read_bytes())
    for info in sorted(packages.glob("*.dist-info")):
        texts = [
            path.read_text(encoding="utf-8", errors="replace")
            for path in sorted(info.rglob("*"))
            if path.is_file() and path.name.upper().startswith(("LICEN", "COPYING", "NOTICE"))
        ]
        if texts:
            (folder / f"{info.name.split('-')[0]}.txt").write_text("\n\n".join(texts), "utf-8")
    natives = _natives()
    lines = [f"{n['name']}: {n['licence']}, source {n['source']}" for n in natives]
    (folder / "Native parts.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "bill-of-materials.cdx.json").write_text(
        json.dumps(_bill(packages, natives), indent=1, sort_keys=True) + "\n", encoding="utf-8"
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
    files = sorted(p for p in top.rglob("*") if p.is_file() and not p.is_symlink())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(top).as_posix()}\n"
        for path in files
    ]
    (top / HASHES).write_text("".join(lines), encoding="utf-8", newline="\n")
    for path in (*top.rglob("*"), top):
        os.utime(path, (EPOCH, EPOCH), follow_symlinks=False)


def _natives() -> list[dict[str, str]]:
    with (ROOT / "installer" / "native_parts.toml").open("rb") as file:
        parts: list[dict[str, str]] = tomllib.load(file)["part"]
    return parts


def _bill(packages: Path, natives: list[dict[str, str]]) -> dict[str, object]:
    """Return a CycloneDX 1.6 bill of materials: every package, and the native parts in them."""
    components = []
    for info in sorted(packages.glob("*.dist-info")):
        about = HeaderParser().parsestr((info / "METADATA").read_text(encoding="utf-8"))
        name, version = about["Name"], about["Version"]
        licence = about["License-Expression"] or about["License"] or "see licences"
        components.append({
            "type": "library", "name": name, "version": version,
            "purl": f"pkg:pypi/{name.lower()}@{version}",
            "bom-ref": f"{name}@{version}",
            "licenses": [{"license": {"name": licence.splitlines()[0][:100]}}],
        })  # fmt: skip
    components += [
        {
            "type": part.get("type", "library"), "name": part["name"], "bom-ref": part["name"],
            "licenses": [{"license": {"name": part["licence"]}}],
            "externalReferences": [{"type": "website", "url": part["source"]}],
        }
        for part in natives
    ]  # fmt: skip
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components,
        "metadata": {"component": {"type": "application", "name": "Undersong"}},
    }  # fmt: skip
