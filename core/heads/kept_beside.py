"""Files that can always be made again, kept beside what they were made of, and held to it."""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from core.atomic_file import replacing


def holds(path: Path, of: Mapping[str, Any]) -> bool:
    """Tell whether a file is there, whole, and was made of just this."""
    with suppress(OSError, ValueError):
        noted = json.loads(_note(path).read_text(encoding="utf-8"))
        return bool(noted == {**of, "bytes": path.stat().st_size})
    return False


@contextmanager
def keeping(path: Path, of: Mapping[str, Any]) -> Generator[BinaryIO]:
    """Lend a file that takes its name once it is whole, with a note of what it was made of.

    Raises OSError.
    """
    with replacing(path) as part, part.open("wb") as file:
        yield file
    noted = {**of, "bytes": path.stat().st_size}
    with replacing(_note(path)) as part:
        part.write_text(json.dumps(noted), encoding="utf-8")


def state_of(source: Path) -> list[int]:
    """Return what a file is known by that was not changed: size and time. Raises OSError."""
    known = source.stat()
    return [known.st_size, known.st_mtime_ns]


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")
