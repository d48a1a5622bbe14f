"""Shows a decoder some stretches of a file as if they were all of it, without touching the file."""

from collections.abc import Iterator
from io import SEEK_CUR, SEEK_END
from typing import BinaryIO

from core.audio.layout import Layout
from core.audio.media_files import MediaFile


class FilePieces:
    """A read-only view: the layout's own head, then its pieces of the file.

    It has what ``soundfile`` asks of a file: ``read``, ``readinto``, ``seek`` and ``tell``.
    """

    def __init__(self, path: MediaFile, layout: Layout) -> None:
        self._file: BinaryIO = path.open("rb")
        self._head, self._pieces = layout.head, layout.pieces
        if not self._pieces:
            self._pieces = ((0, self._file.seek(0, SEEK_END)),)
        self._size = len(layout.head) + sum(end - begin for begin, end in self._pieces)
        self._at = 0
        self.failed: OSError | None = None
        """Why reading failed: decoders only see that the file ends."""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a byte, as files do."""
        base = {SEEK_CUR: self._at, SEEK_END: self._size}.get(whence, 0)
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._at

    def read(self, count: int = -1) -> bytes:
        """Return the next bytes."""
        left = max(0, self._size - self._at)
        raw = b"".join(self._stretches(left if count < 0 else min(count, left)))
        self._at += len(raw)
        return raw

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill a buffer with the next bytes and return their number."""
        try:
            raw = self.read(len(buffer))
        except OSError as error:
            self.failed = error
            return 0
        buffer[: len(raw)] = raw
        return len(raw)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _stretches(self, count: int) -> Iterator[bytes]:
        yield self._head[self._at : self._at + count]
        first = len(self._head)
        for begin, end in self._pieces:
            skip, stop = max(0, self._at - first), min(end - begin, self._at + count - first)
            if skip < stop:
                self._file.seek(begin + skip)
                yield self._file.read(stop - skip)
            first += end - begin
