"""Recordings with damaged headers: listed, read, heard and played, or refused with a reason."""

import io
import random
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import soundfile

from core.audio.listening import Treatment, listen
from core.audio.source import open_source
from core.audio.windows import Windowing, read_windows
from core.errors import UnreadableRecordingError
from core.health.measuring import levels_of
from core.recorders import inspect
from tests.core.recorders.making import bext, chunk, fmt, guano, info, noise, recording, wamd, wav
from tests.fuzz.mutating import damaged

_NAMES = ("20250501_050000", "5EA1B2C3", "SMU0123_20250501_050000", "a", "20250501_050000T")
_CUT = Windowing.of(48_000, 3.0, 0.0)


def attempt(chance: random.Random, folder: Path) -> None:
    """Damage one recording and do with it whatever the program does."""
    suffix, content = chance.choice(_whole())
    path = folder / f"{chance.choice(_NAMES)}{suffix}"
    if chance.random() < 0.1:  # two kinds in one file
        content = content[: len(content) // 2] + chance.choice(_whole())[1]
    path.write_bytes(damaged(content, chance))
    before = path.read_bytes(), path.stat().st_mtime_ns
    _use(path, chance)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before, "the source was changed"


def _use(path: Path, chance: random.Random) -> None:
    seen = inspect(path)
    assert seen.problem is None or seen.problem.text
    try:
        with open_source(path) as source:
            assert seen.usable, "read, though it is listed as unusable"
            first = chance.choice((0, 1, 97, source.frames // 144_000))
            for window in islice(read_windows(source, _CUT, 0, first, 3), 3):
                assert np.isfinite(window).all()
            levels_of(source)
        span = (chance.choice((0.0, (seen.duration_s or 0) / 2, 1e6)), 1e7)
        for block in islice(listen(path, span, Treatment(), 48_000), 20):
            assert np.isfinite(block).all()
    except UnreadableRecordingError as refused:
        if not str(refused):
            raise


@cache
def _whole() -> list[tuple[str, bytes]]:
    """Return recordings as recorders write them, by suffix."""
    tags = (
        info(ICMT="Recorded at 10:20:30 25/05/2018 (UTC) by AudioMoth 243B1F075C7A37BE", IART="A"),
        guano("Make:Wildlife Acoustics", "Timestamp:2020-10-17 13:05:00+1:00", "TE:10",
              "Loc Position:1 2"),
        wamd(model="SM4", start="2021-06-21 20:57:06-03:00", gps="WGS84,45.7,N,64.2,W"),
        bext("2022-07-28", "07:44:13", originator="ZOOM"),
    )  # fmt: skip
    silence = np.full(256, -1, "<i2").tobytes()
    found = [
        (".wav", recording(*tags, seconds=4)),
        (".wav", recording(seconds=30)),
        (".wav", wav(*tags, fmt(2, 48_000), chunk(b"data", noise(4, 96_000).tobytes()))),
        (".WAV", wav(fmt(), tags[0], chunk(b"data", (silence + noise(0.1).tobytes()) * 8))),
    ]
    for suffix, kind, subtype in (
        (".wav", "WAV", "PCM_24"), (".wav", "WAV", "FLOAT"), (".wav", "WAV", "PCM_U8"),
        (".wav", "WAV", "IMA_ADPCM"), (".wav", "WAVEX", "PCM_16"), (".wav", "RF64", "PCM_16"),
        (".flac", "FLAC", "PCM_16"), (".flac", "FLAC", "PCM_24"), (".ogg", "OGG", "VORBIS"),
        (".opus", "OGG", "OPUS"), (".mp3", "MP3", "MPEG_LAYER_III"), (".aiff", "AIFF", "PCM_16"),
        (".w64", "W64", "PCM_16"), (".caf", "CAF", "PCM_16"), (".au", "AU", "PCM_16"),
    ):  # fmt: skip
        file = io.BytesIO()
        samples = np.random.default_rng(1).normal(0, 0.1, (5 * 24_000, 2))
        soundfile.write(file, samples, 24_000, format=kind, subtype=subtype)
        found.append((suffix, file.getvalue()))
    return found
