"""A map of sounds: windows that sound alike lie close together.

The two directions in which windows differ most (principal components) are found at once, and are
the same each time. UMAP, where it is installed, keeps neighbours together better and takes minutes.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.extras import what_to_do
from core.heads.choosing import EVERYTHING, ChosenWindows, WindowChoice, chosen
from core.heads.features import Float32
from core.heads.gathering import everything_said
from core.heads.knowledge import names_of
from core.heads.linear_scan import scanned
from core.heads.windows import PassWindows
from core.jobs import Inquiry, Progress
from core.names import key
from core.store import recordings

MOST_WINDOWS = 200_000
MOST_FOR_NEIGHBOURS = 30_000
"""UMAP takes minutes for these."""
_DRAWN = 8_000
"""Windows that tell the directions: more change them no more than the eye sees."""
_DIRECTIONS = 50
"""That UMAP is given."""
_FEWEST = 3
_NOTHING = 1e-12
NO_HOUR = -1
Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SoundMap:
    """Windows on a plane: parallel [windows], by recording and time."""

    recording: Int64
    window: Int64
    places: Float32
    """[windows, 2]"""
    total: int
    """Windows that these were drawn from."""
    by_neighbours: bool = False
    """Whether UMAP made it."""


@dataclass(frozen=True, slots=True)
class MapFacts:
    """What is known of the windows of a map: parallel [windows] each, numbers of the names."""

    label: Int64
    labels: tuple[str, ...]
    """The first is of windows that nobody has labelled."""
    site: Int64
    sites: tuple[str, ...]
    hour: Int64
    """By the recorder's clock, 0 to 23; NO_HOUR where that is unknown."""
    files: Mapping[int, str]
    """Recording id to its file's name."""


def neighbours_can_be_kept() -> bool:
    """Tell whether UMAP is installed."""
    return find_spec("umap") is not None


def sound_map(
    heard: PassWindows,
    choice: WindowChoice = EVERYTHING,
    *,
    by_neighbours: bool = False,
    limit: int = MOST_WINDOWS,
    seed: int = 0,
) -> Inquiry[SoundMap]:
    """Lay out the windows of a pass, of many a part drawn at random. Progress counts windows.

    Raises UserError where there are too few, or UMAP is not installed.
    """
    if by_neighbours and not neighbours_can_be_kept():
        raise UserError(f"UMAP is not installed here. {what_to_do('umap')}")
    yield from heard.prepared()
    among = chosen(heard, choice)
    directions = _directions(heard, among, _DIRECTIONS if by_neighbours else 2, seed)
    keep, total = _kept(among, min(limit, MOST_FOR_NEIGHBOURS) if by_neighbours else limit, seed)
    none = np.zeros(0, np.int64)
    parts = [(none, none, np.zeros((0, directions.shape[1]), np.float32))]
    seen = 0
    offset = heard.centre.mean @ directions
    for some in scanned(heard, directions, among=among.spans):
        which = keep[some.places]
        places = (some.values[which] - offset) * some.nearness[which, None]
        parts.append((some.recording[which], some.window[which], places))
        seen += len(which) + some.lost + some.empty
        yield Progress(seen, among.spans.total)
    recording, window, places = (np.concatenate(one) for one in zip(*parts, strict=True))
    order = np.lexsort((window, recording))
    recording, window, places = recording[order], window[order], places[order]
    if by_neighbours:
        yield Progress(0, 0, "laying out")
        places = _by_neighbours(places, seed)
    return SoundMap(recording, window, places[:, :2].astype(np.float32), total, by_neighbours)


def facts_of(heard: PassWindows, found: SoundMap) -> MapFacts:
    """Return what is known of the windows of a map."""
    ids, inverse = np.unique(found.recording, return_inverse=True)
    with heard.project.reading() as db:
        known = recordings.by_ids(db, ids.tolist())
        said = everything_said(db, names_of(db, heard))
    sites = sorted({known[i].site or "" for i in ids.tolist()})
    site = np.array([sites.index(known[i].site or "") for i in ids.tolist()], np.int64)
    starts = [known[i].start for i in ids.tolist()]
    begin = [one.local.hour * 3600 + one.local.minute * 60 + one.local.second if one else -1.0
             for one in starts]  # fmt: skip
    at = np.array(begin, np.float64)[inverse]
    hours = (at + found.window * heard.cut.step / heard.cut.sample_rate) // 3600 % 24
    labels, label = _labelled(heard, found, ((o.label, o.recording_id, o.start_s, o.end_s)
                                             for o in said if o.label and o.present))  # fmt: skip
    hour = np.where(at < 0, NO_HOUR, hours).astype(np.int64)
    files = {i: one.path.name for i, one in known.items()}
    return MapFacts(label, labels, site[inverse], tuple(sites), hour, files)


def _labelled(
    heard: PassWindows, found: SoundMap, said: Iterator[tuple[str, int, float, float]]
) -> tuple[tuple[str, ...], Int64]:
    """Return (labels, of each window the number of one of its labels)."""
    room = int(found.window.max(initial=0)) + 1
    keys = found.recording * room + found.window
    labels, number = [""], {"": 0}
    column = np.zeros(len(keys), np.int64)
    for text, recording, start_s, end_s in said:
        if key(text) not in number:
            number[key(text)] = len(labels)
            labels.append(text)
        wanted = np.array([n for n in heard.in_span(start_s, end_s) if n < room], np.int64)
        at = np.searchsorted(keys, recording * room + wanted)
        there = at < len(keys)
        at, wanted = at[there], wanted[there]
        column[at[keys[at] == recording * room + wanted]] = number[key(text)]
    return tuple(labels), column


def _directions(heard: PassWindows, among: ChosenWindows, count: int, seed: int) -> Float32:
    """Return the directions [size, count] in which windows differ most, the first most."""
    random = np.random.default_rng(seed)
    places = np.arange(among.spans.total) if among.wanted is None else np.flatnonzero(among.wanted)
    places = np.sort(random.choice(places, min(_DRAWN, len(places)), replace=False))
    recording, window = among.spans.windows_of(places)
    pairs = list(zip(recording.tolist(), window.tolist(), strict=True))
    with heard.project.reading() as db:
        logs = heard.rows(db, pairs)[1].log if pairs else np.zeros((0, 1), np.float32)
    if len(logs) < _FEWEST:
        raise UserError("There are too few clips for a map: widen the limits, or analyse more.")
    apart = logs - heard.centre.mean
    apart /= np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), _NOTHING)
    apart -= apart.mean(axis=0)
    _, vectors = np.linalg.eigh(apart.T @ apart)
    found = vectors[:, ::-1][:, : min(count, vectors.shape[1])]
    if found.shape[1] < 2:
        found = np.repeat(found, 2, axis=1)
    signs = np.sign(found[np.abs(found).argmax(axis=0), np.arange(found.shape[1])])
    return np.ascontiguousarray(found * signs, np.float32)  # which way is up is no chance


def _kept(among: ChosenWindows, limit: int, seed: int) -> tuple[NDArray[np.bool_], int]:
    """Tell of each window of these spans whether it is on the map; and how many could be."""
    total = among.spans.total
    wanted = np.ones(total, np.bool_) if among.wanted is None else among.wanted.copy()
    there = np.flatnonzero(wanted)
    if len(there) > limit:
        wanted[:] = False
        wanted[np.random.default_rng((seed, 1)).choice(there, limit, replace=False)] = True
    return wanted, len(there)


def _by_neighbours(places: Float32, seed: int) -> Float32:
    """Return places [n, 2] by UMAP, which begins at the first two directions.

    Where it begins by itself a few windows, or many equal ones, are more than it can do.
    """
    import umap

    begin = places[:, :2] - places[:, :2].mean(axis=0)
    widest = np.abs(begin).max(axis=0)
    if len(places) <= _FEWEST or widest.min() < _NOTHING:
        return np.asarray(begin, np.float32)
    begin = 10 * begin / widest.max()
    make: Callable[..., object] = umap.UMAP
    neighbours = max(2, min(15, len(places) - 1))
    made = make(n_components=2, n_neighbors=neighbours, init=begin, random_state=seed, n_jobs=1)
    return np.asarray(made.fit_transform(places), np.float32)  # type: ignore[attr-defined]
