"""Opening text that people bring, in whatever encoding their programs wrote it."""

import codecs
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from core.errors import UserError

_MARKS = (  # the marks of UTF-32 begin with those of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_KINDS = (
    (b"PK\x03\x04", "a workbook or a zip file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3\0", "a database"),
    (b"\x1f\x8b", "a compressed file"),
    (b"RIFF", "a sound"),
    (b"fLaC", "a sound"),
)
_NEVER_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_SAMPLE, _PIECE = 1 << 16, 1 << 20
_MOST_BYTES = 1 << 30
_LEAST_NULS = 0.2
"""Of the letters of UTF-16: line ends, separators and digits have one in every language."""


@contextmanager
def text_file(path: Path) -> Generator[tuple[TextIO, str]]:
    """Lend a file's text, its line ends as they are, and a sentence where its encoding is a guess.

    UTF-8, UTF-16 and UTF-32 are known, with and without their marks; what is none of them is read
    as Windows-1252. Raises UserError where the file cannot be read, is empty or holds no text.
    """
    try:
        with path.open("rb") as raw:
            encoding = _encoding(raw, path.name)
        guess = ""
        if encoding in ("cp1252", "latin-1"):
            guess = (
                f"{path.name} is not UTF-8: it was read as Windows-1252. If letters such as é or ü "
                "are wrong, save it as UTF-8 and take it in again."
            )
        with path.open(encoding=encoding, newline="") as text:
            yield text, guess
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror or error}). Check the path and try again."
        ) from error


def _encoding(raw: BinaryIO, name: str) -> str:
    sample = raw.read(_SAMPLE)
    if not sample:
        raise UserError(f"{name} is empty. Choose another, or write it again.")
    for beginning, kind in _OTHER_KINDS:
        if sample.startswith(beginning):
            raise UserError(f"{name} is {kind}, no text. Save it as CSV first.")
    marked = next((known for mark, known in _MARKS if sample.startswith(mark)), None)
    likely = marked or _without_mark(sample) or "utf-8"
    if _is_all(raw, likely, name):
        return likely
    if likely != "utf-8" or _is_cut(raw):
        raise UserError(f"{name} is damaged or cut short. Save it again, as CSV (UTF-8).")
    if _NEVER_IN_TEXT.search(sample):
        raise UserError(f"{name} is no text. Save it as CSV first.")
    return "cp1252" if _is_all(raw, "cp1252", name) else "latin-1"


def _is_cut(raw: BinaryIO) -> bool:
    """Tell whether this is UTF-8, with letters beyond ASCII, up to half a letter at its end."""
    raw.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond = False
    try:
        while piece := raw.read(_PIECE):
            beyond |= not decoder.decode(piece).isascii()
    except UnicodeDecodeError:
        return False
    return beyond


def _without_mark(sample: bytes) -> str | None:
    """Return the UTF-16 that has its zero bytes where this text has them, or None."""
    letters = max(1, len(sample) // 2)
    first, second = (sample[n::2].count(0) / letters for n in (0, 1))
    if max(first, second) < _LEAST_NULS or min(first, second) > max(first, second) / 4:
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _is_all(raw: BinaryIO, encoding: str, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    raw.seek(0)
    try:
        while piece := raw.read(_PIECE):
            if raw.tell() > _MOST_BYTES:
                raise UserError(f"{name} is larger than 1 GB: no table of ours is. Choose another.")
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
