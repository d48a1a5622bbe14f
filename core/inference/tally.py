"""Turning a network's outputs into what is worth sending: few numbers, in the order of windows."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.inference.bounds import first_bin, highest
from core.inference.extents import Extents, extents_ms
from core.inference.messages import Done, Event, Failed, HeadPart, Part, Setup
from core.inference.outputs import Answers
from core.networks.manifest import LOGIT_EDGES, HeadManifest
from core.networks.network import Float32

PART_WINDOWS = 96
"""Windows after which a part is sent, so that memory stays flat however long a file is."""

_BIN_SLOTS = 256  # a bin fits a byte
_LOWEST_EDGE = float(LOGIT_EDGES[0])
_BIN_WIDTH = float(LOGIT_EDGES[1] - LOGIT_EDGES[0])
_LAST_BIN = len(LOGIT_EDGES)

_Entries = tuple[NDArray[np.uint32], NDArray[np.uint16], Float32]


class _HeadTally:
    """What a head says of the windows of a part."""

    def __init__(self, head: HeadManifest, window_s: float, lowered: int | None) -> None:
        self._head, self._floor, self._window_s = head, head.kept_from(lowered), window_s
        self._lowest = min(head.output_of(_LOWEST_EDGE), self._floor)
        self._entries: list[_Entries] = []
        self._bins: list[NDArray[np.uint32]] = []
        self._extents: list[Extents] = []

    def add(self, numbers: NDArray[np.uint32], outputs: Float32, frames: Float32 | None) -> None:
        """Take in outputs [windows, labels] of the windows with these numbers.

        ``frames`` are [windows, frames, labels], where the head has frames.
        """
        windows, labels = np.nonzero(outputs >= self._lowest)
        values = outputs[windows, labels]
        logits = self._head.logits(values)
        bins = np.clip((logits - _LOWEST_EDGE) / _BIN_WIDTH, 0, _LAST_BIN - 1).astype(np.int32) + 1
        self._bins.append((labels * _BIN_SLOTS + bins)[logits >= _LOWEST_EDGE].astype(np.uint32))
        kept = np.flatnonzero(values >= self._floor)
        kept = kept[highest(windows[kept], values[kept])]
        self._entries.append((numbers[windows[kept]], labels[kept].astype(np.uint16), values[kept]))
        if frames is not None:
            logits = self._head.logits(frames[windows[kept], :, labels[kept]])
            self._extents.append(extents_ms(logits, self._window_s))

    def part(self, windows: int) -> HeadPart:
        """Return what was taken in."""
        codes, counts = np.unique(np.concatenate(self._bins), return_counts=True)
        bins = (codes % _BIN_SLOTS).astype(np.uint8)
        first = first_bin(bins, windows)
        listed = bins >= first
        window, label, output = (np.concatenate(c) for c in zip(*self._entries, strict=True))
        return HeadPart(
            window=window,
            label=label,
            output=output,
            bin_label=(codes // _BIN_SLOTS).astype(np.uint16)[listed],
            bin=bins[listed],
            bin_count=counts.astype(np.uint32)[listed],
            first_bin=first,
            onset=np.concatenate([one[0] for one in self._extents]) if self._extents else None,
            offset=np.concatenate([one[1] for one in self._extents]) if self._extents else None,
        )


@dataclass(slots=True)
class _Open:
    """A task whose windows are coming in."""

    heads: list[_HeadTally]
    """Of the part that is being filled, as is what follows but ``heard`` and ``bad``."""
    first: int = 0
    windows: int = 0
    embeddings: list[NDArray[np.float16]] = field(default_factory=list)
    heard: int = 0
    bad: list[int] = field(default_factory=list)
    end: Done | None = None


class Tally:
    """Collects the answers of a network on several tasks at once. Nothing here is safe to share."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._open: dict[int, _Open] = {}
        self._news: list[Event] = []

    def add(self, task_id: int, first: int, answers: Answers) -> None:
        """Take in what was said of consecutive windows."""
        task = self._opened(task_id)
        if not task.windows:
            task.first = first
        numbers = np.arange(first, first + len(answers.good), dtype=np.uint32)
        task.bad += numbers[~answers.good].tolist()
        used = slice(None) if answers.good.all() else answers.good
        for head, scores, frames in zip(task.heads, answers.scores, answers.frames, strict=True):
            head.add(numbers[used], scores[used], None if frames is None else frames[used])
        if answers.embeddings is not None:
            task.embeddings.append(answers.embeddings)
        task.windows += len(numbers)
        task.heard += len(numbers)
        if task.windows >= PART_WINDOWS:
            self._send_part(task_id, task)
        self._close_if_through(task_id, task)

    def ends(self, message: Done | Failed) -> None:
        """Take in that no more windows of a task will come than its message says."""
        if isinstance(message, Failed):
            self._open.pop(message.task_id, None)
            self._news.append(message)
            return
        task = self._opened(message.task_id)
        task.end = message
        self._close_if_through(message.task_id, task)

    def news(self) -> Iterator[Event]:
        """Yield what has become ready to be sent, in order."""
        news, self._news = self._news, []
        yield from news

    def _opened(self, task_id: int) -> _Open:
        if task_id not in self._open:
            self._open[task_id] = _Open(self._fresh())
        return self._open[task_id]

    def _fresh(self) -> list[_HeadTally]:
        manifest, lowered = self._setup.manifest, self._setup.lowered
        return [_HeadTally(head, manifest.window_s, lowered) for head in manifest.heads]

    def _send_part(self, task_id: int, task: _Open) -> None:
        self._news.append(
            Part(
                task_id=task_id,
                first=task.first,
                windows=task.windows,
                heads=tuple(head.part(task.windows) for head in task.heads),
                embeddings=np.concatenate(task.embeddings) if task.embeddings else None,
            )
        )
        task.heads, task.windows, task.embeddings = self._fresh(), 0, []

    def _close_if_through(self, task_id: int, task: _Open) -> None:
        if task.end is None or task.heard < task.end.windows:
            return
        if task.windows:
            self._send_part(task_id, task)
        self._news.append(replace(task.end, bad_windows=tuple(task.bad)))
        del self._open[task_id]
