"""The pieces of the fast engine: made once on this computer, then found again by their content."""

import hashlib
import json
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.errors import NetworkUnavailableError
from core.networks.birdnet.cut import cut, recipe
from core.networks.birdnet.kernels import Kernels
from core.networks.files import content_hash

_GRAPHS = ("first.tflite", "second.tflite", "third.tflite", "last.tflite")
_KERNELS = "kernels.npz"
_INDEX = "index.json"

# Raise it whenever the pieces of the same graph change.
_FORMAT = 6


@dataclass(frozen=True, slots=True)
class Parts:
    """What the fast engine is made of."""

    graphs: tuple[Path, Path, Path, Path]
    kernels: Kernels
    folder: Path
    fingerprint: str
    """Hash of all of it."""


def parts(original_sha256: str, original: Callable[[], bytes], cache: Path) -> Parts:
    """Return the pieces of the graph with this hash, from ``cache`` or else made of ``original``.

    Several processes may do this at once. Damaged files are made again. Raises CutError where
    the graph cannot be cut, and OSError where the cache cannot be written.
    """
    folder = cache / f"birdnet-{original_sha256[:16]}-{_FORMAT}"
    found = _read(folder)
    if found is None:
        _make(original(), folder)
        found = _read(folder)
    if found is None:
        raise OSError(f"what was written to {folder} cannot be read back")
    return found


def _read(folder: Path) -> Parts | None:
    try:
        index = (folder / _INDEX).read_bytes()
        names: dict[str, str] = json.loads(index)
        if any(content_hash(folder / name) != names[name] for name in (*_GRAPHS, _KERNELS)):
            return None
        kernels = Kernels.load(folder / _KERNELS)
    except (OSError, ValueError, KeyError, TypeError, NetworkUnavailableError):
        # Absent or damaged: both are mended by making it again.
        return None
    first, second, third, last = (folder / name for name in _GRAPHS)
    return Parts((first, second, third, last), kernels, folder, hashlib.sha256(index).hexdigest())


def _make(original: bytes, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="making-") as temporary:
        made = Path(temporary) / "made"
        made.mkdir()
        for name, graph in zip(_GRAPHS, cut(original), strict=True):
            (made / name).write_bytes(graph)
        Kernels.of(recipe(original)).save(made / _KERNELS)
        hashes = {name: content_hash(made / name) for name in (*_GRAPHS, _KERNELS)}
        (made / _INDEX).write_text(json.dumps(hashes, indent=1), encoding="utf-8")
        _put_in_place(made, folder)


def _put_in_place(made: Path, folder: Path) -> None:
    """Move a folder to its name at once, so that nobody ever sees half of it."""
    try:
        made.rename(folder)
        return
    except OSError:
        if _read(folder) is not None:
            return  # Another process was quicker, with the same result.
    damaged = folder.with_name(f"damaged-{uuid.uuid4().hex}")
    folder.rename(damaged)
    made.rename(folder)
    for file in damaged.iterdir():
        file.unlink(missing_ok=True)
    damaged.rmdir()
