"""Checklists for eBird's upload (Record Format, Extended): birds that a person has verified."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from sqlalchemy import func, select

from core.counted import counted
from core.domain import Detection, Recording
from core.exports.bundle import bundle
from core.exports.files import PLAIN, TableStyle, Writing, Written, csv_line
from core.exports.format import ExportFormat
from core.exports.found import CLAIMS, with_recordings
from core.exports.selection import Selection
from core.store import Project
from core.store.schema import DetectionRow, SpeciesRow

D = DetectionRow
_AT_MOST_BYTES = 1_000_000
"""eBird takes files of 1 MB."""


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write a checklist for each recording of a known time, as lines without a header.

    eBird takes lines of one place, date and start for one checklist.
    """
    written = Written()
    with project.reading() as db, bundle(path) as member:
        found = with_recordings(db, _verified(wanted), CLAIMS)
        for part, lines in enumerate(_parts(_lines(found)), 1):
            with member(f"ebird-{part}.csv") as file:
                for line in lines:
                    file.write(line)
                    yield from written.one()
        if not written.rows:
            with member("ebird-1.csv"):
                pass
    return written.rows


def number(project: Project, wanted: Selection) -> int:
    """Return how many lines there are: birds by recording."""
    with project.reading() as db:
        return sum(1 for _ in _lines(with_recordings(db, _verified(wanted), CLAIMS)))


def lacking(project: Project, wanted: Selection) -> list[str]:
    """Say what is on no checklist, and why."""
    verified = _verified(wanted)
    where = CLAIMS.where(verified)
    birds = select(SpeciesRow.id).where(SpeciesRow.group == "bird")
    with project.reading() as db:
        every = select(func.count()).select_from(D)
        claimed = db.scalar(every.where(*CLAIMS.where(wanted))) or 0
        right = db.scalar(every.where(*where)) or 0
        others = db.scalar(every.where(*where, D.held_species_id.not_in(birds))) or 0
        undated = every.where(*where, D.held_species_id.in_(birds), D.local_day.is_(None))
        timeless = db.scalar(undated) or 0
    said = CLAIMS.lacking(project, wanted)
    reasons = (
        (claimed - right, "nobody has verified them"),
        (others, "they are no birds"),
        (timeless, "their time is unknown"),
    )
    said += [f"{counted(n, 'detection')} left out: {why}." for n, why in reasons if n]
    return said


def _verified(wanted: Selection) -> Selection:
    return replace(wanted, verified_only=True)


def _lines(found: Iterator[tuple[Detection, Recording]]) -> Iterator[str]:
    for _, of_file in groupby(found, key=lambda pair: pair[0].recording_id):
        birds: dict[str, list[Detection]] = defaultdict(list)
        for one, file in of_file:
            if one.current_species.group == "bird" and file.start is not None:
                birds[one.current_species.scientific_name].append(one)
        for name in sorted(birds):
            yield csv_line(_row(birds[name], file))


def _row(found: list[Detection], file: Recording) -> tuple[object, ...]:
    first = found[0]
    species = first.current_species
    genus, _, epithet = species.scientific_name.partition(" ")
    start = file.start.local if file.start else None
    best = max(one.score for one in found)
    return (
        species.common_name,
        genus,
        epithet,
        "X",  # present: calls are no count of birds
        f"{counted(len(found), 'detection')} by {first.network_title}, best score {best:.2f}, "
        f"verified by {', '.join(sorted({one.reviewer or '' for one in found}))}",
        first.site or file.path.parent.name,
        first.latitude,
        first.longitude,
        start and f"{start:%m/%d/%Y}",
        start and f"{start:%H:%M}",
        None,
        None,
        "Stationary",
        1,
        max(1, round(file.duration_s / 60)),
        "N",
        None,
        None,
        f"Recorder; {file.path.name}",
    )


def _parts(lines: Iterator[str]) -> Iterator[list[str]]:
    part: list[str] = []
    size = 0
    for line in lines:
        length = len(line.encode())
        if part and size + length > _AT_MOST_BYTES:
            yield part
            part, size = [], 0
        part.append(line)
        size += length
    if part:
        yield part


FORMAT = ExportFormat(
    "ebird", "eBird checklists", ".zip", write, number, lacking,
    holds="Verified birds by recording, in eBird's extended record format, 1 MB a file.",
)  # fmt: skip
