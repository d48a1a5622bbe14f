"""Small recordings, whole and broken, made byte by byte."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.audio.contents import ends_hash
from core.audio.file_ends import FileEnds

RATE = 8_000


def chunk(name: bytes, payload: bytes, *, size: int | None = None, pad: bool = True) -> bytes:
    stated = len(payload) if size is None else size
    padding = b"\0" if pad and len(payload) % 2 else b""
    return name + stated.to_bytes(4, "little") + payload + padding


def fmt(
    channels: int = 1, rate: int = RATE, bits: int = 16, tag: int = 1, extra: bytes = b""
) -> bytes:
    block = channels * ((bits + 7) // 8)
    words = [(tag, 2), (channels, 2), (rate, 4), (rate * block, 4), (block, 2), (bits, 2)]
    body = b"".join((value % 256**width).to_bytes(width, "little") for value, width in words)
    return chunk(b"fmt ", body + extra)


def noise(seconds: float = 1.0, rate: int = RATE, seed: int = 1) -> npt.NDArray[np.int16]:
    values = np.random.default_rng(seed).integers(1_000, 20_000, int(seconds * rate))
    return values.astype(np.int16)


def wav(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + (len(body) & 0xFFFFFFFF).to_bytes(4, "little") + body


def recording(*more: bytes, seconds: float = 1.0, rate: int = RATE) -> bytes:
    return wav(fmt(rate=rate), chunk(b"data", noise(seconds, rate).tobytes()), *more)


def info(**texts: str) -> bytes:
    inside = b"".join(
        chunk(name.encode(), text.encode("utf-8") + b"\0") for name, text in texts.items()
    )
    return chunk(b"LIST", b"INFO" + inside)


def guano(*lines: str) -> bytes:
    return chunk(b"guan", "\n".join(("GUANO|Version:1.0", *lines)).encode(), pad=False)


def wamd(**records: str) -> bytes:
    numbers = {"model": 1, "serial": 2, "firmware": 3, "prefix": 4, "start": 5, "gps": 6}
    body = b"\0\0\x02\0\0\0\x01\0"
    for name, text in records.items():
        raw = text.encode()
        body += numbers[name].to_bytes(2, "little") + len(raw).to_bytes(4, "little") + raw
    return chunk(b"wamd", body)


def bext(date: str, time: str, originator: str = "", description: str = "") -> bytes:
    body = description.encode().ljust(256, b"\0") + originator.encode().ljust(32, b"\0")
    body += b"\0" * 32 + date.encode().ljust(10, b"\0") + time.encode().ljust(8, b"\0")
    return chunk(b"bext", body.ljust(602, b"\0"))


def saved(folder: Path, name: str, content: bytes | None = None) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(recording() if content is None else content)
    return path


def content_of(path: Path) -> str:
    """Return the hash of a file's size and ends, by which a project knows it."""
    with path.open("rb", buffering=0) as file:
        return ends_hash(FileEnds(file))
