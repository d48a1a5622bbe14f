"""Results whose file names state an offset from UTC, and sounds that are of one moment."""

import json

import pytest

from core.imports import gather, take
from core.imports.matching import ResultsMatching
from core.jobs import answer
from core.store import annotations, recordings
from tests.core.imports.test_imports import AOEF


def test_a_name_with_an_offset_is_the_recording_of_that_moment_only(hand_made):
    with hand_made.project.reading() as db:
        every = list(recordings.everything(db))
    of = next(one for one in every if one.path.name == "c.wav")
    matching = ResultsMatching(every, {})
    utc, local = of.start.utc, of.start.local
    for name in (f"x_{utc:%Y%m%dT%H%M%S}Z.mp3", f"{of.start.aware:%Y%m%dT%H%M%S%z}.wav"):
        assert matching.find(name, 3.0).recording == of
    assert not matching.find(f"x_{local:%Y%m%dT%H%M%S}+0930.wav", 3.0).found


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [3.0, 1000.0]},
        {"type": "LineString", "coordinates": [[3.0, 1000.0], [3.0, 1000.0]]},
    ],
)
def test_what_is_of_one_moment_in_aoef_comes_in(hand_made, tmp_path, geometry):
    of = json.loads(json.dumps(AOEF))
    of["data"]["sound_events"][0]["geometry"] = geometry
    (tmp_path / "set.json").write_text(json.dumps(of))
    answer(take(hand_made.project, answer(gather(hand_made.project, [tmp_path / "set.json"]))))
    with hand_made.project.reading() as db:
        (drawn,) = annotations.everything(db)
    assert (drawn.start_s, drawn.low_hz, drawn.high_hz) == (3.0, 1000.0, 1000.0)
    assert 0 < drawn.end_s - drawn.start_s < 0.01
