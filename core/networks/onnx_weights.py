"""Which other files an ONNX file keeps its weights in: read off its bytes, nothing is loaded.

An ONNX file is a message of Protocol Buffers; numbers of fields are those of onnx.proto.
"""

import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

Span = tuple[int, int]

_INSIDE: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "model": {7: "graph", 25: "function"},
        "graph": {1: "node", 5: "tensor"},
        "function": {7: "node"},
        "node": {5: "attribute"},
        "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph"},
        "tensor": {13: "entry"},
    }
)
"""Message -> number of a field -> the message in it."""
_KEY, _VALUE = 1, 2
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_MOST_DEEP = 60


def weight_files(path: Path) -> list[str]:
    """Return the files beside an ONNX file that hold its weights, as it names them, each once.

    A file that is damaged gives those that are found up to there: what runs it says the rest.
    """
    with path.open("rb") as file:
        if not path.stat().st_size:
            return []
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            found = dict.fromkeys(_locations(data, (0, len(data)), "model", 0))
    return list(found)


def _locations(data: mmap.mmap, span: Span, message: str, depth: int) -> Iterator[str]:
    if depth > _MOST_DEEP:
        return
    for number, inner in _fields(data, span):
        kind = _INSIDE[message].get(number)
        if kind == "entry":
            entry = dict(_fields(data, inner))
            if _text(data, entry.get(_KEY)) == "location":
                yield _text(data, entry.get(_VALUE))
        elif kind:
            yield from _locations(data, inner, kind, depth + 1)


def _fields(data: mmap.mmap, span: Span) -> Iterator[tuple[int, Span]]:
    """Yield the number of each field that holds bytes, and where these lie."""
    at, end = span
    while at < end:
        tag, at = _varint(data, at, end)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            _, at = _varint(data, at, end)
        elif wire in (_FIXED_32, _FIXED_64):
            at += 4 if wire == _FIXED_32 else 8
        elif wire == _BYTES:
            size, at = _varint(data, at, end)
            yield number, (at, min(at + size, end))
            at += size
        else:
            return  # no such message


def _varint(data: mmap.mmap, at: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while at < end and shift < 64:
        byte = data[at]
        value, shift, at = value | (byte & 0x7F) << shift, shift + 7, at + 1
        if byte < 0x80:
            return value, at
    return value, end


def _text(data: mmap.mmap, span: Span | None) -> str:
    return "" if span is None else data[span[0] : span[1]].decode("utf-8", "replace")
