"""How the sound of a file lies in it, told from its headers, with the defects of the field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from core.domain import Problem


class Decoder(Enum):
    """Who turns the bytes into samples."""

    SAMPLES = "samples"
    """Plain samples from ``data_offset`` on: read directly, whatever the header's sizes say."""
    COMPRESSED_TIME = "compressed time"
    """As above, with silence written as blocks that only count it (AudioMoth ``T.WAV``)."""
    LIBSNDFILE = "libsndfile"
    REPAIRED_FLAC = "libsndfile, the file's end and number of samples put right"
    SEQUENTIAL = "libsndfile, from the beginning to the end"
    """Seeking would fail or land elsewhere."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the samples are and how many can really be decoded."""

    decoder: Decoder
    sample_rate: int
    channels: int
    frames: int
    sample_type: str = ""
    """For plain samples: u8, i2, i3, i4, i8, f4 or f8, little-endian."""
    data_offset: int = 0
    """Where plain samples begin; for a FLAC file to repair, where its STREAMINFO begins."""
    data_bytes: int = 0
    """How far plain samples reach; for a FLAC file to repair, where its last frame ends."""

    @property
    def duration_s(self) -> float:
        """Return the length in seconds."""
        return self.frames / self.sample_rate


@dataclass(frozen=True, slots=True)
class Announced:
    """What a header says of sound that nobody here can decode; None where it does not say."""

    duration_s: float | None = None
    sample_rate: int | None = None
    channels: int | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: its sound, if any, what is wrong with it, and what it says of itself."""

    layout: Layout | None = None
    problem: Problem | None = None
    metadata: Mapping[bytes, bytes] = field(default_factory=dict)
    """Raw chunks: ``guan``, ``wamd``, ``bext``."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """LIST/INFO texts or Vorbis comments, names in capitals."""
    announced: Announced = Announced()
    """Where there is no layout."""
