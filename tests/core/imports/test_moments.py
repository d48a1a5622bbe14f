"""Moments and spans in names of files and in AOEF, and what has none."""

import json

import pytest

from core.errors import UserError
from core.imports import gather, preview, take
from core.imports.in_words import preview_in_words
from core.imports.matching import ResultsMatching
from core.jobs import answer
from core.store import annotations, detections, recordings, runs
from core.store.detections import Filter
from tests.core.imports.test_imports import AOEF


def test_a_name_with_an_offset_is_the_recording_of_that_moment_only(hand_made):
    with hand_made.project.reading() as db:
        every = list(recordings.everything(db))
    of = next(one for one in every if one.path.name == "c.wav")
    matching = ResultsMatching(every, {})
    utc, local = of.start.utc, of.start.local
    for name in (f"x_{utc:%Y%m%dT%H%M%S}Z.mp3", f"{of.start.aware:%Y%m%dT%H%M%S%z}.wav"):
        assert matching.find(name, 3.0).recording.id == of.id
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


EVENT, ONE = AOEF["data"]["sound_events"][0], AOEF["data"]["sound_event_annotations"][0]


def collection(tmp_path, **more):
    (tmp_path / "set.json").write_text(json.dumps({"data": AOEF["data"] | more}))
    return tmp_path / "set.json"


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (EVENT | {"geometry": None}, "without a geometry"),
        (EVENT | {"geometry": {"type": "BoundingBox", "coordinates": []}}, "is no span of time"),
        (EVENT | {"recording": "gone"}, "of a recording that the file does not have"),
        (None, "of a sound event that the file does not have"),
    ],
)
def test_what_has_no_place_in_aoef_is_left_out_with_its_reason(hand_made, tmp_path, event, why):
    bad = (event or {}) | {"uuid": "e2" if event else "other"}
    both = [ONE, {"uuid": "a2", "sound_event": "e2", "tags": [0]}]
    file = collection(tmp_path, sound_events=[EVENT, bad], sound_event_annotations=both)
    found = answer(gather(hand_made.project, [file]))
    (said,) = (one for one in preview_in_words(preview(found)) if "left out" in one)
    assert said.startswith("1 row left out")
    assert why in said
    assert answer(take(hand_made.project, found)).annotations == 1


def test_aoef_that_is_cut_short_is_refused_whole(hand_made, tmp_path):
    file = collection(tmp_path)
    file.write_text(file.read_text()[:-20])
    with pytest.raises(UserError, match="cut short"):
        answer(gather(hand_made.project, [file]))


def test_tags_of_clips_in_aoef_come_in_with_the_span_of_the_clip(hand_made, tmp_path):
    clip = {"uuid": "c1", "recording": "r1", "start_time": 30.0, "end_time": 33.0}
    file = collection(
        tmp_path,
        clips=[clip],
        clip_annotations=[{"uuid": "x", "clip": "c1", "tags": [0]}],
        clip_predictions=[{"uuid": "y", "clip": "c1", "tags": [[0, 0.75]]}],
    )
    found = answer(gather(hand_made.project, [file]))
    taken = answer(take(hand_made.project, found))
    assert (taken.detections, taken.annotations) == (1, 2)
    with hand_made.project.reading() as db:
        run = runs.find(db, found.id)
        (heard,) = detections.everything(db, Filter(run_id=run.id, unlisted=True))
    assert (heard.start_s, heard.end_s, heard.score) == (30.0, 33.0, 0.75)
    assert heard.species.scientific_name == "Turdus merula"


def test_an_expansion_that_is_none_leaves_its_events_out(hand_made, tmp_path):
    (file := tmp_path / "set.json").write_text(
        json.dumps(AOEF).replace('"duration": 3600', '"time_expansion": "ten"')
    )
    found = preview(answer(gather(hand_made.project, [file])))
    assert found.left_out == [("of a recording whose time expansion (ten) is no factor", 1)]
