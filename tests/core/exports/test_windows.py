"""Exports of what is kept of every window: all of it, in order, and what is missing is said."""

import csv
from contextlib import closing

import numpy as np
import pytest

from core.analysis import Settings, analyse
from core.errors import UserError
from core.exports import Blur, Selection, export, lacking, number
from core.inference.executors import InProcess
from core.scan import scan
from core.store import Project, embeddings, passes
from tests.core.networks.toy import CRICKET_HZ, LABELS, SONG_HZ, Toy
from tests.core.sounds import record

RATE, LENGTH_S = 16_000, 2.1
SHARD = "pass-1-000.f16"


def tone(hz: float) -> np.ndarray:
    at = np.arange(round(LENGTH_S * RATE)) / RATE
    return (0.2 * np.sin(2 * np.pi * hz * at)).astype(np.float32)


@pytest.fixture
def pond(tmp_path):
    for name, hz in (("b", SONG_HZ), ("a", CRICKET_HZ)):
        record(tmp_path / "media" / name / f"{name}.wav", tone(hz), rate=RATE)
    with closing(Project(tmp_path / "project")) as project:
        list(scan(project, tmp_path / "media"))
        list(analyse(project, Toy(), Settings("toy-1", min_score=0.6), executor=InProcess()))
        yield project


@pytest.fixture
def write(pond, tmp_path):
    def arrays(**wanted):
        rows = export(pond, Selection(1, **wanted), "embeddings-npz", tmp_path / "e.npz")
        with np.load(tmp_path / "e.npz", allow_pickle=False) as found:
            read = dict(found)
        assert {len(read[name]) for name in ("file", "start_s", "end_s", "embedding")} == {rows}
        return read

    return arrays


@pytest.mark.parametrize("format_id", ["scores-csv", "embeddings-npz"])
def test_names_of_files_state_no_place_more_exactly_than_is_allowed(pond, tmp_path, format_id):
    with pond.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET latitude = 52.123457, longitude = 4.345679")
        db.exec_driver_sql("UPDATE recordings SET path = 'nest 52.123457 4.345679/' || path")
    out = tmp_path / "out.npz"
    assert export(pond, Selection(1, blur=Blur(0.1)), format_id, out) > 0
    written = out.read_bytes()
    if format_id == "embeddings-npz":
        with np.load(out) as found:
            written = "".join(found["file"].tolist()).encode()
    assert b"nest 52.1 4.3/" in written
    assert b"52.12" not in written


def scores(project, path):
    rows = export(project, Selection(1), "scores-csv", path)
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == rows == number(project, Selection(1), "scores-csv")
    return found


def test_embeddings_are_those_that_are_kept_in_order_of_file_and_time(pond, write):
    found = write()
    assert str(found["network"]) == "toy-1"
    files = found["file"].tolist()
    assert files == sorted(files)
    assert len(set(files)) == 2
    with pond.reading() as db:
        windows = passes.get(db, 1).windowing.count(LENGTH_S)
        ids = dict(db.exec_driver_sql("SELECT path, id FROM recordings").all())
        kept = [embeddings.read(pond, db, 1, ids[name], 7) for name in dict.fromkeys(files)]
    assert np.array_equal(found["embedding"], np.concatenate(kept))
    assert found["embedding"].dtype == np.float16
    assert found["start_s"].tolist() == [n * 0.25 for n in range(windows)] * 2
    assert np.allclose(found["end_s"], np.minimum(found["start_s"] + 0.5, LENGTH_S))
    assert lacking(pond, Selection(1), "embeddings-npz") == []


def test_scores_are_those_above_the_floor_also_below_the_threshold(pond, tmp_path):
    found = scores(pond, tmp_path / "s.csv")
    assert list(found[0]) == ["file", "start_s", "end_s", "head", "label", "score"]
    assert {row["head"] for row in found} == {"toy-1"}
    assert {row["label"] for row in found} <= {label.text for label in LABELS}
    with pond.reading() as db:
        heard = db.exec_driver_sql("SELECT start_s, score FROM detections").all()
    said = {(row["start_s"], row["score"]) for row in found}
    assert {(f"{start:.3f}", f"{score:.6f}") for start, score in heard} <= said


@pytest.mark.parametrize("cut", [0, 1, 5, 7 * 2 * 3 + 1])
def test_rows_behind_the_end_of_a_shard_are_left_out_and_counted(pond, write, cut):
    whole = write()["embedding"]
    shard = pond.folder / "embeddings" / SHARD
    shard.write_bytes(shard.read_bytes()[:cut])
    there = cut // 14
    assert len(write()["embedding"]) == there
    (said,) = lacking(pond, Selection(1), "embeddings-npz")
    assert said.startswith(f"{len(whole) - there} windows are left out")


def test_a_shard_that_is_gone_leaves_an_empty_file_that_says_so(pond, write):
    (pond.folder / "embeddings" / SHARD).unlink()
    assert write()["embedding"].shape == (0, 7)
    assert "missing" in lacking(pond, Selection(1), "embeddings-npz")[0]


def test_rows_that_no_network_gives_are_left_out(pond, write):
    whole = write()["embedding"]
    shard = pond.folder / "embeddings" / SHARD
    rows = np.frombuffer(shard.read_bytes(), "<f2").reshape(-1, 7).copy()
    rows[0], rows[-1, 2] = 0, np.nan
    shard.write_bytes(rows.tobytes())
    assert len(write()["embedding"]) == len(whole) - 2
    assert np.isfinite(write()["embedding"]).all()


def test_what_was_replaced_since_is_left_out_and_said(pond, write, tmp_path):
    record(tmp_path / "media" / "a" / "a.wav", tone(SONG_HZ)[:RATE], rate=RATE)
    list(scan(pond, tmp_path / "media"))
    assert {name.rsplit("/")[-1] for name in write()["file"].tolist()} == {"b.wav"}
    for form in ("embeddings-npz", "scores-csv"):
        assert lacking(pond, Selection(1), form) == [
            "1 recording is left out: other files lie under their names now."
        ]


def test_an_analysis_of_which_no_scores_are_kept_says_so(hand_made, tmp_path):
    wanted = Selection(hand_made.run_id)
    assert export(hand_made.project, wanted, "scores-csv", tmp_path / "s.csv") == 0
    assert lacking(hand_made.project, wanted, "scores-csv") == [
        "4 recordings are left out: no scores of them are kept."
    ]


def test_without_embeddings_recordings_are_counted(project, tmp_path):
    record(tmp_path / "media" / "a.wav", tone(SONG_HZ), rate=RATE)
    list(scan(project, tmp_path / "media"))
    settings = Settings("toy-1", embeddings=False)
    list(analyse(project, Toy(), settings, executor=InProcess()))
    assert export(project, Selection(1), "embeddings-npz", tmp_path / "e.npz") == 0
    assert lacking(project, Selection(1), "embeddings-npz") == [
        "1 recording is left out: no embeddings of them are kept."
    ]


def test_an_older_file_of_ours_is_replaced_and_nobody_elses(pond, write, tmp_path):
    write()
    write()
    np.savez(tmp_path / "theirs.npz", network=np.array("toy-1"), embedding=np.zeros(3))
    before = (tmp_path / "theirs.npz").read_bytes()
    with pytest.raises(UserError, match="did not write it"):
        export(pond, Selection(1), "embeddings-npz", tmp_path / "theirs.npz")
    assert (tmp_path / "theirs.npz").read_bytes() == before


def test_a_site_that_has_nothing_gives_no_rows(pond, write):
    assert len(write(sites=frozenset({"Nowhere"}))["file"]) == 0
