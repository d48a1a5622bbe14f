"""Recordings with damaged headers: listed, read, heard, drawn and played, or refused.

What the reading's own safety net catches is a failure here too: it was not foreseen.
"""

import io
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import soundfile

from core.audio.playback_chain import Treatment, listen
from core.audio.source import open_source
from core.audio.thumbnails import thumbnail
from core.audio.windows import Windowing, read_windows
from core.errors import UnreadableRecordingError
from core.health.measuring import levels_of
from core.recorders import inspect
from tests.core.recorders.making import bext, chunk, fmt, guano, info, noise, wamd, wav
from tests.fuzz.mutating import damaged

_NAMES = ("", "20250501_050000", "SMU0123_20250501_050000", "5EA1B2C3")
_HEADER_BYTES = 200
_MOST_FRAMES = 4_000_000
_LONGEST_S = 60 * 86_400.0
_CUT = Windowing.of(48_000, 3.0, 0.0, 1.0)


def attempt(chance: random.Random, folder: Path) -> None:
    """Damage one recording and do with it whatever the program does."""
    name, content = chance.choice(list(_originals().items()))
    if chance.random() < 0.1:  # two kinds in one file
        content = content[: len(content) // 2] + chance.choice(list(_originals().values()))
    path = folder / (chance.choice(_NAMES) + name)
    path.write_bytes(damaged(content, chance, heads=chance.choice((_HEADER_BYTES, 4_096))))
    before = path.read_bytes(), path.stat().st_mtime_ns
    with _nothing_caught():
        _use(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before, "the source was changed"


def _use(path: Path) -> None:
    seen = inspect(path)
    assert seen.problem is None or seen.problem.text
    assert not seen.usable or seen.duration_s is not None, "usable without a length"
    assert seen.duration_s is None or 0 < seen.duration_s < _LONGEST_S, "an odd length"
    with suppress(UnreadableRecordingError):
        _read_all(path)
    with suppress(UnreadableRecordingError):
        with open_source(path) as source:
            levels_of(source)
            for window in read_windows(source, _CUT, 0, 1, 4):
                assert np.isfinite(window).all(), "a window that is no numbers"
        thumbnail(path, (0.5, 3.5), (64, 48))
        for block in islice(listen(path, (0.2, 1e7), Treatment(), 48_000), 20):
            assert np.isfinite(block).all(), "played what is no numbers"


def _read_all(path: Path) -> None:
    with open_source(path) as source:
        left = _MOST_FRAMES
        while left > 0 and len(block := source.read(65_536)):
            assert np.isfinite(block).all(), "samples that are no numbers"
            left -= len(block)
        source.seek(source.frames // 2)
        source.read(1_000)


@contextmanager
def _nothing_caught() -> Iterator[None]:
    noticed = _Noticed(logging.ERROR)
    log = logging.getLogger("core")
    log.addHandler(noticed)
    try:
        yield
    finally:
        log.removeHandler(noticed)
    assert noticed.text is None, noticed.text


class _Noticed(logging.Handler):
    text: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.text = f"caught: {logging.Formatter().format(record)}"


@cache
def _originals() -> dict[str, bytes]:
    """Return small whole files of every form, by name."""
    sound = noise(1.5, 16_000)
    more = (
        info(ICMT="Recorded at 10:20:30 25/05/2018 (UTC) by AudioMoth 243B1F075C7A37BE"),
        guano("Timestamp:2020-10-17 13:05:00+1:00", "Loc Position:1 2", "TE:10", "Length:4"),
        wamd(model="SM4", start="2021-06-21 20:57:06-03:00", gps="WGS84,45.7,N,64.2,W"),
        bext("2022-07-28", "07:44:13", originator="ZOOM"),
    )
    data = chunk(b"data", sound.tobytes())
    whole = {
        "a.wav": wav(fmt(rate=16_000), data, *more),
        "b.wav": wav(fmt(rate=16_000), *more, data, data),
        "20200101_000000T.WAV": wav(fmt(rate=16_000), chunk(b"data", _triggered())),
    }
    coded = sound / 32_768
    for name, form, subtype in _FORMS:
        out = io.BytesIO()
        soundfile.write(out, coded, 16_000, format=form, subtype=subtype)
        whole[name] = out.getvalue()
        if form in ("FLAC", "OGG", "MP3"):
            whole[f"two {name}"] = out.getvalue() * 2
    return whole


_FORMS = (
    ("a.flac", "FLAC", None),
    ("a24.flac", "FLAC", "PCM_24"),
    ("a.mp3", "MP3", None),
    ("a.ogg", "OGG", None),
    ("a.opus", "OGG", "OPUS"),
    ("a.aiff", "AIFF", None),
    ("float.aifc", "AIFF", "FLOAT"),
    ("a.caf", "CAF", None),
    ("alac.caf", "CAF", "ALAC_16"),
    ("a.au", "AU", "DOUBLE"),
    ("a.w64", "W64", None),
    ("rf64.wav", "RF64", None),
    ("x.wav", "WAVEX", "PCM_24"),
    ("float.wav", "WAV", "FLOAT"),
    ("ima.wav", "WAV", "IMA_ADPCM"),
    ("gsm.wav", "WAV", "GSM610"),
    ("ulaw.wav", "WAV", "ULAW"),
    ("a.voc", "VOC", None),
    ("a.avr", "AVR", None),
    ("a.sph", "NIST", None),
    ("a.svx", "SVX", None),
    ("a.sf", "IRCAM", None),
    ("a.paf", "PAF", None),
    ("a.pvf", "PVF", None),
)


def _triggered() -> bytes:
    blocks = [noise(1.0)[:256], *[_silence(count) for count in (300, 0, 2)], noise(1.0)[:512]]
    return bytes(512 - 44) + b"".join(block.astype("<i2").tobytes() for block in blocks)


def _silence(count: int) -> np.ndarray:
    block = np.zeros(256, "<i2")
    block[:32] = [1 if count >> bit & 1 else -1 for bit in range(32)]
    return block
