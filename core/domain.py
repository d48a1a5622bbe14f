"""The nouns of passive monitoring, as plain values that are safe to hand to any thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Verdict(StrEnum):
    """What a person said about a detection after listening."""

    CORRECT = "correct"
    WRONG = "wrong"
    UNSURE = "unsure"


class StartSource(StrEnum):
    """Where the start of a recording was read, most trusted first."""

    GUANO = "guano"
    WAMD = "wamd"
    FILENAME = "filename"
    COMMENT = "comment"
    SIDECAR = "sidecar"
    HEADER = "header"
    BEXT = "bext"
    PERSON = "person"


class OffsetSource(StrEnum):
    """Where the UTC offset of a recording's clock was read."""

    GUANO = "guano"
    WAMD = "wamd"
    FILENAME = "filename"
    COMMENT = "comment"
    SIDECAR = "sidecar"
    PERSON = "person"
    DEPLOYMENT = "deployment"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Start:
    """The moment a recording began, as its recorder's clock told it.

    ``local`` is the clock's reading and carries no zone: many recorders do not say which one
    they keep. ``offset_minutes`` is that clock's distance from UTC, or None while nobody knows.
    """

    local: datetime
    source: StartSource
    offset_minutes: int | None = None
    offset_source: OffsetSource | None = None

    @property
    def utc(self) -> datetime | None:
        """Return the moment in UTC, or None where the offset is unknown."""
        aware = self.aware
        return None if aware is None else aware.astimezone(UTC)

    @property
    def aware(self) -> datetime | None:
        """Return the clock's reading with its offset, or None where the offset is unknown."""
        if self.offset_minutes is None:
            return None
        return self.local.replace(tzinfo=timezone(timedelta(minutes=self.offset_minutes)))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file. ``usable`` tells whether it can still be analysed."""

    code: str
    """Short and stable: empty, not-audio, truncated, duplicate, unsupported, unreadable..."""
    text: str
    """A sentence that says what it means and what to do."""
    usable: bool = False


@dataclass(frozen=True, slots=True)
class Inspection:
    """What import reads of one file, without reading its samples."""

    path: Path
    size: int
    modified_ns: int
    recorder: str | None = None
    start: Start | None = None
    latitude: float | None = None
    longitude: float | None = None
    serial: str | None = None
    doubted_position: tuple[float | None, float | None] = (None, None)
    """The latitude and longitude that the file states, where they are not believed."""
    prefix: str | None = None
    """The name a person gave the recorder or site, where the file carries one."""
    duration_s: float | None = None
    sample_rate: int | None = None
    channels: int | None = None
    problem: Problem | None = None
    content_hash: str | None = None
    """Equal for copies, whatever their names: see core.audio.contents."""
    details: dict[str, str | float] = field(default_factory=dict)
    """Everything else worth keeping: firmware, gain, battery_v, temperature_c, comment..."""

    @property
    def usable(self) -> bool:
        """Tell whether there is sound to analyse."""
        return self.problem is None or self.problem.usable


@dataclass(frozen=True, slots=True)
class Recording:
    """One audio file of a project, placed in time and space as far as is known."""

    id: int
    path: Path
    """Absolute, for this computer."""
    root: Path
    """The media root it lies under."""
    root_id: int
    site: str | None
    site_id: int | None
    start: Start | None
    """By the corrected clock; None where it is unknown or doubted."""
    duration_s: float
    sample_rate: int
    channels: int
    latitude: float | None
    longitude: float | None
    recorder: str | None
    serial: str | None
    content_hash: str
    problem: Problem | None = None
    doubted_start: Start | None = None
    """What the clock read, where that cannot be the true start."""
    replaced: bool = False
    """Whether another recording lies under its path now."""


@dataclass(frozen=True, slots=True)
class Species:
    """What a label of a head or list stands for: a species, or a kind of sound."""

    scientific_name: str
    common_name: str
    group: str = "bird"
    """bird, animal or sound (engines, human voice, noise)."""

    def called(self, names: Mapping[str, str]) -> "Species":
        """Return it with the common name that it has in ``names``, by scientific name."""
        common = names.get(self.scientific_name, self.common_name)
        return Species(self.scientific_name, common, self.group)


class LabelKind(StrEnum):
    """What a label of a head stands for."""

    SPECIES = "species"
    CALL_TYPE = "call type"
    """A sound of a species among others: song, alarm, begging."""
    SOUND = "sound"
    """Something that is heard and is no species: engines, human voice."""
    NOISE = "noise"
    """Nothing: a class that only takes the place of all others."""


@dataclass(frozen=True, slots=True)
class Label:
    """One of the answers of a head."""

    text: str
    """As the head's own list has it."""
    species: Species | None
    """What its detections count as; None: there are none of it."""
    kind: LabelKind = LabelKind.SPECIES


class Excerpt(Protocol):
    """A stretch of a recording to be seen and heard: a detection, or a clip that was searched."""

    @property
    def id(self) -> int:
        """Return what it is told apart by from others of its kind."""

    @property
    def recording_id(self) -> int:
        """Return which recording it is of."""

    @property
    def start_s(self) -> float:
        """Return its start in the recording."""

    @property
    def end_s(self) -> float:
        """Return its end in the recording."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What a network heard, and what people have said about it since."""

    id: int
    run_id: int
    network: str
    recording_id: int
    path: Path
    """Of the recording, relative to its media root."""
    species: Species
    start_s: float
    end_s: float
    low_hz: float | None
    high_hz: float | None
    score: float
    listed: bool
    """Whether it is shown: the run's species list expected it there and then, unless ``ruled``."""
    ruled: bool = False
    """Whether a rule of its species turned that round."""
    site: str | None = None
    at: Start | None = None
    """When it began, by the recorder's clock."""
    latitude: float | None = None
    longitude: float | None = None
    verdict: Verdict | None = None
    corrected: Species | None = None
    reviewer: str | None = None
    """Whose verdict it is."""
    note: str = ""
    note_by: str | None = None
    """Whose comment it is."""
    label: str = ""
    """As the head's own list has it: a species may have several."""
    kind: LabelKind = LabelKind.SPECIES
    """Of the label."""
    one_of_several: bool = False
    """Whether its run has other labels of this species."""
    network_title: str = ""
    """The network's name and version, as people say it."""

    @property
    def expected(self) -> bool:
        """Tell whether the run's species list expected it, whatever rules say."""
        return self.listed != self.ruled

    @property
    def heard_as(self) -> str:
        """Return what the network heard: the species, and which of its labels where it matters."""
        name = self.species.common_name
        says_more = self.kind is LabelKind.CALL_TYPE or self.one_of_several
        return f"{name}, {self.label}" if says_more else name

    @property
    def current_species(self) -> Species:
        """Return what it is held to be now: the reviewer's species, or the network's."""
        return self.corrected or self.species


@dataclass(frozen=True, slots=True)
class SpeciesCount:
    """How often a network heard a species, and what people have said so far."""

    species: Species
    detections: int
    correct: int
    wrong: int
    unsure: int
    top_score: float

    @property
    def unreviewed(self) -> int:
        """Return how many nobody has listened to."""
        return self.detections - self.correct - self.wrong - self.unsure
