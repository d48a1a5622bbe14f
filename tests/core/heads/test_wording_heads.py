"""Heads of words: kept and used as others are, with what was asked in them, never calibrated."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from core import exports
from core.errors import UnusableValueError, UserError
from core.exports import Selection
from core.heads import library, trained_head
from core.heads.prompts import ReadPrompts, unit
from core.heads.scoring import detect, scored, write_scores
from core.heads.trials import labelled_clips, try_head
from core.heads.windows import windows_of
from core.heads.wording_heads import WordHeadWish, word_head
from core.jobs import answer
from core.store import detections, runs
from core.store.detections import Filter
from tests.core.heads.tones import CALLS, SONGS
from tests.core.networks.toy import CALL_HZ, SONG_HZ
from tests.core.sounds import noise, record

SONG, CALL, HISS = "a toad singing", "a toad calling", "wind"
ROWS = {SONG: [1, 0, 0, 0, 0, 0, 0], CALL: [0, 2, 0, 0, 0, 0, 0], HISS: [0, 0, 1, 0, 0, 0, 0]}


def read(wish, scale=50.0, *, normalised=True):
    rows = np.array([ROWS[one] for one in wish.asked.prompts], np.float32)
    return ReadPrompts(wish.asked, unit(rows) if normalised else rows, normalised, scale, "by hand")


def made(project, prompts=(SONG, CALL), against=(HISS,), scale=50.0, **values):
    wish = WordHeadWish("toads", prompts, against, **values)
    heard = windows_of(project)
    return word_head(heard, wish, read(wish, scale)), heard


def files(project, ids):
    with project.reading() as db:
        paths = dict(db.exec_driver_sql("SELECT id, path FROM recordings").all())
    return {paths[i].split("/")[-1] for i in ids}


def test_it_goes_through_its_file_and_gives_the_same_scores(tones, tmp_path):
    head, heard = made(tones)
    trained_head.write(head, tmp_path / "a.head.npz")
    again = trained_head.read(tmp_path / "a.head.npz")
    assert again.facts == head.facts
    assert again.sha256 == head.sha256
    one, other = (answer(scored(each, heard)) for each in (head, again))
    assert np.array_equal(one.scores, other.scores)
    assert np.allclose(one.scores.sum(axis=1), 1, atol=1e-5)


def test_the_same_words_are_the_same_head_and_others_another_version(tones):
    first = library.keep(tones, made(tones)[0])
    assert library.keep(tones, made(tones)[0]).title == first.title == "toads@1"
    assert library.keep(tones, made(tones, scale=20.0)[0]).title == "toads@2"


def test_its_detections_are_an_analysis_that_says_what_was_asked(tones, tmp_path):
    head, heard = made(tones)
    kept = library.keep(tones, head)
    list(detect(kept, heard, unjudged=True))
    with tones.reading() as db:
        run = runs.latest(db)
        found = list(detections.everything(db, Filter(run_id=run.id, unlisted=True)))
    assert {d.species.scientific_name for d in found} == {SONG, CALL}
    assert files(tones, {d.recording_id for d in found}) == {f"{n}.wav" for n in (*SONGS, *CALLS)}
    assert all(0.5 < d.score <= 1 for d in found)
    assert run.settings["words"]["prompts"] == [SONG, CALL, HISS]
    assert (run.settings["calibrated"], run.settings["min_score"]) == (False, 0.5)
    assert {d.network_title for d in found} == {"toads 1 (in words, not calibrated) on Toy 1"}
    assert run.finished_utc is not None
    out = tmp_path / "detections.csv"
    exports.export(tones, Selection(run.id), "detections-csv", out)
    with out.open(encoding="utf-8", newline="") as file:
        assert {row["calibrated"] for row in csv.DictReader(file)} == {"no"}


def test_one_prompt_scores_by_cosine_and_detects_only_from_a_score_that_was_said(tones):
    head, heard = made(tones, (SONG,), ())
    with pytest.raises(UserError, match=r"only ranks.*--min-score"):
        list(detect(library.keep(tones, head), heard, unjudged=True))
    head, heard = made(tones, (SONG,), (), min_score=0.3)
    found = answer(scored(head, heard))
    assert -1 <= found.scores.min() < found.scores.max() <= 1
    list(detect(library.keep(tones, head), heard, unjudged=True))
    with tones.reading() as db:
        wanted = Filter(run_id=runs.latest(db).id, unlisted=True)
        heard_in = list(detections.everything(db, wanted))
    assert files(tones, {d.recording_id for d in heard_in}) == {f"{n}.wav" for n in SONGS}
    assert all(d.score >= 0.3 for d in heard_in)


def test_a_table_of_scores_has_no_probability(tones, tmp_path):
    head, heard = made(tones)
    out = tmp_path / "scores.csv"
    assert write_scores(answer(scored(head, heard)), head, heard, out) == 3 * 128
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "file,start_s,end_s,label,score,probability"
    assert all(line.endswith(",") for line in lines[1:])


def test_windows_may_lie_otherwise_but_not_be_of_another_network(tones):
    head, heard = made(tones)
    other = replace(head, facts=replace(head.facts, step_samples=1))
    assert len(answer(scored(other, heard)).window) == 128
    other = replace(head, facts=replace(head.facts, network_files={"a": "b"}))
    with pytest.raises(UserError, match="another version of toy-1"):
        answer(scored(other, heard))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"prompts": ()}, "Say what is to be heard"),
        ({"prompts": ("x" * 201,)}, "200 letters"),
        ({"prompts": (SONG, SONG)}, "given twice"),
        ({"prompts": (SONG,), "against": (SONG,)}, "given twice"),
        ({"min_score": 1.5}, "between 0 and 1"),
        ({"min_score": float("nan")}, "between 0 and 1"),
        ({"min_score": 0.0}, "between 0 and 1"),
    ],
)
def test_what_cannot_be_is_refused(tones, values, said):
    with pytest.raises(UnusableValueError, match=said):
        made(tones, **values)


def test_several_need_a_network_that_tells_how_to_weigh_them(tones):
    with pytest.raises(UserError, match="has no logit_scale"):
        made(tones, scale=None)


@pytest.mark.parametrize(
    "change",
    [
        lambda facts, rows: (replace(facts, words=None), rows),
        lambda facts, rows: (facts, rows[:2]),
        lambda facts, rows: (facts, rows[:, :3]),
        lambda facts, rows: (facts, rows * np.float32("nan")),
        lambda facts, rows: (facts, rows * 0),
        lambda facts, rows: (replace(facts, words=replace(facts.words, against=3)), rows),
        lambda facts, rows: (replace(facts, words=replace(facts.words, logit_scale=0.0)), rows),
        lambda facts, rows: (replace(facts, format=1), rows),
        lambda facts, rows: (replace(facts, format=4), rows),
    ],
)
def test_a_file_whose_parts_do_not_fit_together_is_refused(tones, tmp_path, change):
    head, _ = made(tones)
    facts, rows = change(head.facts, head.weights.rows)
    trained_head.write(
        trained_head.made(facts, replace(head.weights, rows=rows)), tmp_path / "a.head.npz"
    )
    with pytest.raises(UserError, match="cannot be used as a head"):
        trained_head.read(tmp_path / "a.head.npz")


def test_it_is_tried_on_a_labelled_folder(tones, toy, tmp_path):
    head, _ = made(tones, (SONG, CALL), ())
    at = np.arange(16_000) / 16_000
    for hz, label in ((SONG_HZ, SONG), (CALL_HZ, CALL)):
        for n in range(3):
            tone = np.sin(2 * np.pi * hz * at).astype(np.float32) * 0.3
            path = tmp_path / "data" / label / f"{n}.wav"
            record(path, tone + noise(1, rate=16_000, seed=n), rate=16_000)
    tried = answer(try_head(head, toy, labelled_clips(tmp_path / "data")))
    assert tried.figures[0].accuracy == 1.0
