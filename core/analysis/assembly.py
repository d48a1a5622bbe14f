"""Putting together what workers send of a recording."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.audio.windows import Windowing
from core.counted import counted
from core.domain import Problem, Recording
from core.inference.bounds import first_bin
from core.inference.messages import UNTRIED, Done, Failed, HeadPart, Part, Task
from core.store import setbacks
from core.store.embeddings import EmbeddingSpan, ShardWriter
from core.store.scores import HeadScores, Histogram, SparseScores, WindowScores

TRANSIENT = frozenset({"vanished", "unreadable", "changed", UNTRIED})
"""Problems of the moment (a card that was pulled, a file that another program keeps to itself, one
that was changed and not scanned again): the recording is left for the next start instead of being
given up."""

MOST_STARTS = 3
"""A recording that ends or holds up its worker is left for the next start, and then given up."""

_GIVEN_UP = (
    f" It was given up after {MOST_STARTS} starts. To try it once more, choose Try again on the "
    "Analysis page, or use undersong analyze --retry-failed."
)
_NO_LOSS_S = 0.1
"""Lengths of some formats are only estimated: by less than this nothing is missing."""


@dataclass(slots=True)
class Assembly:
    """A recording whose tasks are at work."""

    recording: Recording
    tasks: dict[int, Task]
    parts: dict[int, list[Part]] = field(default_factory=dict)
    spans: dict[int, list[EmbeddingSpan]] = field(default_factory=dict)
    done: dict[int, Done] = field(default_factory=dict)
    failed: dict[int, Failed] = field(default_factory=dict)
    windows_seen: int = 0
    """What workers reported on the way, tries that came to nothing included."""

    def begin(self, task_id: int) -> None:
        """Forget what a task sent before: it starts, perhaps for the second time."""
        self.parts[task_id] = []
        self.spans[task_id] = []

    def add(self, part: Part, shards: ShardWriter | None) -> None:
        """Take in a part; its embeddings go to disk at once."""
        self.parts[part.task_id].append(part)
        if shards is not None and part.embeddings is not None:
            self.spans[part.task_id].append(shards.append(part.first, part.embeddings))

    @property
    def through(self) -> bool:
        """Tell whether every task has ended."""
        return len(self.done) + len(self.failed) == len(self.tasks)

    @property
    def setback(self) -> Failed | None:
        """Return a failure that may have passed at the next start."""
        passing = TRANSIENT | setbacks.CODES
        return next((f for f in self.failed.values() if f.code in passing), None)

    def all_spans(self) -> list[EmbeddingSpan]:
        """Return where the embeddings of all tasks lie."""
        return [span for task_id in self._in_order() for span in self.spans.get(task_id, [])]

    def heard(self, windowing: Windowing, heads: int) -> WindowScores:
        """Return the whole recording's scores of so many heads, and what was wrong with it."""
        parts = [p for t in self._in_order() for p in self.parts.get(t, [])]
        windows = sum(done.windows for done in self.done.values())
        decoded_s = sum(self._analysed_s(windowing, done) for done in self.done.values())
        analysed_s = max(0.0, decoded_s - self._unanswered_s(windowing))
        if self._is_silent:  # whatever the network makes of it, nothing was listened to
            parts, decoded_s, analysed_s = [], 0.0, 0.0
        return WindowScores(
            windows=windows,
            analysed_s=analysed_s,
            heads=tuple(_head_scores([p.heads[n] for p in parts], windows) for n in range(heads)),
            problem=self._problem(windowing, windows, decoded_s),
        )

    @property
    def _is_silent(self) -> bool:
        """Tell whether all of the channel that was heard holds no sound."""
        heard = [done for done in self.done.values() if done.windows]
        return bool(heard) and not self.failed and all(done.silent for done in heard)

    def _silence(self) -> Problem:
        others = sorted({n for done in self.done.values() for n in done.sounding})
        if not others:
            text = "It holds no sound at all (a dead microphone?): it does not count as effort."
        else:
            channel = next(iter(self.done.values())).channel
            text = (
                f"Channel {channel} holds no sound (a dead microphone?), so it does not count as "
                f"effort. Channel {others[0]} does: choose it on the Analysis page, or with "
                f"--channel {others[0]}."
            )
        return Problem("silent-channel", text, usable=True)

    def _in_order(self) -> list[int]:
        return sorted(self.done, key=lambda task_id: self.tasks[task_id].first)

    def _analysed_s(self, windowing: Windowing, done: Done) -> float:
        """Return the seconds that were heard of a task, without what the next one hears too."""
        if not done.windows:
            return 0.0
        task = self.tasks[done.task_id]
        heard = _end_s(windowing, task.first, done.windows)
        if task.first + task.count < windowing.count(self.recording.duration_s):
            heard = min(heard, windowing.start_s(task.first + task.count))
        end = min(heard, done.end_s, self.recording.duration_s)
        return max(0.0, end - windowing.start_s(task.first))

    @property
    def _bad_windows(self) -> list[int]:
        return sorted(n for done in self.done.values() for n in done.bad_windows)

    def _unanswered_s(self, windowing: Windowing) -> float:
        """Return the seconds that lie in no window but those the network gave no numbers of."""
        bad = self._bad_windows
        if not bad:
            return 0.0
        last = max(self.tasks[id_].first + done.windows for id_, done in self.done.items()) - 1
        sound_s = min(self.recording.duration_s, max(done.end_s for done in self.done.values()))
        end_s = min(sound_s, _end_s(windowing, last, 1))
        seconds = 0.0
        for begin, end in _stretches(bad):
            from_s = _end_s(windowing, begin - 1, 1) if begin else 0.0
            seconds += max(0.0, (end_s if end == last else windowing.start_s(end + 1)) - from_s)
        return seconds

    def _problem(self, windowing: Windowing, windows: int, decoded_s: float) -> Problem | None:
        if self.failed:
            first = self.setback or next(iter(self.failed.values()))
            text = first.text + (_GIVEN_UP if first.code in setbacks.CODES else "")
            return Problem(first.code, text, usable=windows > 0)
        expected = windowing.count(self.recording.duration_s)
        if not expected:
            least_s = windowing.least / windowing.sample_rate
            least = "a second" if least_s == 1 else f"{least_s:.2g} s"
            return Problem(
                "too-short", f"Shorter than {least}: too short to be analysed.", usable=True
            )
        if self._is_silent:
            return self._silence()
        whole_s = min(self.recording.duration_s, _end_s(windowing, 0, expected))
        if whole_s - decoded_s > _NO_LOSS_S:
            return Problem(
                "lost-sound",
                f"{whole_s - decoded_s:,.1f} s cannot be decoded: the sound ends before the "
                "file's header says, or is damaged within. What is there was analysed, and only "
                "that counts as effort. Copy the file from the card again.",
                usable=windows > 0,
            )
        if self._bad_windows:
            return Problem(
                "no-numbers",
                f"The network gave no numbers for {windows_in_words(len(self._bad_windows))}: "
                "not used, and no effort where no other window holds the same sound.",
                usable=True,
            )
        bad_samples = sum(done.bad_samples for done in self.done.values())
        if bad_samples:
            return Problem(
                "bad-samples",
                f"{bad_samples} samples are no numbers; they were heard as silence.",
                usable=True,
            )
        return None


def _end_s(windowing: Windowing, first: int, windows: int) -> float:
    """Return where the last of some consecutive windows ends."""
    return windowing.start_s(first + windows - 1) + windowing.length / windowing.sample_rate


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of numbers that follow each other; they rise."""
    begin = before = numbers[0]
    for number in numbers[1:]:
        if number != before + 1:
            yield begin, before
            begin = number
        before = number
    yield begin, before


def _joined(columns: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(columns) if columns else np.empty(0, kind)


def _head_scores(parts: list[HeadPart], windows: int) -> HeadScores:
    scores = SparseScores(
        _joined([p.window for p in parts], np.uint32),
        _joined([p.label for p in parts], np.uint16),
        _joined([p.output for p in parts], np.float32),
        *_extents(parts),
    )
    return HeadScores(scores, _histogram(parts, windows))


def _extents(parts: list[HeadPart]) -> list[NDArray[np.uint16]]:
    onsets = [p.onset for p in parts if p.onset is not None]
    offsets = [p.offset for p in parts if p.offset is not None]
    return [np.concatenate(onsets), np.concatenate(offsets)] if onsets else []


def _histogram(parts: list[HeadPart], windows: int) -> Histogram:
    labels = _joined([p.bin_label for p in parts], np.uint16).astype(np.uint32)
    bins = _joined([p.bin for p in parts], np.uint8)
    counts = _joined([p.bin_count for p in parts], np.uint32)
    codes, where = np.unique(labels << 8 | bins, return_inverse=True)
    summed = np.bincount(where, weights=counts, minlength=len(codes)).astype(np.uint32)
    bins = (codes & 255).astype(np.uint8)
    first = first_bin(bins, windows, max((p.first_bin for p in parts), default=1))
    listed = bins >= first
    return Histogram((codes >> 8).astype(np.uint16)[listed], bins[listed], summed[listed], first)


def windows_in_words(count: int) -> str:
    """Return a number of windows as people say it."""
    return counted(count, "window")
