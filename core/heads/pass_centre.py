"""What all windows of a pass have in common, and how far each is from it: kept beside them.

With the distances at hand, how alike windows are to an example is one product a window.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import simsimd

from core.heads.features import Float32
from core.heads.kept_beside import holds, keeping, state_of
from core.heads.log_shards import is_kept, log_path
from core.store import Project
from core.store.embedding_scan import Spans, worked_through
from core.store.embeddings import Float16, read_rows, shard_path

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Centre:
    """What windows are compared less of."""

    mean: Float32
    """[size]: of the log features of some windows, as exact as float16 is."""
    nearness: Mapping[int, Float32] = field(default_factory=dict)
    """Shard -> one divided by the distance of each of its rows; 0 of rows that cannot be used.

    Empty where it is not kept.
    """

    def nearness_of(self, products: Float32) -> Float32:
        """Return it of windows, by the products [n] of their log features with the mean."""
        squared = float(self.mean.astype(np.float64) @ self.mean)
        apart = np.sqrt(np.maximum(1 - 2 * products.astype(np.float64) + squared, 1e-12))
        return np.where(products == 0, 0, 1 / apart).astype(np.float32)


def centre_of(logs: Float32) -> Centre:
    """Return the centre of log features [n, size]."""
    size = logs.shape[1]
    mean = logs.mean(axis=0) if len(logs) else np.full(size, 1 / size, np.float32)
    return Centre(mean.astype(np.float16).astype(np.float32))


def kept_centre(project: Project, pass_id: int, shards: Sequence[int], size: int) -> Centre | None:
    """Return the centre that is kept of these shards as they are now; None where there is none."""
    with suppress(OSError):
        if holds(_path(project, pass_id), _made_of(project, pass_id, shards)):
            found = np.fromfile(_path(project, pass_id), "<f4")
            lengths = [_rows(project, pass_id, shard, size) for shard in shards]
            mean, *parts = np.split(found, np.cumsum([size, *lengths])[:-1])
            return Centre(mean, dict(zip(shards, parts, strict=True)))
    return None


def keep(project: Project, pass_id: int, shards: Sequence[int], centre: Centre) -> None:
    """Keep a centre with the nearness of all rows whose logarithms are kept.

    Nothing is kept where some are not. A full disk is no error.
    """
    if not all(is_kept(project, pass_id, shard) for shard in shards):
        return
    with suppress(OSError):
        of = _made_of(project, pass_id, shards)
        with keeping(_path(project, pass_id), of) as file:
            file.write(centre.mean.astype("<f4").data)
            for shard in shards:
                file.write(_measured(project, pass_id, shard, centre).astype("<f4").data)


def _measured(project: Project, pass_id: int, shard: int, centre: Centre) -> Float32:
    size, path = len(centre.mean), log_path(project, pass_id, shard)
    mean = centre.mean.astype(np.float16)[None]

    def products(rows: Float16) -> Float32:
        return np.asarray(simsimd.cdist(rows, mean, "dot"), np.float32)[:, 0]

    whole = Spans.of_shard(shard, _rows(project, pass_id, shard, size))
    each = worked_through(whole, lambda some: products(read_rows(path, some.rows, size)))
    return centre.nearness_of(np.concatenate([np.zeros(0, np.float32), *(one for _, one in each)]))


def _rows(project: Project, pass_id: int, shard: int, size: int) -> int:
    return shard_path(project.folder, pass_id, shard).stat().st_size // (2 * size)


def _path(project: Project, pass_id: int) -> Path:
    return project.folder / "embeddings" / f"pass-{pass_id}.centre"


def _made_of(project: Project, pass_id: int, shards: Sequence[int]) -> dict[str, Any]:
    states = [[n, *state_of(shard_path(project.folder, pass_id, n))] for n in shards]
    return {"version": _VERSION, "shards": states}
