"""Reads the plain samples of WAV files directly, so that wrong sizes in a header do no harm."""

from bisect import bisect_right
from contextlib import ExitStack
from typing import BinaryIO

import numpy as np

from core.audio import compressed_time, defects
from core.audio.layout import Layout
from core.audio.media_files import MediaFile, reader
from core.audio.samples import Samples, Source, refusal


class PlainSource(Source):
    """Integer or floating-point samples, little-endian, one frame after the other."""

    def __init__(self, path: MediaFile, layout: Layout) -> None:
        super().__init__(path, layout)
        self._file = self._opened()
        self._type = layout.sample_type
        self.coarse = self._type == "i2"
        self._offset = layout.data_offset
        self._frame_bytes = int(layout.sample_type[1:]) * layout.channels

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _read(self, frames: int) -> Samples:
        return self._stored(self._offset + self.position * self._frame_bytes, frames)

    def _stored(self, offset: int, frames: int) -> Samples:
        raw = self._bytes(offset, frames * self._frame_bytes)
        if len(raw) < frames * self._frame_bytes:
            raise refusal(self.path, defects.SHRUNK if self._still_there() else defects.VANISHED)
        return as_float(raw, self._type).reshape(frames, self.channels)

    def _bytes(self, offset: int, count: int) -> bytes:
        parts: list[bytes] = []
        try:
            self._file.seek(offset)
            # An unbuffered file may hand out less than asked for.
            while count and (part := self._file.read(count)):
                parts.append(part)
                count -= len(part)
        except OSError as error:
            problem = defects.UNREADABLE if self._still_there() else defects.VANISHED
            raise refusal(self.path, problem) from error
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _opened(self) -> BinaryIO:
        try:
            return reader(self.path)
        except OSError as error:
            problem = defects.UNREADABLE if self._still_there() else defects.VANISHED
            raise refusal(self.path, problem) from error

    def _still_there(self) -> bool:
        try:
            return self.path.exists()
        except OSError:
            return False


class ExpandedSource(PlainSource):
    """AudioMoth's triggered recordings, their left-out silence put back."""

    def __init__(self, path: MediaFile, layout: Layout) -> None:
        super().__init__(path, layout)
        with ExitStack() as unless_read:
            unless_read.callback(self.close)
            self._runs = compressed_time.stretches(layout, self._bytes)
            unless_read.pop_all()
        self._firsts = [run.first_frame for run in self._runs]

    def _read(self, frames: int) -> Samples:
        samples = np.zeros((frames, 1), dtype=np.float32)
        done = 0
        while done < frames:
            at = self.position + done
            run = self._runs[bisect_right(self._firsts, at) - 1]
            within = at - run.first_frame
            count = min(frames - done, run.frames - within)
            if count <= 0:  # the file has become another one since it was opened
                raise refusal(self.path, defects.SHRUNK)
            if run.offset is not None:
                offset = run.offset + within * self._frame_bytes
                samples[done : done + count] = self._stored(offset, count)
            done += count
        return samples


def as_float(raw: bytes, sample_type: str) -> Samples:
    """Return samples of type u1, i2, i3, i4, i8, f4 or f8 as float32 in -1..1."""
    if sample_type == "u1":
        return (np.frombuffer(raw, np.uint8).astype(np.float32) - 128) * np.float32(1 / 128)
    if sample_type == "i3":
        return _from_24_bits(raw)
    stored = np.frombuffer(raw, f"<{sample_type}")
    if sample_type[0] == "f":
        with np.errstate(over="ignore", invalid="ignore"):
            return stored.astype(np.float32)
    scale = np.float32(2.0 ** (1 - 8 * stored.itemsize))
    samples = stored.astype(np.float32)
    samples *= scale
    return samples


def _from_24_bits(raw: bytes) -> Samples:
    triples = np.frombuffer(raw, np.uint8).reshape(-1, 3)
    words = np.zeros((len(triples), 4), dtype=np.uint8)
    words[:, 1:] = triples
    samples: Samples = words.view("<i4")[:, 0].astype(np.float32)
    samples *= np.float32(2.0**-31)
    return samples
