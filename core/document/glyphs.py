"""Which letters no font can show, from the fonts' own tables.

Format: OpenType's ``cmap``, subtables 4 and 12
(https://learn.microsoft.com/typography/opentype/spec/cmap).
"""

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FontFace = tuple[str, int]
"""Path of a font file, and the number of the face in it."""
Spans = Iterator[tuple[int, int]]


def without_glyph(letters: Iterable[str], faces: Iterable[FontFace]) -> set[str]:
    """Return those letters that none of the faces has. A font that cannot be read has none."""
    left = set(letters)
    for path, number in faces:
        if not left:
            break
        try:
            data = Path(path).read_bytes()
            spans = list(_spans(data, number))
        except (OSError, struct.error, ValueError):
            continue
        left = {one for one in left if not any(a <= ord(one) <= b for a, b in spans)}
    return left


def _spans(data: bytes, number: int) -> Spans:
    """Yield (first, last) of the code points that a face has."""
    begin = struct.unpack_from(">I", data, 12 + 4 * number)[0] if data[:4] == b"ttcf" else 0
    (tables,) = struct.unpack_from(">H", data, begin + 4)
    for place in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, begin + 12 + 16 * place)
        if tag == b"cmap":
            (subtables,) = struct.unpack_from(">H", data, offset + 2)
            for n in range(subtables):
                (at,) = struct.unpack_from(">I", data, offset + 4 + 8 * n + 4)
                yield from _subtable(data, offset + at)


def _subtable(data: bytes, at: int) -> Spans:
    (kind,) = struct.unpack_from(">H", data, at)
    if kind == 4:
        segments = struct.unpack_from(">H", data, at + 6)[0] // 2
        last = _numbers(data, ">u2", segments, at + 14)
        first = _numbers(data, ">u2", segments, at + 16 + 2 * segments)
        yield from zip(first.tolist(), last.tolist(), strict=True)
    elif kind == 12:
        (groups,) = struct.unpack_from(">I", data, at + 12)
        table = _numbers(data, ">u4", 3 * groups, at + 16).reshape(-1, 3)
        yield from ((int(a), int(b)) for a, b, _ in table)


def _numbers(data: bytes, kind: str, count: int, at: int) -> NDArray[np.int64]:
    return np.frombuffer(data, kind, count, at).astype(np.int64)
