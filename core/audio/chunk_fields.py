"""The fields of the two metadata chunks that recorders add to WAV: GUANO 1.0 and WAMD 1."""

from collections.abc import Iterator

GUANO, WAMD = b"guan", b"wamd"
_MOST_FIELDS = 10_000
_VERSION = 1


def guano_lines(chunk: bytes) -> Iterator[tuple[str, str]]:
    """Yield the name, namespace included, and the value of each line of a ``guan`` chunk."""
    text = chunk.decode("utf-8", "replace") if chunk else ""
    for line in text.split("\n", _MOST_FIELDS):
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip("\0 \t\r\ufeff"), value.strip("\0 \t\r")


def wamd_records(chunk: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of each record of a ``wamd`` chunk; none of other versions.

    Little-endian records of a 16-bit number, a 32-bit length and that many bytes; the first
    holds the version.
    """
    if chunk[:6] != b"\0\0\x02\0\0\0" or int.from_bytes(chunk[6:8], "little") != _VERSION:
        return
    at = 8
    for _ in range(_MOST_FIELDS):
        if at + 6 > len(chunk):
            return
        size = int.from_bytes(chunk[at + 2 : at + 6], "little")
        yield int.from_bytes(chunk[at : at + 2], "little"), chunk[at + 6 : at + 6 + size]
        at += 6 + size
