"""How much of a sound a head misses, by the clips that were drawn at random to be judged.

All other clips that people judge were chosen by a score, and say nothing of what scores low. The
random ones do (see ``core.heads.rounds``). Each is looked at with a head that did not hear its
recording.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.counted import counted
from core.heads.windows import PassWindows, Window
from core.names import key
from core.statistics.proportion import Interval, wilson
from core.store import asked_clips

_ENOUGH_HEARD = 5
"""Clips with the sound, from which on their share is worth saying."""


@dataclass(frozen=True, slots=True)
class RandomClips:
    """What became of the clips that were drawn at random for a label."""

    judged: int = 0
    heard: int = 0
    """Of the judged ones: in which it is to be heard."""
    missed: int = 0
    """Of these: with a score that is not above the threshold."""
    not_judged: int = 0
    """Drawn, and not said yet."""

    @property
    def missed_of_all(self) -> Interval | None:
        """Return which share of all windows has the sound and is missed; None with none judged."""
        return wilson(self.missed, self.judged)

    @property
    def missed_of_heard(self) -> Interval | None:
        """Return which share of the windows with the sound is missed; None where none has it."""
        return wilson(self.missed, self.heard)

    @property
    def sentence(self) -> str:
        """Return that in words."""
        all_ = self.missed_of_all
        if all_ is None:
            return "nothing that was drawn at random is judged yet."
        text = f"{counted(self.judged, 'clip was', 'clips were')} drawn at random and judged: "
        of_heard = self.missed_of_heard
        if of_heard is None:
            text += f"none with it. So at most {all_.high:.1%} of all windows are missed"
        else:
            text += f"{self.heard:,} with it, {self.missed:,} of these below the threshold"
            text += f". So {_percent(all_)} of all windows are missed"
            if self.heard >= _ENOUGH_HEARD:
                text += f", {_percent(of_heard)} of those that have it"
        if self.not_judged:
            text += f". {counted(self.not_judged, 'more is', 'more are')} not judged yet"
        return f"{text}."


def drawn_windows(
    db: Connection, heard: PassWindows, windows: Sequence[Window], labels: Sequence[str]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return ([windows, labels]: drawn at random for it, [labels]: how many lie elsewhere)."""
    place = {window: n for n, window in enumerate(windows)}
    column = {key(label): n for n, label in enumerate(labels)}
    drawn = np.zeros((len(windows), len(labels)), np.bool_)
    elsewhere = np.zeros(len(labels), np.int64)
    for label, clip in asked_clips.drawn_at_random(db):
        number, window = column.get(key(label)), heard.beginning(clip.recording_id, clip.start_s)
        if number is None or window is None:
            continue
        if window in place:
            drawn[place[window], number] = True
        else:
            elsewhere[number] += 1
    return drawn, elsewhere


def _percent(share: Interval) -> str:
    return f"{share.estimate:.1%} ({share.low:.1%} to {share.high:.1%})"
