"""The logarithms of a pass's embeddings, kept beside them: a million are then searched at once.

They can always be made again: a shard that has changed since, or grown, is made anew.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.heads.features import halved
from core.heads.kept_beside import holds, keeping, state_of
from core.store import Project
from core.store.embedding_scan import Spans, worked_through
from core.store.embeddings import read_rows, shard_path

_VERSION = 2
"""Of what is kept: another is made anew."""


def log_path(project: Project, pass_id: int, shard: int) -> Path:
    """Return where the logarithms of a shard lie."""
    return shard_path(project.folder, pass_id, shard).with_suffix(".log16")


def is_kept(project: Project, pass_id: int, shard: int) -> bool:
    """Tell whether the logarithms of a shard are there, of the shard as it is now."""
    with suppress(OSError):
        return holds(log_path(project, pass_id, shard), _made_of(project, pass_id, shard))
    return False


def keep(project: Project, pass_id: int, shards: Iterable[int], size: int) -> Iterator[int]:
    """Make what is not there yet; yield how many rows were made. A full disk is no error."""
    for shard in shards:
        if not is_kept(project, pass_id, shard):
            with suppress(OSError):
                yield from _keep(project, pass_id, shard, size)


def _keep(project: Project, pass_id: int, shard: int, size: int) -> Iterator[int]:
    source, of = shard_path(project.folder, pass_id, shard), _made_of(project, pass_id, shard)
    whole = Spans.of_shard(shard, source.stat().st_size // (2 * size))
    with keeping(log_path(project, pass_id, shard), of) as file:
        logs = worked_through(whole, lambda some: halved(read_rows(source, some.rows, size)))
        for _, rows in logs:
            file.write(rows.astype("<f2", copy=False).data)
            yield len(rows)


def _made_of(project: Project, pass_id: int, shard: int) -> dict[str, Any]:
    return {"version": _VERSION, "shard": state_of(shard_path(project.folder, pass_id, shard))}
