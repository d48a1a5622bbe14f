"""The shape of a project's database. Rows are named after the nouns in core.domain.

Times are kept as text a person can read (local clock) and as UTC milliseconds for sorting.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    Computed,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

REVISION = "0020"
"""The newest migration: what this version of the program reads and writes."""


class Base(DeclarativeBase):
    """Every table of a project."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON, bytes: LargeBinary}  # noqa: RUF012 - SQLAlchemy's own form


class MediaRootRow(Base):
    """A folder that recordings lie under; relinked when a drive letter changes."""

    __tablename__ = "media_roots"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(unique=True)


class SiteRow(Base):
    """A named place."""

    __tablename__ = "sites"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    zone: Mapped[str | None]


class DeploymentRow(Base):
    """One recorder at one site for a period."""

    __tablename__ = "deployments"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    """What scanning recognises it by: media root, folder, recorder."""
    recorder: Mapped[str | None]
    serial: Mapped[str | None]
    zone: Mapped[str | None]
    clock_mode: Mapped[str] = mapped_column(default="fixed_offset")
    zone_overrules: Mapped[bool] = mapped_column(default=False)
    """Whether the zone that a person gave holds against offsets that the files state."""
    local_time: Mapped[str | None]
    """Whose time of day is shown: recorder or site; None: the site's if the clock kept UTC."""
    clock: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The clock correction: two known times, offset and drift. Empty: none."""


class DeploymentKeyRow(Base):
    """What scanning knows a deployment by, also one that was merged into another."""

    __tablename__ = "deployment_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    """Media root, place, recorder, serial and a number: a recorder that moved has several."""
    place: Mapped[str] = mapped_column(index=True)
    """Media root and folder or prefix, as found: renaming a site does not change it."""
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployments.id"), index=True)
    latitude: Mapped[float | None]
    """Where the first recording said it was; one from far away is another deployment."""
    longitude: Mapped[float | None]


_PLACE = ("media_root_id", "path")


class RecordingRow(Base):
    """One file of a media root, usable or not, or what was in it before it was replaced."""

    __tablename__ = "recordings"
    __table_args__ = (
        Index("ix_recordings_in_place", *_PLACE, unique=True, sqlite_where=text("NOT replaced")),
        Index(None, "content_hash"),
        Index(None, "start_utc_ms"),
        Index("ix_recordings_unplaced", "deployment_id", sqlite_where=text("NOT is_placed")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    media_root_id: Mapped[int] = mapped_column(ForeignKey("media_roots.id"))
    path: Mapped[str]
    """Relative to the media root, with forward slashes."""
    size: Mapped[int]
    modified_ns: Mapped[int]
    content_hash: Mapped[str]
    deployment_id: Mapped[int | None] = mapped_column(ForeignKey("deployments.id"), index=True)
    recorder: Mapped[str | None]
    serial: Mapped[str | None]
    prefix: Mapped[str | None]
    read_local: Mapped[str | None]
    """What the recorder's clock read, ISO 8601 without zone; no person ever changes it."""
    read_source: Mapped[str | None]
    read_offset_minutes: Mapped[int | None]
    """As the file itself states it."""
    read_offset_source: Mapped[str | None]
    is_placed: Mapped[bool] = mapped_column(default=False)
    """Whether the clock of its deployment and a person's word have been applied since."""
    start_local: Mapped[str | None]
    """What was read, by the site's time if that is shown; or what a person said instead."""
    start_source: Mapped[str | None]
    offset_minutes: Mapped[int | None]
    offset_source: Mapped[str | None]
    clock_correction_s: Mapped[float] = mapped_column(default=0.0)
    start_utc_ms: Mapped[int | None]
    """None also where the clock is doubted."""
    clock_doubt: Mapped[str | None]
    """Why the clock's reading cannot be the true start; None again once a person corrected it."""
    local_us: Mapped[int | None] = mapped_column(
        Computed(
            "CASE WHEN clock_doubt IS NULL THEN strftime('%s', substr(start_local, 1, 19)) * "
            "1000000 + CAST(substr(substr(start_local, 21) || '000000', 1, 6) AS INTEGER) "
            "+ CAST(round(clock_correction_s * 1e6) AS INTEGER) END",
            persisted=False,
        )
    )
    """The start by the corrected clock, in microseconds since it would have read 1970.

    The one answer to whether and where a recording is placed in time: None where no start is
    known, and where it is doubted.
    """
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    doubted_latitude: Mapped[float | None]
    """Where the file says it was made, if that is not believed; nothing is derived from it."""
    doubted_longitude: Mapped[float | None]
    duration_s: Mapped[float] = mapped_column(default=0.0)
    sample_rate: Mapped[int] = mapped_column(default=0)
    channels: Mapped[int] = mapped_column(default=0)
    usable: Mapped[bool]
    problem: Mapped[str | None]
    problem_text: Mapped[str | None]
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("recordings.id"), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    replaced: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """Another recording lies under its path now. What was found in this one stays."""
    removed: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """A person took it out of the project: see core.store.membership."""


class SpeciesRow(Base):
    """What a label stands for, or a reviewer said: a species, or a kind of sound."""

    __tablename__ = "species"

    id: Mapped[int] = mapped_column(primary_key=True)
    scientific_name: Mapped[str] = mapped_column(unique=True)
    common_name: Mapped[str]
    group: Mapped[str]


class SetbackRow(Base):
    """A recording that ended or held up a worker process when it was heard."""

    __tablename__ = "setbacks"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id"), primary_key=True)
    content_hash: Mapped[str]
    """Of the file as it was then."""
    starts: Mapped[int]
    """At how many starts of an analysis."""
    problem: Mapped[str]
    problem_text: Mapped[str]


_SAID = ("run_id", "listed", "verdict")
_PLACED = ("site_id", "local_day", "local_minute", "sunrise_minute", "sunset_minute")


class DetectionRow(Base):
    """What a network heard. What it said is never changed: a trigger refuses.

    ``site_id``, ``at_utc_ms`` and the three local columns only place it, for sorting and
    filtering; they follow when a site is renamed or a clock corrected. So do the columns below
    them, which triggers and core.store.sun_minutes keep.
    """

    __tablename__ = "detections"
    __table_args__ = (
        UniqueConstraint("run_id", "recording_id", "label_id", "start_s"),
        Index(None, "species_id", "at_utc_ms"),
        # An order, its tie-break, and all that filters ask about: sorting, counting and jumping
        # in a million rows never leave one index (150 ms; 2 s where each row is looked up).
        Index("ix_detections_by_score", "score", "id", *_SAID, "species_id", *_PLACED),
        Index("ix_detections_by_species", "species_id", "score", "id", *_SAID, *_PLACED),
        Index(
            "ix_detections_by_site", "site_id", "score", "id", *_SAID, "species_id", *_PLACED[1:]
        ),
        Index(
            "ix_detections_by_time", "at_local_ms", "id", *_SAID, "species_id", "score", *_PLACED
        ),
        Index(
            "ix_detections_by_recording",
            *("recording_id", "start_s", "id", *_SAID, "species_id", "score", *_PLACED),
        ),
        Index("ix_detections_by_held_species", "held_species_id", "score", "id", *_SAID, *_PLACED),
        Index(
            "ix_detections_ruled",
            *("run_id", "species_id", *_SAID[1:], "site_id", "local_day"),
            sqlite_where=text("ruled = 1"),
        ),
        Index(
            "ix_detections_reviewed",
            *("verdict", "score", "id", "run_id", "listed", "species_id", *_PLACED),
            sqlite_where=text("verdict IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id"))
    species_id: Mapped[int] = mapped_column(ForeignKey("species.id"))
    """What its label stands for."""
    label_id: Mapped[int] = mapped_column(ForeignKey("labels.id"))
    start_s: Mapped[float]
    end_s: Mapped[float]
    low_hz: Mapped[float | None]
    high_hz: Mapped[float | None]
    score: Mapped[float]
    """At the run's sensitivity, 0 to 1."""
    output: Mapped[float]
    """As the network gave it, before the head's activation."""
    listed: Mapped[bool]
    """Whether it is shown: the run's list expected it, unless ``ruled``. 2 more: removed."""
    ruled: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """Whether a rule of its species turned ``listed`` round: see core.store.species_rules."""
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    at_utc_ms: Mapped[int | None]
    local_day: Mapped[int | None]
    """yyyymmdd of the recorder's corrected clock."""
    local_minute: Mapped[int | None]
    at_local_ms: Mapped[int | None]
    """The same clock's milliseconds since it would have read 1970: known also without a zone."""
    verdict: Mapped[str | None]
    """What holds of it now, as current_verdicts has it."""
    corrected_id: Mapped[int | None] = mapped_column(ForeignKey("species.id"))
    sunrise_minute: Mapped[int | None]
    """Minutes since sunrise there that day, negative before; see core.sun."""
    sunset_minute: Mapped[int | None]
    held_species_id: Mapped[int | None] = mapped_column(
        Computed("coalesce(corrected_id, species_id)", persisted=False)
    )
    """What it is held to be: a reviewer's species, or the network's."""


class VerdictRow(Base):
    """One entry of the log of what people said. Rows are only ever added: a trigger refuses."""

    __tablename__ = "verdicts"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    detection_id: Mapped[int] = mapped_column(ForeignKey("detections.id"), index=True)
    verdict: Mapped[str | None]
    """None takes back what was said before."""
    species_id: Mapped[int | None] = mapped_column(ForeignKey("species.id"))
    """What it really is, where the reviewer says so."""
    reviewer: Mapped[str]
    at_utc: Mapped[str]


class CurrentVerdictRow(Base):
    """The entry of the log that holds for each detection, kept by triggers."""

    __tablename__ = "current_verdicts"
    __table_args__ = (Index(None, "verdict", "detection_id"),)

    detection_id: Mapped[int] = mapped_column(ForeignKey("detections.id"), primary_key=True)
    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdicts.id"))
    verdict: Mapped[str | None]
    species_id: Mapped[int | None]
    reviewer: Mapped[str]
    at_utc: Mapped[str]
    uuid: Mapped[str]


class RememberedRow(Base):
    """Small things a project remembers: its id, page, filters."""

    __tablename__ = "remembered"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
