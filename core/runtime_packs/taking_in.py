"""Fetching, making, taking in and removing runtime packs: whole or not at all."""

import hashlib
import json
import shutil
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from core.atomic_file import replacing
from core.errors import UnusableValueError, UserError
from core.jobs import Job, Progress
from core.runtime_packs.known import HELD, Pack, pack_called, packs_folder
from core.wheels import lay_out, pip

_PIECE = 1 << 22
_PYTHON = "3.11"
"""Of every installed program."""


class _System(NamedTuple):
    name: str
    """As Python calls it."""
    wheels: Sequence[str]
    """Tags of the wheels that fit."""


SYSTEMS = {
    "windows": _System("win-amd64", ("win_amd64",)),
    "linux": _System(
        "linux-x86_64",
        [f"manylinux_2_{minor}_x86_64" for minor in range(34, 4, -1)]
        + [f"manylinux{old}_x86_64" for old in ("2014", "2010", "1")],
    ),
}


def make(name: str, target: Path, system: str = "") -> Job:
    """Fetch the wheels of a pack and write them into a file to carry.

    For this Python, or for an installed program of a system out of ``SYSTEMS``. Raises UserError
    without a connection, or where the file cannot be written.
    """
    pack = pack_called(name)
    made_for = _installed(system) if system else _here()
    with tempfile.TemporaryDirectory(dir=packs_folder(), prefix=".") as scratch:
        wheels = Path(scratch)
        yield from _fetched(pack, wheels, system)
        yield Progress(0, 0, f"writing {target.name}")
        with replacing(target) as part, zipfile.ZipFile(part, "w") as archive:
            held = {"name": name, **made_for, "wheels": _hashes(wheels)}
            archive.writestr(HELD, json.dumps(held, indent=1))
            for wheel in held["wheels"]:
                archive.write(wheels / wheel, wheel)


def fetch(name: str) -> Job:
    """Fetch the wheels of a pack and take them in."""
    pack = pack_called(name)
    with tempfile.TemporaryDirectory(dir=packs_folder(), prefix=".") as scratch:
        wheels = Path(scratch)
        yield from _fetched(pack, wheels)
        yield from _unpacked(pack, wheels, {"name": name, **_here(), "wheels": _hashes(wheels)})


def take_in(source: Path) -> Job:
    """Take in a pack file, or a folder with what was in one.

    Every wheel is compared with its hash before any is unpacked. Raises UserError for what is no
    pack, is damaged, or was made for another system.
    """
    with tempfile.TemporaryDirectory(dir=packs_folder(), prefix=".") as scratch:
        wheels = Path(scratch)
        try:
            with _inside(source) as inside:
                held = json.loads((inside / HELD).read_text(encoding="utf-8"))
                hashes: dict[str, str] = dict(held["wheels"])
                pack = _refused_unless_fitting(held, source)
                for number, (name, wanted) in enumerate(hashes.items()):
                    yield Progress(number, len(hashes), name)
                    target = wheels / Path(name).name
                    with (inside / name).open("rb") as packed, target.open("wb") as file:
                        shutil.copyfileobj(packed, file, _PIECE)
                    if _sha256(target) != wanted:
                        raise _damaged(source)
        except FileNotFoundError as error:
            raise (_damaged(source) if source.exists() else _missing(source)) from error
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
            raise _damaged(source) from error
        yield from _unpacked(pack, wheels, held)


def remove(name: str) -> None:
    """Delete a pack. Networks that need it say so from then on."""
    pack = pack_called(name)
    if not pack.folder.exists():
        raise UserError(f"The runtime pack {name} is not here.")
    gone = pack.folder.with_name(f".{name}.gone")
    shutil.rmtree(gone, ignore_errors=True)
    try:
        pack.folder.rename(gone)  # whole or not at all: Windows refuses while it is used
    except OSError as error:
        raise UserError(
            f"{pack.title} is being used. Let the analysis end, or close Undersong, then try again."
        ) from error
    shutil.rmtree(gone, ignore_errors=True)


def _fetched(pack: Pack, wheels: Path, system: str = "") -> Job:
    words = ["download", "--no-deps", "--only-binary=:all:", "--dest", str(wheels)]
    if system:
        words += ["--python-version", _PYTHON, "--implementation", "cp"]
        words += [f"--platform={tag}" for tag in SYSTEMS[system].wheels]
    on_linux = system == "linux" or (not system and sys.platform == "linux")
    for packages in (pack.packages, pack.linux if on_linux else pack.others):
        if packages:
            yield from pip([*words, *packages], pack.title)


@contextmanager
def _inside(source: Path) -> Generator[Path | zipfile.Path]:
    if source.is_dir():
        yield source
        return
    with zipfile.ZipFile(source) as archive:
        yield zipfile.Path(archive)


def _unpacked(pack: Pack, wheels: Path, held: dict[str, Any]) -> Job:
    """Unpack wheels into a folder beside, which takes the pack's place when it is complete."""
    with tempfile.TemporaryDirectory(dir=packs_folder(), prefix=".") as scratch:
        made = Path(scratch) / pack.name
        for number, name in enumerate(held["wheels"]):
            try:
                for file in lay_out(wheels / Path(name).name, made):
                    yield Progress(number, len(held["wheels"]), file)
            except zipfile.BadZipFile as error:
                raise UserError(f"{name} is damaged. Fetch or make the pack again.") from error
        (made / HELD).write_text(json.dumps(held, indent=1), encoding="utf-8")
        if pack.folder.exists():
            remove(pack.name)
        made.rename(pack.folder)


def _refused_unless_fitting(held: dict[str, Any], source: Path) -> Pack:
    here = _here()
    if {part: held[part] for part in here} != here:
        mine = next((f" with --for {name}" for name in SYSTEMS if _installed(name) == here), "")
        raise UserError(
            f"{source.name} was made for {held['python']} on {held['system']}, and this is "
            f"{here['python']} on {here['system']}. Make one{mine or ' on a machine like this'}."
        )
    return pack_called(held["name"])


def _installed(system: str) -> dict[str, str]:
    if system not in SYSTEMS:
        raise UnusableValueError(f"There is no system {system}. There are: {', '.join(SYSTEMS)}.")
    return {"python": f"cpython-{_PYTHON.replace('.', '')}", "system": SYSTEMS[system].name}


def _here() -> dict[str, str]:
    return {"python": sys.implementation.cache_tag or "", "system": sysconfig.get_platform()}


def _missing(source: Path) -> UserError:
    return UserError(f"There is no file {source}. Check the path.")


def _hashes(wheels: Path) -> dict[str, str]:
    return {wheel.name: _sha256(wheel) for wheel in sorted(wheels.glob("*.whl"))}


def _damaged(source: Path) -> UserError:
    return UserError(f"{source.name} is no runtime pack, or it is damaged. Copy or make it again.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
