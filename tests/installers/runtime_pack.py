"""The real TensorFlow pack, carried to an installed program that has no network.

The packs are made once, where there is a connection, and kept in build/installers.
"""

import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from core.runtime_packs.known import pack_called
from tests.installers.trial import KEPT, Do, Trial, run

_NAME = "tensorflow"
_NETWORK = "two-tones-1"

Give = Callable[[Path], str]
"""Puts a file into the system on trial, and returns its path there."""


def expect_pack(trial: Trial, do: Do, give: Give, recordings: str, project: str) -> None:
    """Expect that the pack is taken in whole or not at all, hears, and can be removed.

    ``recordings`` and ``project`` are paths as the program is told them.
    """
    system = "windows" if trial.name == "windows" else "linux"
    network = give(_tiny_network())
    lacking = do(f"networks check '{network}'")
    trial.does("without the pack it is named", lacking, status=1, saying=f"packs add {_NAME}")
    refused = do(f"packs add --file '{give(_with_a_wrong_hash(system))}'")
    trial.does("a pack with a wrong hash is refused", refused, status=1, saying="it is damaged")
    trial.does("nothing is kept of it", do("packs list"), saying="not here")
    pack = give(pack_file(system))
    trial.does("the pack is taken in without a network", do(f"packs add --file '{pack}'"))
    trial.does("its network is taken in", do(f"networks add '{network}'"))
    hearing = f"analyze '{recordings}' --project '{project}' --network {_NETWORK}"
    trial.does("its network hears", do(hearing))
    trial.does("the pack is removed", do(f"packs remove {_NAME}"))
    trial.does("a project that names it opens", do(f"check --project '{project}'"))
    again = do(f"{hearing} --channel 0 --overlap 0.5")
    trial.does("what brings it back is said", again, status=1, saying=f"packs add {_NAME}")


def pack_file(system: str) -> Path:
    """Return the pack for a system, fetched if none with these contents is kept yet."""
    contents = zlib.crc32(" ".join(pack_called(_NAME).packages).encode())
    target = KEPT / f"{_NAME}-{system}-{contents:08x}.pack"
    if not target.exists():
        words = ["packs", "make", _NAME, "--for", system, "--out", str(target)]
        _source(*words)
    return target


def _with_a_wrong_hash(system: str) -> Path:
    """Return a pack of this name whose one wheel is not the one that is listed."""
    with zipfile.ZipFile(pack_file(system)) as whole:
        held = json.loads(whole.read("pack.json"))
        wheel = min(held["wheels"], key=lambda name: whole.getinfo(name).file_size)
        target = KEPT / f"wrong-hash-{system}.pack"
        with zipfile.ZipFile(target, "w") as archive:
            held["wheels"] = {wheel: held["wheels"][wheel]}
            archive.writestr("pack.json", json.dumps(held))
            archive.writestr(wheel, whole.read(wheel) + b"more")
    return target


def _tiny_network() -> Path:
    """Return a folder with a small SavedModel, made by the source tree's TensorFlow."""
    target = KEPT / "two-tones"
    if not target.exists():
        subprocess.run(
            [sys.executable, "-m", "tests.installers.tiny_network", str(target)],
            check=True, capture_output=True,
        )  # fmt: skip
    return target


def _source(*words: str) -> None:
    status, said = run([sys.executable, "-c", "from core.cli import main; main()", *words])
    if status:
        raise SystemExit(said)
