"""Shows a decoder a FLAC file as it should have been written, without touching the file."""

from io import SEEK_CUR, SEEK_END
from pathlib import Path
from typing import BinaryIO

from core.audio.layout import Layout

_TOTAL_AT = 13
"""Where the last five bytes of the total lie within STREAMINFO; its top bits share a byte."""


class RepairedFlac:
    """A read-only view: the true number of samples, and nothing after the last whole frame.

    It has what ``soundfile`` asks of a file: ``read``, ``readinto``, ``seek`` and ``tell``.
    """

    def __init__(self, path: Path, layout: Layout) -> None:
        self._file: BinaryIO = path.open("rb")
        self._size = layout.data_bytes
        self._patch_at = layout.data_offset + _TOTAL_AT
        self._file.seek(self._patch_at)
        top = (self._file.read(1) or b"\0")[0] & 0xF0
        total = layout.frames & 0xF_FFFF_FFFF
        self._patch = (top << 32 | total).to_bytes(5, "big")
        self._file.seek(0)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a byte, as files do."""
        base = {SEEK_CUR: self._file.tell(), SEEK_END: self._size}.get(whence, 0)
        return self._file.seek(max(0, base + offset))

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._file.tell()

    def read(self, count: int = -1) -> bytes:
        """Return the next bytes, the wrong total replaced."""
        at = self._file.tell()
        left = max(0, self._size - at)
        raw = bytearray(self._file.read(left if count < 0 else min(count, left)))
        for index, byte in enumerate(self._patch):
            place = self._patch_at + index - at
            if 0 <= place < len(raw):
                raw[place] = byte
        return bytes(raw)

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill a buffer with the next bytes and return their number."""
        raw = self.read(len(buffer))
        buffer[: len(raw)] = raw
        return len(raw)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
