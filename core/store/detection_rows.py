"""Detections as they are handed out: rows joined with their species, place, run and verdict."""

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, Row, func, literal_column, select
from sqlalchemy.orm import aliased

from core.domain import Detection, LabelKind, Species, Verdict
from core.store import recording_times
from core.store.groups import in_groups
from core.store.review_schema import CurrentCommentRow
from core.store.run_schema import LabelRow, RunRow
from core.store.schema import (
    CurrentVerdictRow,
    DetectionRow,
    RecordingRow,
    SiteRow,
    SpeciesRow,
)

D, C, N = DetectionRow, CurrentVerdictRow, CurrentCommentRow
Corrected = aliased(SpeciesRow)
_HAS_OTHERS = literal_column(
    """EXISTS (SELECT 1 FROM labels AS others JOIN run_heads ON run_heads.head_id = others.head_id
    WHERE others.species_id = detections.species_id AND run_heads.run_id = detections.run_id
    AND others.id <> detections.label_id)""",
    Boolean,
)


@cache
def query() -> Any:
    """Return the query whose rows ``detection`` reads."""
    return (
        select(
            D.id,
            D.run_id,
            RunRow.network,
            func.json_extract(RunRow.versions, "$.network").label("network_title"),
            D.recording_id,
            RecordingRow.path,
            SpeciesRow.scientific_name,
            SpeciesRow.common_name,
            SpeciesRow.group,
            LabelRow.text.label("label"),
            LabelRow.kind.label("label_kind"),
            _HAS_OTHERS.label("one_of_several"),
            D.start_s,
            D.end_s,
            D.low_hz,
            D.high_hz,
            D.score,
            literal_column("detections.listed % 2", Boolean).label("listed"),
            D.ruled,
            SiteRow.name.label("site"),
            *recording_times.START,
            func.coalesce(RecordingRow.latitude, SiteRow.latitude).label("latitude"),
            func.coalesce(RecordingRow.longitude, SiteRow.longitude).label("longitude"),
            C.verdict,
            C.reviewer,
            N.text.label("note"),
            N.reviewer.label("note_by"),
            Corrected.scientific_name.label("corrected_scientific"),
            Corrected.common_name.label("corrected_common"),
            Corrected.group.label("corrected_group"),
        )
        .select_from(D)
        .join(SpeciesRow, D.species_id == SpeciesRow.id)
        .outerjoin(LabelRow, D.label_id == LabelRow.id)
        .outerjoin(C, C.detection_id == D.id)
        .outerjoin(N, N.detection_id == D.id)
        .outerjoin(SiteRow, D.site_id == SiteRow.id)
        .join(RunRow, D.run_id == RunRow.id)
        .join(RecordingRow, D.recording_id == RecordingRow.id)
        .outerjoin(Corrected, C.species_id == Corrected.id)
    )


def by_ids(db: Connection, ids: Iterable[int]) -> list[Detection]:
    """Return detections in the order of their ids as given; those unknown are left out."""
    wanted = list(ids)
    found = {
        row.id: detection(row)
        for some in in_groups(wanted)
        for row in db.execute(query().where(D.id.in_(some)))
    }
    return [found[id_] for id_ in wanted if id_ in found]


def detection(row: Row[Any]) -> Detection:
    """Return what a row of ``query`` says."""
    corrected = None
    if row.corrected_scientific is not None:
        corrected = _species(row.corrected_scientific, row.corrected_common, row.corrected_group)
    return Detection(
        id=row.id,
        run_id=row.run_id,
        network=row.network,
        recording_id=row.recording_id,
        path=_path(row.path),
        species=_species(row.scientific_name, row.common_name, row.group),
        start_s=row.start_s,
        end_s=row.end_s,
        low_hz=row.low_hz,
        high_hz=row.high_hz,
        score=row.score,
        listed=row.listed,
        ruled=row.ruled,
        site=row.site,
        at=recording_times.start(row, row.start_s),
        latitude=row.latitude,
        longitude=row.longitude,
        verdict=None if row.verdict is None else Verdict(row.verdict),
        corrected=corrected,
        reviewer=row.reviewer if row.verdict else None,
        label=row.label or row.scientific_name,
        kind=LabelKind(row.label_kind or LabelKind.SPECIES),
        one_of_several=bool(row.one_of_several),
        network_title=row.network_title or row.network,
        note=row.note or "",
        note_by=row.note_by if row.note else None,
    )


@lru_cache(maxsize=4096)
def _species(scientific: str, common: str, group: str) -> Species:
    return Species(scientific, common, group)  # a few, in many rows


@lru_cache(maxsize=256)
def _path(written: str) -> Path:
    return Path(written)  # rows of a recording follow each other
