"""Some stretches of a recording in a file that stands for all of it: what is sent to be heard.

The file is as long as the recording to whoever opens it, and is known by the same hash; between its
stretches there is no sound to be had. It begins with a line, the length of a JSON text (4 bytes,
little-endian) and that text; the stretches follow, each a whole FLAC or WAV file of its own.
"""

import io
import json
import struct
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import soundfile

from core.audio import defects
from core.audio.file_ends import FileEnds
from core.audio.layout import Contents, Decoder, Layout, is_believable
from core.audio.media_files import MediaFile
from core.audio.samples import Samples, Source, refusal

MAGIC = b"Undersong clips\n"
_LENGTH = struct.Struct("<I")
_LONGEST = 1 << 24
_FLAC_CHANNELS, _FLAC_HZ = 8, 655_350


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """Frames of a recording, from the first to before the last."""

    first: int
    last: int


def packed(source: Source, content_hash: str, stretches: Sequence[FrameSpan]) -> bytes:
    """Return the file of a recording's stretches, which are in order and apart.

    Samples of 16 bits stay what they are, others have 24. Raises UnreadableRecordingError.
    """
    sounds = []
    for stretch in stretches:
        source.seek(stretch.first)
        sounds.append(_coded(source, source.read(stretch.last - stretch.first)))
    told = {
        "content_hash": content_hash,
        "sample_rate": source.sample_rate,
        "channels": source.channels,
        "frames": source.frames,
        "stretches": [
            [stretch.first, stretch.last, len(sound)]
            for stretch, sound in zip(stretches, sounds, strict=True)
        ],
    }
    text = json.dumps(told).encode()
    return b"".join([MAGIC, _LENGTH.pack(len(text)), text, *sounds])


def _coded(source: Source, samples: Samples) -> bytes:
    fits = source.channels <= _FLAC_CHANNELS and source.sample_rate <= _FLAC_HZ
    out = io.BytesIO()
    soundfile.write(
        out, np.clip(samples, -1, 1), source.sample_rate, format="FLAC" if fits else "WAV",
        subtype="PCM_16" if source.coarse else "PCM_24",
    )  # fmt: skip
    return out.getvalue()


def is_excerpts(head: bytes) -> bool:
    """Tell by its first bytes whether a file holds stretches of a recording."""
    return head.startswith(MAGIC)


def stated_hash(ends: FileEnds) -> str:
    """Return what the recording is known by; empty where the file is damaged."""
    return str((_told(ends) or {}).get("content_hash", ""))


def read(ends: FileEnds) -> Contents:
    """Return what such a file holds."""
    told = _told(ends)
    try:
        layout = _layout(told, ends) if told else None
    except (KeyError, TypeError, ValueError):
        layout = None
    return Contents(layout, None if layout else defects.DAMAGED_HEADER)


def _told(ends: FileEnds) -> dict[str, Any] | None:
    (length,) = _LENGTH.unpack(ends.read_at(len(MAGIC), _LENGTH.size).ljust(_LENGTH.size, b"\0"))
    if length > _LONGEST:
        return None
    try:
        told = json.loads(ends.read_at(len(MAGIC) + _LENGTH.size, length))
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _layout(told: dict[str, Any], ends: FileEnds) -> Layout | None:
    (length,) = _LENGTH.unpack(ends.read_at(len(MAGIC), _LENGTH.size))
    form = int(told["sample_rate"]), int(told["channels"])
    at = len(MAGIC) + _LENGTH.size + length
    parts = []
    for first, last, size in told["stretches"]:
        piece = (at, at + int(size))
        parts.append(
            Layout(
                Decoder.LIBSNDFILE, *form, int(last) - int(first), pieces=(piece,), first=int(first)
            )
        )
        at += int(size)
    whole = Layout(Decoder.EXCERPTS, *form, int(told["frames"]), parts=tuple(parts))
    return whole if is_believable(*form) and at <= ends.size else None


class ExcerptSource(Source):
    """A recording of which only some stretches are here; anything else is refused: ``not-here``."""

    def __init__(
        self, path: MediaFile, layout: Layout, open_part: Callable[[Layout], Source]
    ) -> None:
        super().__init__(path, layout)
        self._parts, self._open_part = layout.parts, open_part
        self._firsts = [part.first for part in layout.parts]
        self.edges = tuple(
            edge for part in layout.parts for edge in (part.first, part.first + part.frames)
        )
        self._open: tuple[int, Source] | None = None
        if layout.parts:
            self.coarse = self._part(0).coarse

    def close(self) -> None:
        """Let go of the file."""
        if self._open:
            self._open[1].close()

    def _read(self, frames: int) -> Samples:
        number = bisect_right(self._firsts, self.position) - 1
        within = self.position - self._firsts[number] if number >= 0 else 0
        if number < 0 or within + frames > self._parts[number].frames:
            raise refusal(self.path, defects.NOT_HERE)
        part = self._part(number)
        part.seek(within)
        samples = part.read(frames)
        if len(samples) < frames:
            raise refusal(self.path, defects.SHRUNK)
        return samples

    def _part(self, number: int) -> Source:
        if self._open is None or self._open[0] != number:
            self.close()
            self._open = number, self._open_part(self._parts[number])
        return self._open[1]
