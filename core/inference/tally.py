"""Turning a network's outputs into what is worth sending: few numbers, in the order of windows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.inference.messages import Done, Event, Failed, Part, Setup

PART_WINDOWS = 96
"""Windows after which a part is sent, so that memory stays flat however long a file is."""

_BIN_SLOTS = 256  # a bin fits a byte

Float32 = NDArray[np.float32]


@dataclass(slots=True)
class _Open:
    """A task whose windows are coming in."""

    heard: int = 0
    first: int = 0
    windows: int = 0
    entries: list[tuple[NDArray[np.uint32], NDArray[np.uint16], Float32]] = field(
        default_factory=list
    )
    bins: list[NDArray[np.uint32]] = field(default_factory=list)
    embeddings: list[NDArray[np.float16]] = field(default_factory=list)
    end: Done | None = None


class Tally:
    """Collects the outputs of several tasks at once. Nothing here is safe to share."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._open: dict[int, _Open] = {}
        self._news: list[Event] = []

    def add(self, task_id: int, first: int, logits: Float32, embeddings: Float32) -> None:
        """Take in the outputs of consecutive windows: [windows, labels], [windows, size]."""
        task = self._open.setdefault(task_id, _Open())
        if not task.windows:
            task.first = first
        self._count(task, first, logits)
        if self._setup.embeddings:
            task.embeddings.append(embeddings.astype(np.float16))
        task.windows += len(logits)
        task.heard += len(logits)
        if task.windows >= PART_WINDOWS:
            self._send_part(task_id, task)
        self._close_if_through(task_id, task)

    def ends(self, message: Done | Failed) -> None:
        """Take in that no more windows of a task will come than its message says."""
        if isinstance(message, Failed):
            self._open.pop(message.task_id, None)
            self._news.append(message)
            return
        task = self._open.setdefault(message.task_id, _Open())
        task.end = message
        self._close_if_through(message.task_id, task)

    def news(self) -> Iterator[Event]:
        """Yield what has become ready to be sent, in order."""
        news, self._news = self._news, []
        yield from news

    def _count(self, task: _Open, first: int, logits: Float32) -> None:
        setup = self._setup
        windows, labels = np.nonzero(logits >= min(setup.lowest_edge, setup.floor))
        values = logits[windows, labels]
        bins = ((values - setup.lowest_edge) / setup.bin_width).astype(np.int32) + 1
        np.clip(bins, 0, setup.bins - 1, out=bins)
        task.bins.append(
            (labels * _BIN_SLOTS + bins)[values >= setup.lowest_edge].astype(np.uint32)
        )
        kept = values >= setup.floor
        task.entries.append(
            (
                (windows[kept] + first).astype(np.uint32),
                labels[kept].astype(np.uint16),
                values[kept],
            )
        )

    def _send_part(self, task_id: int, task: _Open) -> None:
        codes, counts = np.unique(np.concatenate(task.bins), return_counts=True)
        windows, labels, logits = (np.concatenate(c) for c in zip(*task.entries, strict=True))
        self._news.append(
            Part(
                task_id=task_id,
                first=task.first,
                windows=task.windows,
                window=windows,
                label=labels,
                logit=logits,
                bin_label=(codes // _BIN_SLOTS).astype(np.uint16),
                bin=(codes % _BIN_SLOTS).astype(np.uint8),
                bin_count=counts.astype(np.uint32),
                embeddings=np.concatenate(task.embeddings) if task.embeddings else None,
            )
        )
        task.windows = 0
        task.entries, task.bins, task.embeddings = [], [], []

    def _close_if_through(self, task_id: int, task: _Open) -> None:
        if task.end is None or task.heard < task.end.windows:
            return
        if task.windows:
            self._send_part(task_id, task)
        self._news.append(task.end)
        del self._open[task_id]
