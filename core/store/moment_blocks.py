"""Where and when a run's listed detections are, kept as arrays: each a block of recordings.

A million detections are read so in a tenth of the time that their rows take. A block is made of
the rows when it is asked for and not there, and triggers drop it where one of them changes: it
never says what the rows do not. One that was damaged on the disk is not used.
"""

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, select

from core.errors import UserError
from core.store.groups import in_groups
from core.store.project import Project
from core.store.run_schema import MomentBlockRow
from core.store.schema import DetectionRow, RecordingRow

B, D = MomentBlockRow, DetectionRow
Ints = NDArray[np.int64]
UNKNOWN = -(2**62)
"""A moment that is not known."""
RECORDINGS = 1000
"""In a block: the triggers have the same number."""
_READ_AT_ONCE, _WRITTEN_AT_ONCE = 50, 5
"""Blocks: that memory holds easily, and for which nobody waits long."""
_CHECK = 4
"""Bytes behind an array that tell whether it is what was written."""
_TYPES = {
    "species_ids": "<u4",
    "site_ids": "<u4",
    "clocks_ms": "<i8",
    "utc_ms": "<i8",
    "ids": "<i8",
    "recording_ids": "<u4",
    "starts_us": "<i8",
    "ends_us": "<i8",
}
Arrays = Mapping[str, NDArray[Any]]
"""By the names of the columns of blocks [n]: in order of recording, start and id. Site 0: none."""


def read(db: Connection, run_id: int, names: Sequence[str]) -> Arrays:
    """Return arrays of all listed detections of a run."""
    columns = [getattr(B, name) for name in names]
    found: dict[int, Sequence[NDArray[Any]]] = {}
    for block, *packed in db.execute(select(B.block, *columns).where(B.run_id == run_id)):
        with suppress(ValueError):
            arrays = [_unpacked(one, _TYPES[name]) for one, name in zip(packed, names, strict=True)]
            if len({len(one) for one in arrays}) == 1:
                found[block] = arrays
    for block, fresh in _made(db, run_id, _without(db, found)):
        found[block] = [fresh[name] for name in names]
    parts = zip(*(found[block] for block in sorted(found)), strict=True)
    return {name: np.concatenate(its) for name, its in zip(names, parts, strict=True)}


def keep(project: Project, run_id: int) -> None:
    """Make the blocks that are not there, unless the project cannot be written now.

    They only save time: no reading depends on them.
    """
    with project.reading() as db:
        missing = _missing(db, run_id)
    for some in in_groups(missing, _WRITTEN_AT_ONCE):
        try:
            with project.writing_at_once() as db:
                if db is None:
                    return
                make(db, run_id, some)
        except UserError:  # a full disk
            return


def make(db: Connection, run_id: int, blocks: Collection[int] | None = None) -> None:
    """Make blocks that are not there: all, or those of these."""
    missing = _missing(db, run_id)
    wanted = missing if blocks is None else [one for one in missing if one in blocks]
    rows = [
        {"run_id": run_id, "block": block}
        | {name: _packed(array) for name, array in arrays.items()}
        for block, arrays in _made(db, run_id, wanted)
    ]
    if rows:
        db.execute(insert(B), rows)


def _missing(db: Connection, run_id: int) -> list[int]:
    return _without(db, set(db.scalars(select(B.block).where(B.run_id == run_id))))


def _without(db: Connection, there: Collection[int]) -> list[int]:
    newest = db.scalar(select(func.max(RecordingRow.id))) or 0
    return [block for block in range(newest // RECORDINGS + 1) if block not in there]


def _made(
    db: Connection, run_id: int, blocks: Sequence[int]
) -> Iterator[tuple[int, dict[str, NDArray[Any]]]]:
    """Yield each of some blocks, rising, with its arrays, from the rows."""
    for neighbours in _neighbours(blocks):
        table = _rows(db, run_id, neighbours[0], neighbours[-1])
        begins = np.searchsorted(table["recording_ids"], np.array(neighbours[1:]) * RECORDINGS)
        parts = {name: np.split(array, begins) for name, array in table.items()}
        for place, block in enumerate(neighbours):
            yield block, {name: its[place] for name, its in parts.items()}


def _neighbours(blocks: Sequence[int]) -> Iterator[list[int]]:
    """Yield rising numbers in groups without a gap, each small enough to be read at once."""
    for _, group in groupby(enumerate(blocks), lambda pair: pair[1] - pair[0]):
        yield from in_groups((block for _, block in group), _READ_AT_ONCE)


def _rows(db: Connection, run_id: int, first: int, last: int) -> dict[str, NDArray[Any]]:
    query = select(
        D.species_id,
        func.coalesce(D.site_id, 0),
        func.coalesce(D.at_local_ms, UNKNOWN),
        func.coalesce(D.at_utc_ms, UNKNOWN),
        D.id,
        D.recording_id,
        D.start_s * 1e6,
        D.end_s * 1e6,
    ).where(
        D.run_id == run_id,
        D.recording_id >= first * RECORDINGS,
        D.recording_id < (last + 1) * RECORDINGS,
        D.listed,
    )
    cursor: Any = db.execute(query).cursor  # its rows are made faster than SQLAlchemy's
    # Whole numbers are exact below 2**53, and so are powers of two.
    table = np.rint(np.fromiter(chain.from_iterable(cursor), np.float64)).reshape(-1, len(_TYPES)).T
    of = dict(zip(_TYPES, table, strict=True))
    order = np.lexsort((of["ids"], of["starts_us"], of["recording_ids"]))
    return {name: of[name][order].astype(_TYPES[name]) for name in _TYPES}


def _packed(array: NDArray[Any]) -> bytes:
    data = array.tobytes()
    return data + zlib.crc32(data).to_bytes(_CHECK, "little")


def _unpacked(packed: bytes, type_: str) -> NDArray[Any]:
    """Return an array. Raises ValueError where it is not what was packed."""
    data = memoryview(packed)[:-_CHECK]
    if len(packed) < _CHECK or zlib.crc32(data) != int.from_bytes(packed[-_CHECK:], "little"):
        raise ValueError("damaged")
    return np.frombuffer(data, type_)
