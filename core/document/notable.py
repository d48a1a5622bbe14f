"""Records that a reader will ask about: species that people confirmed only a few times.

Each with its clip, and what else the network considered in the same window.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import Connection

from core.domain import Detection, Verdict
from core.kept_scores import KeptScores
from core.report import Report, ReportRow
from core.store import detections
from core.store.detections import Filter
from core.store.scope import ReportScope

FEW = 3
"""Confirmed detections up to which a species is notable."""
_SHOWN, _ALTERNATIVES = 8, 3


@dataclass(frozen=True, slots=True)
class NotableRecord:
    """The clearest confirmed clip of a species that was confirmed a few times only."""

    clip: Detection
    confirmed: int
    hidden: bool
    """Whether the species list did not expect it."""
    alternatives: Sequence[tuple[str, float]]
    """(name, score) of what the network gave the highest scores beside it, the highest first."""

    @property
    def name(self) -> str:
        """Return what a person found it to be."""
        return (self.clip.corrected or self.clip.species).common_name

    @property
    def scientific_name(self) -> str:
        """Return the scientific name of that."""
        return (self.clip.corrected or self.clip.species).scientific_name


def notable(db: Connection, of: ReportScope, found: Report) -> list[NotableRecord]:
    """Return the notable records of a report, the rarest first."""
    listed = [row for row in found.totals if 0 < _confirmed(row) <= FEW]
    listed.sort(key=lambda row: (_confirmed(row), row.species.scientific_name))
    kept = KeptScores.of(db, found.run)
    records: list[NotableRecord] = []
    for row in listed[:_SHOWN]:
        clip = _clearest(db, replace(of.filter, held_species=row.species.scientific_name))
        if clip is not None:
            records.append(_record(db, kept, clip, _confirmed(row)))
    return [*records, *islice(_unexpected(db, of, kept), _SHOWN - len(records))]


def _confirmed(row: ReportRow) -> int:
    return row.correct + row.corrected_into_this


def _unexpected(db: Connection, of: ReportScope, kept: KeptScores) -> Iterator[NotableRecord]:
    """Yield what the species list hides, and a person confirmed."""
    right = replace(of.filter, unlisted=True, verdicts=frozenset({Verdict.CORRECT}))
    seen: set[str] = set()
    for clip in detections.page(db, right, limit=1000):
        if not clip.expected and clip.species.scientific_name not in seen:
            seen.add(clip.species.scientific_name)
            alike = replace(right, species=clip.species.scientific_name)
            yield _record(db, kept, clip, len(detections.ids(db, alike)))


def _clearest(db: Connection, wanted: Filter) -> Detection | None:
    """Return the best clip that a person held to be the species of a filter."""
    right = replace(wanted, verdicts=frozenset({Verdict.CORRECT}))
    renamed = replace(wanted, verdicts=frozenset({Verdict.WRONG}))
    for clip in (*detections.page(db, right, limit=1), *detections.page(db, renamed, limit=20)):
        if clip.verdict is Verdict.CORRECT or clip.corrected is not None:
            return clip
    return None


def _record(db: Connection, kept: KeptScores, clip: Detection, confirmed: int) -> NotableRecord:
    return NotableRecord(clip, confirmed, not clip.expected, _alternatives(db, kept, clip))


def _alternatives(db: Connection, kept: KeptScores, clip: Detection) -> list[tuple[str, float]]:
    cut = kept.windowing
    if not (cut.step and cut.sample_rate):
        return []
    number = round(clip.start_s * cut.sample_rate / cut.step)
    found = []
    for species, (windows, scores) in kept.of_recording(db, clip.recording_id).items():
        mine = scores[windows == number]
        if len(mine) and species.scientific_name != clip.species.scientific_name:
            found.append((species.common_name, float(mine.max())))
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return found[:_ALTERNATIVES]
