"""Hearing a few windows at once: a clip from a disk, or sounds that the program makes itself."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from threading import Lock

import numpy as np
import scipy

from core.atomic_file import replacing
from core.audio.source import open_source
from core.audio.windows import Windowing, read_windows
from core.errors import UserError
from core.heads.features import (
    MOST_FRAMES,
    Evidence,
    Float32,
    WindowFeatures,
    log_features,
    stacked,
)
from core.heads.made_sounds import OF_EACH, VERSION, made_sounds
from core.heads.windows import PassWindows, windows_in
from core.inference.outputs import Answers, answers
from core.networks.catalogue import network as network_called
from core.networks.manifest import Manifest
from core.networks.network import Engine, Network, Outputs
from core.networks.runtimes import open_engine
from core.store.embeddings import Float16
from core.store.passes import Pass

_ONE_AT_A_TIME = Lock()
FOLDER = "heads"
"""Of a project: its heads, and what the network made of the sounds that were made."""


def network_of(heard: Pass) -> Network:
    """Return the network of a pass. Raises UserError where this computer has not the same one."""
    network = network_called(heard.network)
    files = heard.settings.get("files") or {}
    if files != dict(network.manifest.sha256):
        raise UserError(
            f"This project was heard by another {heard.network} than the one that is installed: "
            "its files differ, so nothing that is heard now can be compared. Analyse once more."
        )
    return network


def can_be_asked(heard: Pass) -> bool:
    """Tell whether the network of a pass is here and reads words."""
    try:
        return network_of(heard).manifest.text is not None
    except UserError:
        return False


def heard_rows(
    network: Network, engine: Engine, windows: Iterable[Float32], *, with_frames: bool = False
) -> WindowFeatures:
    """Return what is known of windows [length] that an engine of a network hears now.

    Rows of those of which it gives no numbers are zeros. Raises NetworkUnavailableError, and with
    frames UserError where the network gives none.
    """
    manifest = network.manifest
    counts = tuple(len(head.labels) for head in network.heads)
    parts: list[WindowFeatures] = []
    for batch in _batches(windows, engine.batch_size):
        outputs = engine.run(np.stack(batch))
        found = answers(outputs, len(batch), manifest, counts, keep=True)
        assert found.embeddings is not None
        evidence = _evidence(network, found)
        raw = found.embeddings
        frames = frames_of(outputs, manifest) if with_frames else None
        parts.append(WindowFeatures(log_features(raw), evidence, raw, frames))
    if not parts:
        empty = scipy.sparse.csr_matrix((0, sum(counts)), dtype=np.float32)
        none = np.zeros((0, manifest.embedding_size), np.float16)
        return WindowFeatures(none.astype(np.float32), empty, none)
    return stacked(parts)


def frames_of(outputs: Outputs, manifest: Manifest) -> Float16:
    """Return embeddings of parts of windows [windows, frames, size], those side by side averaged.

    Raises UserError where the network gives one embedding of a window.
    """
    given = outputs.frames if outputs.frames is not None else outputs.embeddings
    if given is None or given.ndim != 3 or given.shape[-1] != manifest.embedding_size:
        raise UserError(
            f"{manifest.title} {manifest.version} gives one embedding of a window, and none of "
            "parts of it: there is nothing to pay attention to. Train without --try-attention."
        )
    parts = np.array_split(given, min(given.shape[1], MOST_FRAMES), axis=1)
    with np.errstate(over="ignore", invalid="ignore"):  # zeros stand for what is no number
        halves = np.stack([part.mean(axis=1) for part in parts], axis=1).astype(np.float16)
    halves[~np.isfinite(halves).all(axis=2)] = 0
    return halves


def file_rows(
    heard: PassWindows, path: Path, start_s: float, end_s: float | None, most: int
) -> WindowFeatures:
    """Return what is known of a span of any sound file, heard by the network of a pass.

    At most so many windows are heard.

    Raises UserError where the file cannot be read or holds too little.
    """
    network = network_of(heard.of)
    windows = list(islice(clip_windows(path, heard.cut, start_s, end_s), most))
    if not any(window.any() for window in windows):
        raise UserError(f"{path.name} holds nothing but zeros there. Choose another example.")
    rows = heard_rows(network, open_engine(network.manifest), windows)
    good = np.asarray(rows.log.any(axis=1))
    if not good.any():
        raise UserError(f"The network hears nothing in {path.name}. Choose another example.")
    return rows[good]


def clip_windows(
    path: Path, cut: Windowing, start_s: float = 0.0, end_s: float | None = None
) -> Iterator[Float32]:
    """Yield the windows [length] that a span of a file is in, the last filled up with zeros.

    Raises UserError where the file cannot be read or has nothing there.
    """
    cut = Windowing(cut.sample_rate, cut.length, cut.step, 1)  # a short clip is a clip too
    with open_source(path) as source:
        length_s = source.frames / source.sample_rate
        end_s = length_s if end_s is None else min(end_s, length_s)
        if start_s >= end_s:
            raise UserError(f"{path.name} is {length_s:.1f} s long: nothing is at {start_s:g} s.")
        wanted = windows_in(cut, start_s, end_s)
        yield from read_windows(source, cut, 0, wanted.start, len(wanted))


def made_rows(
    heard: PassWindows, *, with_embeddings: bool = False, with_frames: bool = False
) -> WindowFeatures:
    """Return what the network of a pass makes of the sounds that the program makes.

    Embeddings are at hand only where they are asked for: older versions did not keep them.
    It is run once; then they are read from the project, all but their frames. Raises UserError
    where the network is not here and never was.
    """
    if with_frames:
        return _heard_now(heard, with_frames=True)
    path = _kept_at(heard)
    with _ONE_AT_A_TIME:  # ranking and learning ask at once the first time: one of them hears
        kept = _read(path, heard)
        if kept is not None and (kept.embeddings is not None or not with_embeddings):
            return kept
        rows = _heard_now(heard)
        if not heard.project.read_only:
            _write(path, rows)
        return rows


def _heard_now(heard: PassWindows, *, with_frames: bool = False) -> WindowFeatures:
    windows = made_sounds(heard.cut.sample_rate, heard.cut.length)
    network = network_of(heard.of)
    engine = open_engine(network.manifest)
    rows = heard_rows(network, engine, windows, with_frames=with_frames)
    return rows[np.asarray(rows.log.any(axis=1))]


def _batches(windows: Iterable[Float32], size: int) -> Iterator[list[Float32]]:
    rest = iter(windows)
    while batch := list(islice(rest, size)):
        yield batch


def _evidence(network: Network, found: Answers) -> Evidence:
    parts = []
    for head, scores in zip(network.heads, found.scores, strict=True):
        floor = np.float32(head.manifest.floor_logit)
        above = np.maximum(head.manifest.logits(scores) - floor, 0)
        parts.append(scipy.sparse.csr_matrix(np.where(found.good[:, None], above, 0)))
    return scipy.sparse.hstack(parts, format="csr", dtype=np.float32)


def _kept_at(heard: PassWindows) -> Path:
    cut = heard.cut
    known = [heard.of.network, heard.of.settings.get("files"), cut.sample_rate, cut.length, VERSION]
    name = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:16]
    return heard.project.folder / FOLDER / f"made-sounds-{name}.npz"


def _read(path: Path, heard: PassWindows) -> WindowFeatures | None:
    """Return what was kept, None where it is not there or not whole."""
    with suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        with np.load(path, allow_pickle=False) as kept:
            log: Float32 = kept["log"]
            cells = (kept["data"], kept["indices"], kept["indptr"])
            raw = kept.get("embeddings")
        shape = (len(log), heard.network_labels)
        rows = WindowFeatures(log, scipy.sparse.csr_matrix(cells, shape=shape), raw)
        if raw is not None and raw.shape != log.shape:
            return None
        if log.shape[1] == heard.of.embedding_size and 0 < len(log) <= OF_EACH * 11:
            return rows
    return None


def _write(path: Path, rows: WindowFeatures) -> None:
    evidence = rows.evidence
    assert rows.embeddings is not None
    with suppress(OSError):  # then they are heard again the next time
        path.parent.mkdir(exist_ok=True)
        with replacing(path) as part, part.open("wb") as file:
            np.savez_compressed(
                file, log=rows.log, data=evidence.data, indices=evidence.indices,
                indptr=evidence.indptr,
                embeddings=rows.embeddings,
            )  # fmt: skip
