"""Human voices are found in what is kept of windows, and clips with them stay where they are."""

import csv
from contextlib import closing

import numpy as np
import pytest

from core import speech
from core.analysis import Settings, analyse
from core.domain import Label, LabelKind, Species, Verdict
from core.errors import UserError
from core.exports.clips import TABLE, ClipSettings, export_clips
from core.inference.executors import InProcess
from core.networks import catalogue
from core.review import Desk
from core.scan import scan
from core.store import Project, detections, runs
from core.store.detections import Filter
from tests.core.networks.toy import CRICKET_HZ, LABELS, SONG_HZ, Toy
from tests.core.sounds import record

RATE = 16_000
TALK_HZ = CRICKET_HZ
VOICE = Label(
    "Human vocal_Human vocal", Species("Human vocal", "Human vocal", "sound"), LabelKind.SOUND
)
NETWORK = Toy(labels=(*LABELS[:2], VOICE))
EVERYTHING = Filter(unlisted=True)


def tone(hz, seconds):
    return (np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE) * 0.2).astype("f4")


@pytest.fixture
def media(tmp_path):
    """A toad for six seconds; and one with a word of a second from 3 s on."""
    toad = tone(SONG_HZ, 6)
    talk = toad.copy()
    talk[3 * RATE : 4 * RATE] = tone(TALK_HZ, 1)
    for name, sound in (("quiet", toad), ("talk", talk)):
        record(tmp_path / "media" / name / f"{name}.wav", sound, rate=RATE)
    return tmp_path / "media"


def hear(project, media, network=NETWORK):
    list(scan(project, media))
    settings = Settings("toy-1", min_score=0.6)
    list(analyse(project, network, settings, executor=InProcess()))


@pytest.fixture
def heard(project, media):
    hear(project, media)
    return project


def spans(project, min_score=speech.MIN_SCORE):
    with project.reading() as db:
        ids = dict(db.exec_driver_sql("SELECT path, id FROM recordings").all())
        found = speech.spans(db, speech.listeners(db), ids.values(), min_score)
    return {path.split("/")[0]: found.get(i) for path, i in ids.items()}


def clips(project, out, wanted=EVERYTHING, *, no_speech=True, padding_s=0.0):
    settings = ClipSettings(padding_s, no_speech=no_speech)
    *_, last = export_clips(project, wanted, out, settings)
    with (out / TABLE).open(encoding="utf-8", newline="") as file:
        return last, list(csv.DictReader(file))


def test_windows_with_voices_are_one_span_and_a_recording_without_has_none(heard):
    found = spans(heard)
    assert found["quiet"] == []
    (one,) = found["talk"]
    assert (one.start_s, one.end_s) == (2.75, 4.25)  # each window that holds half of the word
    assert one.score > 0.99


def test_voices_are_those_from_the_asked_score_on_whatever_the_analysis_asked(heard):
    with heard.reading() as db:
        assert speech.of_run(db, runs.latest(db)) == speech.listeners(db)
    (one,) = spans(heard, 0.9)["talk"]
    assert (one.start_s, one.end_s) == (3.0, 4.0)
    assert spans(heard, 1.1)["talk"] == []


def test_clips_that_overlap_voices_are_left_out_counted_and_told(heard, tmp_path):
    last, rows = clips(heard, tmp_path / "out")
    left = [row for row in rows if row["left_out"]]
    assert (last.left_out, last.problems) == (len(left), 0)
    assert {row["recording"] for row in left} == {"talk/talk.wav"}
    for row in rows:
        overlaps = float(row["start_s"]) < 4.25 and float(row["end_s"]) > 2.75
        assert bool(row["left_out"]) == (overlaps and "talk" in row["recording"])
        assert bool(row["file"]) != bool(row["left_out"])
    assert len(list((tmp_path / "out").glob("*.wav"))) == len(rows) - len(left)


def test_clips_with_voices_are_known_by_their_best_window(heard):
    with heard.reading() as db:
        found = detections.everything(db, EVERYTHING)
        scores = speech.within(db, speech.listeners(db), found)
    for d in found:
        voiced = "talk" in d.path.name and d.start_s < 4.25 and d.end_s > 2.75
        assert (scores.get(d.id, 0) > 0.25) == voiced


def test_the_padding_of_a_clip_counts(heard, tmp_path):
    bare, _ = clips(heard, tmp_path / "bare")
    padded, _ = clips(heard, tmp_path / "padded", padding_s=1.0)
    assert padded.left_out > bare.left_out > 0


def test_unasked_nothing_is_left_out(heard, tmp_path):
    last, rows = clips(heard, tmp_path / "out", no_speech=False)
    assert last.left_out == 0
    assert all(row["file"] and not row["left_out"] for row in rows)


def test_a_clip_that_an_earlier_export_wrote_is_told_and_stays(heard, tmp_path):
    clips(heard, tmp_path / "out", no_speech=False)
    before = set((tmp_path / "out").glob("*.wav"))
    _, rows = clips(heard, tmp_path / "out")
    assert set((tmp_path / "out").glob("*.wav")) == before
    assert all("is still there" in row["left_out"] for row in rows if row["left_out"])


def test_a_recording_that_was_replaced_since_is_told_by_no_analysis(heard, tmp_path):
    with heard.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET content_hash = 'x' WHERE path LIKE 'quiet%'")
    assert spans(heard)["quiet"] is None
    _, rows = clips(heard, tmp_path / "out")
    of_it = {row["left_out"] for row in rows if row["recording"].startswith("quiet")}
    assert of_it == {"No analysis tells whether human voices are in it."}


def test_what_a_person_calls_a_human_voice_is_left_out(heard, tmp_path):
    with heard.reading() as db:
        toad = next(d for d in detections.everything(db, EVERYTHING) if "quiet" in d.path.name)
    Desk(heard, "Ann").decide([toad.id], Verdict.WRONG, corrected=VOICE.species)
    last, (row,) = clips(heard, tmp_path / "out", [toad.id])
    assert (last.left_out, row["file"]) == (1, "")
    assert "itself" in row["left_out"]


def test_where_no_network_knows_voices_it_is_refused_and_nothing_is_written(
    project, media, tmp_path
):
    hear(project, media, Toy())
    with pytest.raises(UserError, match="No analysis of this project tells human voices"):
        clips(project, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "label",
    [
        Label("Speech", None, LabelKind.SOUND),
        Label("speech", Species("speech", "speech", "sound"), LabelKind.SOUND),
        Label("x", Species("Human non-vocal", "Human non-vocal", "sound"), LabelKind.SOUND),
        Label("HUMAN WHISTLE", None, LabelKind.NOISE),
    ],
    ids=lambda label: label.text,
)
def test_labels_of_voices_are_known_by_text_or_name(project, media, label):
    hear(project, media, Toy(labels=(*LABELS[:2], label)))
    assert len(spans(project)["talk"]) == 1


def test_birdnets_labels_of_voices_are_known(analysed):
    with analysed.reading() as db:
        (one,) = speech.listeners(db)
        files = [i for (i,) in db.exec_driver_sql("SELECT id FROM recordings")]
        found = speech.spans(db, [one], files)
    assert len(one.labels) == 3
    assert found.keys() == set(files)


def test_the_command_says_how_many_it_left_out(run, media, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "NETWORKS", (NETWORK,))
    folder = tmp_path / "by command"
    with closing(Project(folder)) as made:
        hear(made, media)
    words = ("clips", "--project", folder, "--verdict", "any", "--no-speech")
    status, out, _ = run(*words, "--out", tmp_path / "out")
    assert status == 0
    assert "left out: human voices were heard in them (windows that score 0.25 or more)" in out
