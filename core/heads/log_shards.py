"""The logarithms of a pass's embeddings, kept beside them: a search of a million takes a second.

They can always be made again: a shard that has changed since, or grown, is made anew.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from core.atomic_file import replacing
from core.heads.features import log_features, usable
from core.store import Project
from core.store.embeddings import Float16, read_rows, shard_path

_ROWS = 4096
VERSION = 1
"""Of what is kept: another is made anew."""


def log_path(project: Project, pass_id: int, shard: int) -> Path:
    """Return where the logarithms of a shard lie."""
    return shard_path(project.folder, pass_id, shard).with_suffix(".log16")


def halved(embeddings: Float16) -> Float16:
    """Return log features as they are kept; of rows that cannot be used zeros."""
    rows = log_features(embeddings).astype(np.float16)
    rows[~usable(embeddings)] = 0
    return rows


def is_kept(project: Project, pass_id: int, shard: int) -> bool:
    """Tell whether the logarithms of a shard are there, of the shard as it is now."""
    path = log_path(project, pass_id, shard)
    with suppress(OSError, ValueError):
        return bool(
            json.loads(_note(path).read_text(encoding="utf-8"))
            == _state(shard_path(project.folder, pass_id, shard))
            and path.stat().st_size == shard_path(project.folder, pass_id, shard).stat().st_size
        )
    return False


def keep(project: Project, pass_id: int, shards: Iterable[int], size: int) -> Iterator[int]:
    """Make what is not there yet; yield how many rows were made. A full disk is no error."""
    for shard in shards:
        source = shard_path(project.folder, pass_id, shard)
        if is_kept(project, pass_id, shard):
            continue
        path = log_path(project, pass_id, shard)
        with suppress(OSError):
            state = _state(source)
            rows = source.stat().st_size // (2 * size)
            with replacing(path) as part, part.open("wb") as file:
                for first in range(0, rows, _ROWS):
                    wanted = range(first, min(rows, first + _ROWS))
                    found = read_rows(source, wanted, size)
                    file.write(halved(found).astype("<f2", copy=False).data)
                    yield len(found)
            with replacing(_note(path)) as part:
                part.write_text(json.dumps(state), encoding="utf-8")


def _note(path: Path) -> Path:
    return path.with_suffix(".log16.json")


def _state(source: Path) -> dict[str, int]:
    known = source.stat()
    return {"version": VERSION, "size": known.st_size, "modified_ns": known.st_mtime_ns}
