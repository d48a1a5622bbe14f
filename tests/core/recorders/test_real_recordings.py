"""Real recordings, where there are some: UNDERSONG_SAMPLES, or a folder beside the project."""

import os
from itertools import pairwise
from pathlib import Path

import pytest

from core.audio.source import open_source
from core.recorders import inspect, walk

SAMPLES = Path(os.environ.get("UNDERSONG_SAMPLES") or Path(__file__).parents[4] / "shared")
AUDIOMOTH = SAMPLES / "recordings" / "audiomoth_leiden"
SONG_METER = SAMPLES / "recordings" / "song_meter_jura"


@pytest.mark.skipif(not AUDIOMOTH.is_dir(), reason="no AudioMoth recordings here")
def test_real_audiomoth_recordings_are_read_whole():
    seen = [inspect(path) for path in walk(AUDIOMOTH)]
    assert [str(one.start.utc) for one in seen if one.start] == [
        "2025-05-03 03:13:00+00:00",
        "2025-05-03 03:14:00+00:00",
        "2025-05-03 03:15:00+00:00",
    ]
    assert {one.serial for one in seen} == {"242A2604603691DD"}
    assert {(one.latitude, one.longitude) for one in seen} == {(52.146196, 4.474776)}
    assert {(one.duration_s, one.sample_rate, one.problem) for one in seen} == {
        (30.0, 48_000, None)
    }


@pytest.mark.skipif(not SONG_METER.is_dir(), reason="no Song Meter recordings here")
def test_real_song_meter_recordings_are_read_whole():
    seen = [inspect(path) for path in walk(SONG_METER)]
    assert len(seen) == 96
    assert {(one.recorder, one.serial) for one in seen} == {("Song Meter", "S4A03895")}
    starts = [one.start.local for one in seen if one.start]
    assert {(later - earlier).seconds for earlier, later in pairwise(starts)} == {900}
    with open_source(seen[0].path) as source:
        assert len(source.read(10**9)) == 220_000
