"""Spectrograms of clips as pictures for a document."""

import struct
import zlib
from base64 import b64encode

import numpy as np
from numpy.typing import NDArray

from core.audio.thumbnails import Picture, thumbnail
from core.domain import Detection, Recording
from core.errors import UnreadableRecordingError

_SIZE, _WIDE = (360, 180), (1200, 200)
_WIDE_S = 12.0
_RUMBLE = 16
"""Of so many rows the lowest is left out: wind and rumble are a black line there."""


def clip_picture(clip: Detection, recording: Recording) -> str | None:
    """Return a clip's spectrogram as SVG, dark on white; None where its file cannot be read."""
    return _picture(recording, (clip.start_s, clip.end_s), _SIZE)


def wide_picture(clip: Detection, recording: Recording) -> str | None:
    """Return a clip with what is heard before and after it, as ``clip_picture`` does."""
    length = min(_WIDE_S, recording.duration_s)
    around = (length - (clip.end_s - clip.start_s)) / 2
    begin = min(max(0.0, clip.start_s - around), recording.duration_s - length)
    return _picture(recording, (begin, begin + length), _WIDE)


def clip_without_rumble(
    recording: Recording, span: tuple[float, float], size: tuple[int, int]
) -> Picture | None:
    """Return a clip's spectrogram [rows, columns] without its lowest rows.

    ``size`` is (columns, rows). None where its file cannot be read.
    """
    width, height = size
    rows = height + height // _RUMBLE
    try:
        found = thumbnail(recording.path, span, (width, rows), recording.content_hash)
    except UnreadableRecordingError:
        return None
    return np.ascontiguousarray(found[:height])


def _picture(recording: Recording, span: tuple[float, float], size: tuple[int, int]) -> str | None:
    width, height = size
    found = clip_without_rumble(recording, span, size)
    if found is None:
        return None
    data = b64encode(png(255 - found)).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{data}"/></svg>'
    )


def png(grey: NDArray[np.uint8]) -> bytes:
    """Return a PNG of 8 bits a pixel, from rows of them."""
    rows, columns = grey.shape
    lines = np.zeros((rows, columns + 1), np.uint8)  # each line begins with its filter: none
    lines[:, 1:] = grey
    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(tag, body) for tag, body in parts)


def _chunk(tag: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body))
