"""The embeddings of a run's windows as arrays for numpy, written as they are read."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.atomic_file import refuse_others, replacing
from core.errors import UserError
from core.exports.bundle import EXTRA, is_our_zip
from core.exports.files import PLAIN, TableStyle, Writing
from core.exports.format import ExportFormat
from core.exports.selection import Limit, Selection
from core.exports.windows import heard_files, replaced_since, windows_lost, without
from core.jobs import Inquiry, Job, Progress, answer
from core.store import Project, embedding_scan, passes, runs
from core.store.embedding_scan import BLOCK_ROWS, Block, Spans
from core.store.heard import HeardFile
from core.store.passes import Pass

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]


class _Index(NamedTuple):
    """Which windows have embeddings: parallel [n]."""

    recording: Int32
    window: Int32


class _Source(NamedTuple):
    """Where all of it is to be read."""

    ran: Pass
    files: dict[int, HeardFile]
    spans: Spans


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write the arrays network, file, start_s, end_s [n] and embedding [n, width] (float16).

    In order of file and time. Neither threshold nor species list hides a window. Embeddings
    are read twice rather than held: a year of windows needs 8 bytes of each in memory.
    Raises UserError where the run has no embeddings, and where it cannot be written.
    """
    path = path.resolve()
    refuse_others(path, is_our_zip)
    with project.reading() as db:
        source = _source(db, wanted)
    if not source.ran.embedding_size:
        raise UserError(
            "The network of this analysis gives no embeddings: there are none to write."
        )
    index = yield from _index(project, source)
    try:
        with replacing(path) as part, zipfile.ZipFile(part, "w", allowZip64=True) as archive:
            yield from _write(archive, project, source, index)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror or error}). Make room there, or choose "
            "another place."
        ) from error
    return len(index.window)


def number(project: Project, wanted: Selection) -> int:
    """Return how many windows of a selection should have embeddings."""
    with project.reading() as db:
        return _source(db, wanted).spans.total


def lacking(project: Project, wanted: Selection) -> list[str]:
    """Say of how many recordings and windows no embeddings are written, and why."""
    with project.reading() as db:
        source = _source(db, wanted)
        files = heard_files(db, wanted)
    kept = set(source.spans.recording.tolist())
    bare = sum(file.holds and file.id not in kept for file in files)
    lost = windows_lost(source.spans.total - len(answer(_index(project, source)).window))
    return [*replaced_since(files), *without(bare, "embeddings"), *lost]


def _source(db: Connection, wanted: Selection) -> _Source:
    ran = passes.get(db, runs.get(db, wanted.run_id).pass_id)
    files = heard_files(db, wanted)
    by_id = {file.id: file for file in files if file.holds}
    spans = embedding_scan.spans(db, ran.id, playable=True)
    return _Source(ran, by_id, _by_file(spans, by_id))


def _by_file(spans: Spans, files: dict[int, HeardFile]) -> Spans:
    """Return the spans of these files, in their order."""
    place = {file_id: n for n, file_id in enumerate(files)}
    places = np.array([place.get(one, -1) for one in spans.recording.tolist()], np.int64)
    order = np.lexsort((spans.first_window, places))
    order = order[places[order] >= 0]
    return Spans(
        spans.recording[order], spans.first_window[order], spans.windows[order],
        spans.shard[order], spans.row[order],
    )  # fmt: skip


def _blocks(project: Project, source: _Source) -> Iterator[Block]:
    """Yield what is there; rows that no network gives, of zeros or not of numbers, are left out."""
    if not source.spans.total:
        return
    ran = source.ran
    for block in embedding_scan.blocks(project, ran.id, source.spans, ran.embedding_size):
        good = np.isfinite(block.embeddings).all(axis=1) & block.embeddings.any(axis=1)
        yield Block(block.recording[good], block.window[good], block.embeddings[good])


def _index(project: Project, source: _Source) -> Inquiry[_Index]:
    """Return which windows have embeddings: they are looked at before a size can be written."""
    found = []
    for block in _blocks(project, source):
        found.append(np.stack((block.recording, block.window)).astype(np.int32))
        yield Progress(0, source.spans.total, "Counting")
    return _Index(*np.concatenate([np.zeros((2, 0), np.int32), *found], axis=1))


def _write(archive: zipfile.ZipFile, project: Project, source: _Source, index: _Index) -> Job:
    files, rows = source.files, len(index.window)
    longest = max((len(file.path) for file in files.values()), default=1)
    name, width = np.dtype(f"<U{longest}"), source.ran.embedding_size
    network = np.array(source.ran.network)
    yield from _member(archive, "network", network.dtype, (), [network])
    some = [slice(first, first + BLOCK_ROWS) for first in range(0, rows, BLOCK_ROWS)]
    names = (np.array([files[i].path for i in index.recording[s].tolist()], name) for s in some)
    yield from _member(archive, "file", name, (rows,), names)
    for column, bound_s in (("start_s", _start_s), ("end_s", _end_s)):
        times = (bound_s(source, index.recording[s], index.window[s]) for s in some)
        yield from _member(archive, column, np.dtype("<f8"), (rows,), times)
    found = (block.embeddings for block in _blocks(project, source))
    yield from _member(archive, "embedding", np.dtype("<f2"), (rows, width), found)


def _start_s(source: _Source, _: Int32, window: Int32) -> Float64:
    windowing = source.ran.windowing
    return np.asarray(window.astype(np.float64) * windowing.step / windowing.sample_rate)


def _end_s(source: _Source, recording: Int32, window: Int32) -> Float64:
    lengths = np.array([source.files[i].duration_s for i in recording.tolist()])
    ends: Float64 = _start_s(source, recording, window) + source.ran.windowing.window_s
    return np.asarray(np.minimum(ends, lengths))


def _member(
    archive: zipfile.ZipFile,
    name: str,
    kind: np.dtype[Any],
    shape: Sequence[int],
    parts: Iterable[NDArray[Any]],
) -> Job:
    """Write an array in parts, telling how far it is.

    Raises UserError where there is less than was counted before.
    """
    info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
    info.extra, info.compress_type = EXTRA, zipfile.ZIP_STORED
    if kind.kind == "U":  # names repeat, and take four bytes a letter
        info.compress_type = zipfile.ZIP_DEFLATED
    header = {"descr": np.lib.format.dtype_to_descr(kind), "fortran_order": False}
    written = 0
    with archive.open(info, "w", force_zip64=True) as file:
        np.lib.format.write_array_header_2_0(file, header | {"shape": tuple(shape)})
        for part in parts:
            file.write(np.ascontiguousarray(part, kind).tobytes())
            written += len(part) if shape else 1
            yield Progress(written, 0)
    if written != (shape[0] if shape else 1):
        raise UserError("The embeddings were changed while they were read. Start again.")


FORMAT = ExportFormat(
    "embeddings-npz", "Embeddings (NumPy)", ".npz", write, number, lacking,
    holds="The embedding of each window, with file and time, as arrays.",
    refuses=frozenset(Limit),
)  # fmt: skip
