"""How the sound of a file lies in it, told from its headers, with the defects of the field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from core.domain import Problem

MIN_SAMPLE_RATE, MAX_SAMPLE_RATE = 1_000, 4_000_000
"""What recorders write, with room on both sides: anything else is a damaged header."""
MAX_CHANNELS = 64


class Decoder(Enum):
    """Who turns the bytes into samples."""

    SAMPLES = "samples"
    """Plain samples from ``data_offset`` on: read directly, whatever the header's sizes say."""
    COMPRESSED_TIME = "compressed time"
    """As above, with silence written as blocks that only count it (AudioMoth ``T.WAV``)."""
    LIBSNDFILE = "libsndfile"
    SEQUENTIAL = "libsndfile, from the beginning to the end"
    """Seeking would fail or land elsewhere."""
    JOINED = "one part behind the other, each by its own decoder"
    EXCERPTS = "parts with nothing between them: see core.audio.excerpts"


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
    """Where plain samples begin."""
    data_bytes: int = 0
    """How far plain samples reach."""
    head: bytes = b""
    """What a decoder is shown in place of a header that is wrong or belongs to another part."""
    pieces: tuple[tuple[int, int], ...] = ()
    """Begin and end of the bytes that a decoder is shown; none: all of the file."""
    parts: tuple["Layout", ...] = ()
    """Sounds of one rate and number of channels that lie behind each other."""
    first: int = 0
    """Of an excerpt: its first frame in the recording."""

    @property
    def duration_s(self) -> float:
        """Return the length in seconds."""
        return self.frames / self.sample_rate

    @property
    def believable(self) -> bool:
        """Tell whether memory and work may be sized by these numbers."""
        return is_believable(self.sample_rate, self.channels)


def joined(parts: Sequence[Layout]) -> Layout | None:
    """Return the layout of sounds behind each other, or None where they do not fit together."""
    first = parts[0]
    form = (first.sample_rate, first.channels)
    if any((part.sample_rate, part.channels) != form for part in parts):
        return None
    frames = sum(part.frames for part in parts)
    return Layout(Decoder.JOINED, *form, frames, parts=tuple(parts))


def is_believable(sample_rate: int, channels: int) -> bool:
    """Tell whether a recorder could have written these."""
    return MIN_SAMPLE_RATE <= sample_rate <= MAX_SAMPLE_RATE and 0 < channels <= MAX_CHANNELS


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
