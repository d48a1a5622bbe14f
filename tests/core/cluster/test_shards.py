import dataclasses
import gc
import os
import random
import shutil
import sqlite3
import time
from contextlib import closing
from types import SimpleNamespace

import numpy as np
import pytest

from core.analysis import Settings, analyse
from core.cli.media_places import places_of
from core.cluster import Collected, Division, collect, make_shards, run_shard
from core.cluster.result_files import RESULT_SUFFIX, ResultFile, ResultWriter, packed, unpacked
from core.cluster.shard_files import load_index, load_shard, on_this_machine
from core.errors import NetworkUnavailableError, UserError
from core.inference.executors import InProcess, ProcessPool
from core.inference.messages import Failed, Part
from core.jobs import answer
from core.networks.catalogue import network
from core.scan import scan
from core.store import Project, embeddings
from tests.core.sounds import clips, stored

BIRDNET = network("birdnet-2.4")
SETTINGS = Settings(min_score=0.1, overlap_s=1.5)


@pytest.fixture(scope="module")
def recordings(samples, tmp_path_factory):
    folder = tmp_path_factory.mktemp("card")
    clips(folder / "DCIM ä", samples, 6)
    return folder


@pytest.fixture(scope="module")
def alone(recordings, tmp_path_factory):
    """What one machine makes of it."""
    with closing(Project(tmp_path_factory.mktemp("alone") / "p")) as project:
        list(scan(project, recordings))
        list(analyse(project, BIRDNET, SETTINGS, executor=InProcess()))
        return held(project)


@pytest.fixture
def project(recordings, tmp_path):
    with closing(Project(tmp_path / "project")) as project:
        list(scan(project, recordings))
        yield project


@pytest.fixture
def made(project, tmp_path):
    folder = tmp_path / "shards"
    answer(make_shards(project, BIRDNET, SETTINGS, Division(number=3), folder))
    return folder


def held(project):
    """Return all that an analysis leaves: detections, scores of windows, embeddings."""
    with closing(sqlite3.connect(project.path)) as db:
        scores = db.execute(
            """SELECT r.path, w.outputs, w.histograms FROM window_scores w
            JOIN recordings r ON r.id = w.recording_id ORDER BY r.path"""
        ).fetchall()
        ids = db.execute("SELECT path, id FROM recordings ORDER BY path").fetchall()
    with project.reading() as db:
        vectors = {path: embeddings.read(project, db, 1, id, 1024) for path, id in ids}
    return stored(project), scores, {k: np.asarray(v).tobytes() for k, v in vectors.items()}


def run(folder, name, media, out=None):
    job = run_shard(folder / f"{name}.json", {"": str(media)}, out or folder, InProcess())
    return [step.note for step in job if step.note]


def test_shards_in_any_order_give_what_one_machine_gives(project, made, recordings, alone):
    names = list(load_index(made).names)
    random.Random(7).shuffle(names)
    assert len(names) == 3
    for name in names:
        run(made, name, recordings)
        collected = Collected()
        list(collect(project, made, collected))
    assert (collected.missing, collected.failed, collected.refused) == ([], [], [])
    assert held(project) == alone
    again = Collected()
    list(collect(project, made, again))
    assert again.taken == 0
    assert held(project) == alone


def test_the_pool_gives_what_one_process_gives(project, alone):
    list(analyse(project, BIRDNET, SETTINGS, executor=ProcessPool(2)))
    assert held(project) == alone


def test_a_shard_that_was_stopped_goes_on_and_none_is_half_taken_in(
    project, made, recordings, alone
):
    first, *others = load_index(made).names
    job = run_shard(made / f"{first}.json", {"": str(recordings)}, made, InProcess())
    next(step for step in job if step.note)
    job.close()
    collected = Collected()
    list(collect(project, made, collected))
    assert collected.taken == 0
    assert collected.missing == [first, *others]
    assert len(run(made, first, recordings)) == len(load_shard(made / f"{first}.json").tasks) - 1
    for name in others:
        run(made, name, recordings)
    list(collect(project, made, Collected()))
    assert held(project) == alone


def test_what_is_another_file_or_gone_fails_and_is_heard_when_it_is_right(
    project, made, recordings, tmp_path, alone
):
    copy = tmp_path / "copy"
    shutil.copytree(recordings, copy)
    files = sorted((copy / "DCIM ä").iterdir())
    right = files[0].read_bytes()
    shutil.copy(files[1], files[0])
    files[2].rename(files[2].with_suffix(".old"))
    names = load_index(made).names
    notes = [note for name in names for note in run(made, name, copy)]
    assert sum(": failed, " in note for note in notes) == 2
    collected = Collected()
    list(collect(project, made, collected))
    assert (collected.taken, len(collected.failed)) == (4, 2)
    files[0].write_bytes(right)
    files[2].with_suffix(".old").rename(files[2])
    again = [note for name in names for note in run(made, name, copy)]
    assert sum(note.endswith(": heard") for note in again) == 2
    list(collect(project, made, Collected()))
    assert held(project) == alone


def test_results_of_other_settings_and_damaged_ones_are_refused_by_name(
    project, made, recordings, tmp_path
):
    other = tmp_path / "other"
    answer(make_shards(project, BIRDNET, Settings(channel=2), Division(number=1), other))
    run(other, "shard-0001", recordings, out=made)
    (made / f"shard-0002{RESULT_SUFFIX}").write_bytes(b"SQLite format 3\0 and nothing else")
    run(made, "shard-0003", recordings)
    cut = made / f"shard-0003{RESULT_SUFFIX}"
    whole = cut.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    collected = Collected()
    list(collect(project, made, collected))
    assert collected.taken == 0
    assert any("shard-0001" in line and "other settings" in line for line in collected.refused)
    assert any("shard-0002" in line for line in collected.refused)
    assert any("shard-0003" in line for line in collected.refused)


def test_two_at_one_shard_are_told(made, recordings):
    job = run_shard(made / "shard-0001.json", {"": str(recordings)}, made, InProcess())
    next(step for step in job if step.note)
    with pytest.raises(UserError, match="another process may be hearing this shard"):
        run(made, "shard-0001", recordings)
    job.close()


def test_a_shard_says_what_it_lacks(made, tmp_path, monkeypatch):
    shard = made / "shard-0001.json"
    with pytest.raises(UserError, match="There is no folder"):
        list(run_shard(shard, {"": str(tmp_path / "gone")}, made))
    with pytest.raises(UserError, match="Nobody said where"):
        list(run_shard(shard, {"elsewhere": str(tmp_path)}, made))
    shard.write_text(shard.read_text()[:100])
    with pytest.raises(UserError, match="no shard, or damaged"):
        list(run_shard(shard, {"": str(tmp_path)}, made))
    with pytest.raises(UserError, match="There is no folder of shards"):
        load_index(tmp_path)


def test_another_network_by_the_same_name_is_refused(made, recordings):
    shard = made / "shard-0001.json"
    sha = next(iter(BIRDNET.manifest.sha256.values()))
    shard.write_text(shard.read_text(encoding="utf-8").replace(sha, "0" * 64), encoding="utf-8")
    with pytest.raises(UserError, match="is not the one that the shard was made with"):
        list(run_shard(shard, {"": str(recordings)}, made))


@pytest.mark.parametrize("number", [1, 2, 5, 6, 50])
def test_every_task_is_in_one_shard_and_shards_are_about_equal(project, tmp_path, number):
    folder = tmp_path / "s"
    seen, count = answer(make_shards(project, BIRDNET, SETTINGS, Division(number), folder))
    shards = [load_shard(folder / f"{name}.json") for name in load_index(folder).names]
    tasks = [one.task.id for shard in shards for one in shard.tasks]
    assert sorted(tasks) == list(range(6))
    assert count == len(shards) == min(number, 6)
    lengths = [len(shard.tasks) for shard in shards]
    assert max(lengths) - min(lengths) <= 1
    assert seen.files == 6
    assert load_index(folder).settings == SETTINGS


def test_what_was_said_of_a_task_comes_back_as_it_was(samples):
    from tests.core.inference.test_executors import heard, setup_of, tasks

    events = heard(
        InProcess(), setup_of(BIRDNET.manifest, samples[0].parent, (6522,)), tasks(samples[0].name)
    )
    parts, end = [e for e in events if isinstance(e, Part)], events[-1]
    *back, back_end = unpacked(packed(parts, end), 9)
    assert back_end == dataclasses.replace(end, task_id=9)
    for mine, theirs in zip(parts, back, strict=True):
        np.testing.assert_array_equal(mine.embeddings, theirs.embeddings)
        for name in ("window", "label", "output", "bin_label", "bin", "bin_count"):
            one, other = (getattr(p.heads[0], name) for p in (mine, theirs))
            np.testing.assert_array_equal(one, other)
            assert one.dtype == other.dtype
    failure = Failed(0, "vanished", "It is gone.")
    assert list(unpacked(packed([], failure), 3)) == [dataclasses.replace(failure, task_id=3)]


def test_a_finished_file_tells_how_it_was_made(made, recordings):
    run(made, "shard-0001", recordings)
    about = ResultFile(made / f"shard-0001{RESULT_SUFFIX}").about
    assert {"setup", "versions", "machine", "engine"} <= set(about)


def test_recordings_in_an_object_store_give_what_those_on_a_disk_give(
    project, made, recordings, alone
):
    fsspec = pytest.importorskip("fsspec", reason="needs the extra cluster")
    store = fsspec.filesystem("memory")
    for file in recordings.rglob("*.*"):
        store.pipe(f"/archive/{file.relative_to(recordings).as_posix()}", file.read_bytes())
    for name in load_index(made).names:
        run(made, name, "memory://archive")
    collected = Collected()
    list(collect(project, made, collected))
    assert (collected.failed, collected.missing) == ([], [])
    assert held(project) == alone


def test_a_root_has_another_name_on_another_machine(made, recordings, tmp_path):
    elsewhere = tmp_path / "node = 7"
    shutil.copytree(recordings, elsewhere)
    setup = load_shard(made / "shard-0001.json").setup
    (root,) = setup.roots.values()
    assert places_of([str(elsewhere)]) == {"": str(elsewhere)}
    assert places_of([f"{root}=s3://b/a=b"]) == {root: "s3://b/a=b"}
    assert places_of(["s3://b/a=b"]) == {"": "s3://b/a=b"}
    there = on_this_machine(setup, {root: str(elsewhere)}, BIRDNET)
    assert list(there.roots.values()) == [str(elsewhere)]


def about(made, name, **changed):
    """Change what a result says of itself."""
    with closing(sqlite3.connect(made / f"{name}{RESULT_SUFFIX}")) as db, db:
        for key, value in changed.items():
            db.execute("UPDATE about SET value = ? WHERE name = ?", (value, key))


def test_results_of_an_older_version_are_refused_by_name_and_made_anew(
    project, made, recordings, alone
):
    names = load_index(made).names
    for name in names:
        run(made, name, recordings)
    about(made, "shard-0002", format="1")
    collected = Collected()
    list(collect(project, made, collected))
    (refused,) = collected.refused
    assert "shard-0002" in refused
    assert "another version" in refused
    assert collected.unheard == len(load_shard(made / "shard-0002.json").tasks)
    assert all(note.endswith(": heard") for note in run(made, "shard-0002", recordings))
    list(collect(project, made, Collected()))
    assert held(project) == alone


def test_a_half_written_result_is_made_anew(project, made, recordings, alone):
    for name in load_index(made).names:
        run(made, name, recordings)
    result = made / f"shard-0001{RESULT_SUFFIX}"
    result.write_bytes(result.read_bytes()[:5_000])
    part = made / f"shard-0001{RESULT_SUFFIX}.part"
    part.write_bytes(b"what a full disk left of it" * 400)
    run(made, "shard-0001", recordings)
    list(collect(project, made, Collected()))
    assert held(project) == alone


def test_a_changed_byte_in_a_result_is_noticed(project, made, recordings):
    run(made, "shard-0001", recordings)
    with closing(sqlite3.connect(made / f"shard-0001{RESULT_SUFFIX}")) as db, db:
        key, said = db.execute("SELECT key, said FROM results LIMIT 1").fetchone()
        spoilt = bytearray(said)
        spoilt[-40] ^= 1
        db.execute("UPDATE results SET said = ? WHERE key = ?", (bytes(spoilt), key))
    collected = Collected()
    list(collect(project, made, collected))
    assert any("damaged" in line for line in collected.refused)


def test_clocks_that_are_an_hour_off_change_nothing(
    project, made, recordings, alone, tmp_path, monkeypatch
):
    there = tmp_path / "node"
    shutil.copytree(recordings, there)
    for file in there.rglob("*.*"):
        later = file.stat().st_mtime + 3600
        os.utime(file, (later, later))
    true = time.time
    monkeypatch.setattr(time, "time", lambda: true() - 3600)
    for name in load_index(made).names:
        run(made, name, there)
    monkeypatch.undo()
    list(collect(project, made, Collected()))
    assert held(project) == alone


def test_a_full_scratch_disk_is_told_and_the_shard_goes_on(project, made, recordings, alone):
    """SQLite itself says that there is no room, as it does where a disk is full."""
    name, *others = load_index(made).names
    job = run_shard(made / f"{name}.json", {"": str(recordings)}, made, Cramped())
    with pytest.raises(UserError, match="start the shard again"):
        list(job)
    for one in (name, *others):
        run(made, one, recordings)
    list(collect(project, made, Collected()))
    assert held(project) == alone


class Cramped(InProcess):
    """Hears, on a disk that is full after the first recording."""

    def events(self, setup, tasks):
        for number, event in enumerate(super().events(setup, tasks)):
            if number == 1:
                full = next(o for o in gc.get_objects() if type(o) is ResultWriter)
                pages = full._db.execute("PRAGMA page_count").fetchone()[0]
                full._db.execute(f"PRAGMA max_page_count = {pages}")
            yield event


def test_a_worker_without_the_weights_says_what_to_install(made, recordings, monkeypatch):
    monkeypatch.setattr("core.networks.catalogue.entry", lambda _: without_weights())
    with pytest.raises(NetworkUnavailableError, match="cannot be run: its weights are not here"):
        run(made, "shard-0001", recordings)
    assert not list(made.glob("*.result*"))


def without_weights():
    return SimpleNamespace(
        network=None,
        manifest=BIRDNET.manifest,
        why="its weights are not here",
        command="install them",
    )


def test_a_shard_is_heard_on_a_disk_without_locks(project, made, recordings, alone, monkeypatch):
    monkeypatch.setattr("core.store.disks.locks_hold", lambda _: False)
    for name in load_index(made).names:
        run(made, name, recordings)
    list(collect(project, made, Collected()))
    assert held(project) == alone
