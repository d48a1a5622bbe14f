"""The first and last bytes of a file, and the few in between that a header points to."""

from typing import BinaryIO

END_BYTES = 65_536
_PAGE_BYTES = 4_096


class FileEnds:
    """A file open for reading, of which only what is asked for is ever read.

    ``head`` and ``tail`` hold at most 64 KB each (they overlap in small files); ``read_at``
    serves from them and reads a small page where they do not reach. Raises OSError as the file
    does.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, 2)
        file.seek(0)
        self.head = file.read(END_BYTES)
        self._tail_at = max(0, self.size - END_BYTES)
        self.tail = self.head if self.size <= END_BYTES else self._read(self._tail_at, END_BYTES)
        self._page_at = 0
        self._page = b""

    def read_at(self, offset: int, count: int) -> bytes:
        """Return up to ``count`` bytes from ``offset`` on; fewer where the file ends."""
        if offset < 0 or count <= 0:
            return b""
        end = offset + count
        if end <= len(self.head):
            return self.head[offset:end]
        if offset >= self._tail_at:
            return self.tail[offset - self._tail_at : end - self._tail_at]
        if not self._page_at <= offset <= end <= self._page_at + len(self._page):
            self._page = self._read(offset, max(count, _PAGE_BYTES))
            self._page_at = offset
        return self._page[offset - self._page_at : end - self._page_at]

    @property
    def only_nul(self) -> bool:
        """Tell whether both ends hold nothing but NUL bytes."""
        return not self.head.strip(b"\0") and not self.tail.strip(b"\0")

    def _read(self, offset: int, count: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(count)
