"""Clips that were looked for: windows of recordings, here or in other projects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from core.domain import Recording, Start
from core.heads.knowledge import KnownSound
from core.heads.windows import PassWindows
from core.store import recordings
from core.store.asked_clips import Why


@dataclass(frozen=True, slots=True)
class ClipPlace:
    """Whose windows clips are: of another project, or of another analysis of this one."""

    number: int = 0
    """What it is told apart by, as long as the project is open."""
    folder: Path | None = None
    """Of another project; None: it is this one."""
    name: str = ""
    """Of another project, or of the analysis."""

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether it is another project: what is there is not judged here."""
        return self.folder is not None


HERE = ClipPlace()
"""The analysis of this project that is looked at."""


@dataclass(frozen=True, slots=True)
class SoughtClip:
    """A window of a recording, how like what is sought it is, and what is known of it."""

    recording_id: int
    window: int
    start_s: float
    end_s: float
    likeness: float | None
    """-1 to 1 where it was compared with examples, 0 to 1 where that was learned; None: neither."""
    present: bool | None
    """Whether what is sought is known to be in it; None: nobody knows."""
    file: str
    site: str | None
    at: Start | None
    """When it begins, by the recorder's clock."""
    why: Why | None = None
    """Why it is asked for; None: it only ranks high."""
    whole: bool = False
    """Whether all that is to be heard in it is labelled."""
    place: ClipPlace = HERE

    @property
    def id(self) -> int:
        """Return what it is told apart by, from all clips wherever they are."""
        return (self.place.number << 64) | (self.recording_id << 32) | self.window

    @property
    def said_likeness(self) -> str:
        """Return how like it is, with two decimals; nothing where that is not known."""
        return "" if self.likeness is None else f"{self.likeness:.2f}"


FoundWindow = tuple[int, float, float, float | None, Why | None]
"""recording, start_s, end_s, likeness, why it is asked for"""


def clips_of(
    heard: PassWindows,
    known: KnownSound,
    found: Sequence[FoundWindow],
    place: ClipPlace = HERE,
) -> list[SoughtClip]:
    """Return windows as clips to be judged."""
    with heard.project.reading() as db:
        placed = recordings.by_ids(db, {recording for recording, *_ in found})
    step_s = heard.cut.step / heard.cut.sample_rate
    return [
        replace(_clip(placed[one[0]], round(one[1] / step_s), one, known), place=place)
        for one in found
    ]


def apart_from(clips: Iterable[SoughtClip], seen: Iterable[SoughtClip]) -> list[SoughtClip]:
    """Return the clips that share no sound with those that were seen."""
    spans: dict[tuple[Path | None, int], list[tuple[float, float]]] = {}
    for clip in seen:
        of = clip.place.folder, clip.recording_id
        spans.setdefault(of, []).append((clip.start_s, clip.end_s))
    return [
        clip
        for clip in clips
        if all(
            clip.end_s <= first or clip.start_s >= last
            for first, last in spans.get((clip.place.folder, clip.recording_id), ())
        )
    ]


def _clip(recording: Recording, window: int, found: FoundWindow, known: KnownSound) -> SoughtClip:
    _, start_s, end_s, likeness, why = found
    at = recording.start and replace(
        recording.start, local=recording.start.local + timedelta(seconds=start_s)
    )
    return SoughtClip(
        recording.id,
        window,
        start_s,
        min(end_s, recording.duration_s),
        likeness,
        known.present.get((recording.id, window)),
        recording.path.name,
        recording.site,
        at,
        why,
        (recording.id, window) in known.whole,
    )
