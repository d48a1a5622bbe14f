"""A card with a bad spot: the machine's edge, for no file can be made to fail there."""

import errno
import io
from pathlib import Path

import pytest


def bad_spot(monkeypatch: pytest.MonkeyPatch, path: Path, first: int, last: int) -> None:
    """Let reading any byte from ``first`` to before ``last`` of a file fail."""
    real = Path.open

    def open_(self: Path, *how: object, **more: object) -> object:
        if self == path and more.get("buffering") == 0:
            return _OnBadCard(path, first, last)
        return real(self, *how, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", open_)


class _OnBadCard(io.FileIO):
    def __init__(self, path: Path, first: int, last: int) -> None:
        super().__init__(path, "rb")
        self._bad = first, last

    def read(self, count: int | None = -1) -> bytes:
        at = self.tell()
        end = at + count if count is not None and count >= 0 else self._bad[1]
        if at < self._bad[1] and end > self._bad[0]:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(count)
