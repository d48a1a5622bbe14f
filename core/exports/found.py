"""The detections of a selection, read as they are written: a million take no more than a hundred.

A table that says *all* marks what the species list hides and what people found wrong. Most have no
column for that: they hold what is *claimed*, each as the species it is held to be now.
"""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, or_, select

from core.domain import Detection, Recording, Verdict
from core.exports.selection import Limit, Selection
from core.store import Project, detections, heard, recordings
from core.store.detection_filter import Filter, conditions
from core.store.schema import DetectionRow

D = DetectionRow
RIGHT = or_(
    D.verdict == Verdict.CORRECT, (D.verdict == Verdict.WRONG) & D.corrected_id.is_not(None)
)
_HOLDS = or_(D.verdict.is_(None), D.verdict != Verdict.WRONG, D.corrected_id.is_not(None))


@dataclass(frozen=True, slots=True)
class DetectionReading:
    """Which detections of a selection a format takes."""

    claims: bool = True
    """Only what the list expected and nobody found wrong without naming another species."""
    in_place: bool = False
    """Only of files that are still those that were heard: programs are to open them."""

    def where(self, wanted: Selection) -> list[Any]:
        """Return what must hold of a row of detections."""
        return [*conditions(self._filter(wanted)), *self._also(wanted)]

    def _filter(self, wanted: Selection) -> Filter:
        return replace(wanted.filter, unlisted=False) if self.claims else wanted.filter

    def _also(self, wanted: Selection) -> list[Any]:
        found: list[Any] = []
        if self.claims:
            found.append(_HOLDS)
        if wanted.verified_only:
            found.append(RIGHT)
        if self.in_place:
            found.append(D.recording_id.in_(heard.in_place(wanted.run_id)))
        return found

    def rows(self, db: Connection, wanted: Selection) -> Generator[Detection]:
        """Yield detections in order of path, recording and time; close it before the connection.

        Places are blurred as the selection says.
        """
        also = self._also(wanted)
        with closing(detections.everything(db, self._filter(wanted), *also)) as rows:
            for found in rows:
                yield wanted.blur.detection(found) if wanted.blur else found

    def number(self, project: Project, wanted: Selection) -> int:
        """Return how many there are."""
        with project.reading() as db:
            return _count(db, self.where(wanted))

    def lacking(self, project: Project, wanted: Selection) -> list[str]:
        """Say what of a selection is not among them, and why."""
        with project.reading() as db:
            return self.left_out(db, wanted)

    def left_out(self, db: Connection, wanted: Selection) -> list[str]:
        """Say so, in a reading that is open."""
        everything = DetectionReading(claims=False).where(replace(wanted, hidden=True))
        undated = _undated(db, wanted, everything)
        if not self.claims:
            return undated
        listed = DetectionReading(claims=False).where(replace(wanted, hidden=False))
        claimed = DetectionReading().where(wanted)
        hidden = _count(db, everything) - _count(db, listed)
        wrong = _count(db, listed) - _count(db, claimed)
        gone = _count(db, claimed) - _count(db, self.where(wanted))
        ruled = _count(db, [*everything, D.ruled, ~D.listed])
        return [
            *_left_out(hidden - ruled, "of species that the list did not expect there and then"),
            *_left_out(ruled, "that rules of species hide"),
            *_left_out(wrong, "that people found wrong"),
            *_left_out(gone, "of files under whose names others lie now"),
            *undated,
        ]


ALL = DetectionReading(claims=False)
CLAIMS = DetectionReading()
PLAYABLE = DetectionReading(in_place=True)


def by_recording(
    db: Connection, wanted: Selection
) -> Iterator[tuple[Recording, Iterator[Detection]]]:
    """Yield each file that the run heard, in order of path, with its claims: often none.

    The claims of a file must be read before the next is asked for.
    """
    with closing(PLAYABLE.rows(db, wanted)) as rows:
        groups = groupby(rows, key=lambda d: d.recording_id)
        found = next(groups, None)
        known = heard.files(db, wanted.run_id, wanted.sites)
        for file in recordings.each(db, (one.id for one in known if one.holds)):
            one = placed(file, wanted)
            if found is not None and found[0] == file.id:
                yield one, found[1]
                found = next(groups, None)
            else:
                yield one, iter(())


def with_recordings(
    db: Connection, wanted: Selection, reading: DetectionReading
) -> Iterator[tuple[Detection, Recording]]:
    """Yield detections, each with its recording, which is read once for all of its detections."""
    with closing(reading.rows(db, wanted)) as rows:
        for recording_id, found in groupby(rows, key=lambda d: d.recording_id):
            file = placed(recordings.get(db, recording_id), wanted)
            for one in found:
                yield one, file


def placed(file: Recording, wanted: Selection) -> Recording:
    """Return a recording as exactly placed as a selection allows."""
    return wanted.blur.recording(file) if wanted.blur else file


def _undated(db: Connection, wanted: Selection, everything: list[Any]) -> list[str]:
    if Limit.DATES not in wanted.limits:
        return []
    always = DetectionReading(claims=False).where(
        replace(wanted, hidden=True, first_day=None, last_day=None)
    )
    return _left_out(_count(db, [*always, D.local_day.is_(None)]), "of which no date is known")


def _count(db: Connection, where: list[Any]) -> int:
    return db.scalar(select(func.count()).select_from(D).where(*where)) or 0


def _left_out(count: int, which: str) -> list[str]:
    if not count:
        return []
    one = count == 1
    return [
        f"{count:,} {'detection' if one else 'detections'} {which} "
        f"{'is' if one else 'are'} left out."
    ]
