"""The checksum at the end of every FLAC frame, fast enough to be taken of each file.

Polynomial x^16 + x^15 + x^2 + 1 from zero (RFC 9639, 9.3). The checksum is linear: that of a row
of 256 bytes is the exclusive or of what each byte gives at its place, and rows are then joined.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

_POLYNOMIAL = 0x8005
_ROW = 256

Words = npt.NDArray[np.uint16]


def crc16(raw: bytes) -> int:
    """Return the checksum of some bytes."""
    # Zeros in front change nothing, so the first row may be filled up with them.
    padded = np.frombuffer(b"\0" * (-len(raw) % _ROW) + raw, np.uint8).reshape(-1, _ROW)
    by_place, past_row = _tables()
    rows = np.bitwise_xor.reduce(by_place[np.arange(_ROW), padded], axis=1)
    rest = 0
    for row in rows.tolist():
        rest = past_row[0][rest >> 8] ^ past_row[1][rest & 0xFF] ^ row
    return rest


@cache
def _tables() -> tuple[Words, tuple[list[int], list[int]]]:
    """Return each byte's share by its place in a row, and what a sum's two bytes become later."""
    one_byte = _one_byte()
    by_place = np.empty((_ROW, 256), dtype=np.uint16)
    share = one_byte
    for place in reversed(range(_ROW)):
        by_place[place] = share
        share = _after_zero(share, one_byte)
    values = np.arange(256, dtype=np.uint16)
    return by_place, (_past_row(values << np.uint16(8), one_byte), _past_row(values, one_byte))


def _past_row(sums: Words, one_byte: Words) -> list[int]:
    for _ in range(_ROW):
        sums = _after_zero(sums, one_byte)
    return [int(value) for value in sums]


def _after_zero(sums: Words, one_byte: Words) -> Words:
    shifted: Words = (sums << np.uint16(8)) ^ one_byte[sums >> 8]
    return shifted


def _one_byte() -> Words:
    rest: Words = np.arange(256, dtype=np.uint16) << np.uint16(8)
    for _ in range(8):
        rest = np.where(rest & 0x8000, (rest << 1) ^ _POLYNOMIAL, rest << 1).astype(np.uint16)
    return rest
