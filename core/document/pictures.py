"""Spectrograms of clips as pictures for a document."""

import struct
import zlib
from base64 import b64encode

import numpy as np
from numpy.typing import NDArray

from core.audio.thumbnails import thumbnail
from core.domain import Detection, Recording
from core.errors import UnreadableRecordingError

_SIZE = (360, 180)


def clip_picture(clip: Detection, recording: Recording) -> str | None:
    """Return a clip's spectrogram as SVG, dark on white; None where its file cannot be read."""
    span = (clip.start_s, clip.end_s)
    try:
        found = thumbnail(recording.path, span, _SIZE, recording.content_hash)
    except UnreadableRecordingError:
        return None
    data = b64encode(png(255 - found)).decode()
    width, height = _SIZE
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
