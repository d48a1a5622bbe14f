"""What is to be seen on a page that another one leads to."""

from dataclasses import dataclass

from core.heads.sought_clips import SoughtClip
from core.store.detections import Filter
from core.store.file_lists import FileFilter
from core.store.runs import Run


@dataclass(frozen=True, slots=True)
class HiddenToo:
    """Of Review: also what the species list and rules hide."""


@dataclass(frozen=True, slots=True)
class FoundBy:
    """Of Review: what an analysis found."""

    run_id: int


@dataclass(frozen=True, slots=True)
class OnlyRecordings:
    """Of Recordings: some of them, and in words which."""

    wanted: FileFilter
    said: str
    heard: bool = False
    """The first one is opened, to be seen and heard."""


@dataclass(frozen=True, slots=True)
class ToJudge:
    """Of Teach: clips that a head finds a sound in, to be judged before its detections are made."""

    head: str
    """What it is called."""
    label: str
    title: str
    """As people say the label."""
    clips: tuple[SoughtClip, ...]
    run: Run | None
    """The analysis whose clips they are; None: the newest."""


PageState = Filter | HiddenToo | FoundBy | OnlyRecordings | ToJudge
"""What is to be seen on a page; a Filter is of Review."""
