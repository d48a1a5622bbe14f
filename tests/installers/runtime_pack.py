"""The real runtime packs, carried to an installed program that has no network.

The packs are made once, where there is a connection, and kept in build/installers.
"""

import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from core.runtime_packs.known import pack_called
from tests.installers.trial import KEPT, Do, Trial, run

Give = Callable[[Path], str]
"""Puts a file or a folder into the system on trial, and returns its path there."""


class _Hearing(NamedTuple):
    """A pack, and a small network that it hears with."""

    pack: str
    network: str
    made_by: str


_TENSORFLOW = _Hearing("tensorflow", "two-tones-1", "tests.installers.tiny_network")
_TRANSFORMERS = _Hearing("transformers", "tiny-ast-1", "tests.installers.tiny_transformers")


def expect_packs(trial: Trial, do: Do, give: Give, recordings: str, project: str) -> None:
    """Expect that packs are taken in whole or not at all, hear, and can be removed.

    ``recordings`` and ``project`` are paths as the program is told them.
    """
    refused = do(f"packs add --file '{give(_with_a_wrong_hash(_system(trial)))}'")
    trial.does("a pack with a wrong hash is refused", refused, status=1, saying="it is damaged")
    said = do("packs list --json")[1]
    listed = json.loads(said[said.index("[\n") : said.rindex("]") + 1])
    trial.expect("nothing is kept of it", holds=not any(pack["here"] for pack in listed))
    both = (_TENSORFLOW, give(pack_file("tensorflow", _system(trial)))), (
        _TRANSFORMERS, give(_unpacked_pack(_system(trial)))
    )  # fmt: skip
    for tried, pack in both:
        _expect_heard(trial, do, tried, pack, give, (recordings, project))


def _expect_heard(
    trial: Trial, do: Do, tried: _Hearing, pack: str, give: Give, places: tuple[str, str]
) -> None:
    name, (recordings, project) = tried.pack, places
    network, adding = give(_network(tried)), f"packs add {name}"
    lacking = do(f"networks check '{network}'")
    trial.does(f"without {name} it is named", lacking, status=1, saying=adding)
    trial.does(f"{name} is taken in without a network", do(f"packs add --file '{pack}'"))
    trial.does("its network is taken in", do(f"networks add '{network}'"))
    hearing = f"analyze '{recordings}' --project '{project}' --network {tried.network}"
    trial.does("its network hears", do(hearing))
    trial.does(f"{name} is removed", do(f"packs remove {name}"))
    trial.does("a project that names it opens", do(f"check --project '{project}'"))
    again = do(f"{hearing} --channel 0 --overlap 0.5")
    trial.does("what brings it back is said", again, status=1, saying=adding)


def pack_file(name: str, system: str) -> Path:
    """Return a pack for a system, fetched if none with these contents is kept yet."""
    contents = zlib.crc32(repr(pack_called(name)).encode())
    target = KEPT / f"{name}-{system}-{contents:08x}.pack"
    if not target.exists():
        _source("packs", "make", name, "--for", system, "--out", str(target))
    return target


def _system(trial: Trial) -> str:
    return "windows" if trial.name == "windows" else "linux"


def _unpacked_pack(system: str) -> Path:
    """Return the folder that the pack of transformers is carried as."""
    packed = pack_file("transformers", system)
    target = packed.with_suffix("")
    if not target.exists():
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(target)
    return target


def _with_a_wrong_hash(system: str) -> Path:
    """Return a pack whose one wheel is not the one that is listed."""
    with zipfile.ZipFile(pack_file("tensorflow", system)) as whole:
        held = json.loads(whole.read("pack.json"))
        wheel = min(held["wheels"], key=lambda name: whole.getinfo(name).file_size)
        target = KEPT / f"wrong-hash-{system}.pack"
        with zipfile.ZipFile(target, "w") as archive:
            held["wheels"] = {wheel: held["wheels"][wheel]}
            archive.writestr("pack.json", json.dumps(held))
            archive.writestr(wheel, whole.read(wheel) + b"more")
    return target


def _network(tried: _Hearing) -> Path:
    """Return a folder with a small network, made by the source tree with the pack."""
    target, home = KEPT / tried.network, KEPT / "home"
    if not target.exists():
        if tried is _TRANSFORMERS:  # make setup brings no PyTorch
            pack = pack_file(tried.pack, "linux")
            _source("packs", "add", "--file", str(pack), UNDERSONG_HOME=str(home))
        subprocess.run(
            [sys.executable, "-m", tried.made_by, str(target)],
            check=True, capture_output=True, env=os.environ | {"UNDERSONG_HOME": str(home)},
        )  # fmt: skip
    return target


def _source(*words: str, **more: str) -> None:
    command = [sys.executable, "-c", "from core.cli import main; main()", *words]
    status, said = run(command, env=os.environ | more)
    if status:
        raise SystemExit(said)
