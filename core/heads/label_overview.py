"""What people have said is to be heard: how often, where against each other, what is gone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.errors import UserError
from core.heads.gathering import Contradiction, SpanLabel, by_window, everything_said, labels_of
from core.heads.names import LabelNames
from core.heads.windows import windows_of
from core.names import key
from core.store import Project, clip_labels, heads, recordings


@dataclass(frozen=True, slots=True)
class LabelCount:
    """How often a label was given."""

    label: str
    """Empty: only that all that is to be heard is labelled."""
    present: int
    """Spans that it is in."""
    absent: int
    recordings: int
    """Of these spans."""
    sources: dict[str, int]
    """Of label, verdict and annotation, how often."""


@dataclass(frozen=True, slots=True)
class LabelOverview:
    """All that was said in a project."""

    counts: list[LabelCount]
    """The most frequent first."""
    contradictions: list[Contradiction]
    compared: bool
    """Whether contradictions were looked for: windows lie as in the newest analysis."""
    removed: int
    """Entries of the log that are of recordings that were removed: not used."""
    not_there: list[tuple[str, int]]
    """Files that are not where they were, and how often something is said of each."""


def label_overview(project: Project) -> LabelOverview:
    """Return what people have said, and what is amiss with it."""
    with project.reading() as db:
        names = LabelNames(heads.species(db, own=True))
        said = everything_said(db, names)
        removed = clip_labels.of_removed(db)
        known = recordings.by_ids(db, {one.recording_id for one in said})
    contradictions = _contradictions(project, said)
    spoken = Counter(one.recording_id for one in said)
    not_there = [
        (one.path.as_posix(), spoken[number])
        for number, one in known.items()
        if one.replaced or not one.path.is_file()
    ]
    return LabelOverview(
        _counted(said), contradictions or [], contradictions is not None, removed, sorted(not_there)
    )


def _contradictions(project: Project, said: Sequence[SpanLabel]) -> list[Contradiction] | None:
    try:
        heard = windows_of(project)
    except UserError:  # nothing was analysed: no windows are there to be contradicted
        return None
    return by_window(heard, said, labels_of(said)).contradictions


def _counted(said: Iterable[SpanLabel]) -> list[LabelCount]:
    of_label: dict[str, list[SpanLabel]] = defaultdict(list)
    for one in said:
        of_label[key(one.label)].append(one)
    counts = [_count(some) for some in of_label.values()]
    return sorted(counts, key=lambda one: (-one.present - one.absent, key(one.label)))


def _count(some: Sequence[SpanLabel]) -> LabelCount:
    present = sum(one.present for one in some)
    sources = dict(Counter(one.source for one in some))
    files = len({one.recording_id for one in some})
    return LabelCount(some[0].label, present, len(some) - present, files, sources)
