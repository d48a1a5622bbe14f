"""Which recording a found file is: whatever people do to their folders, none is lost or doubled."""

import os
import shutil
from contextlib import closing
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.audio import contents
from core.scan import scan
from core.store import Project, deployments, recordings, runs
from tests.core import made
from tests.core.sounds import noise, record

SILENT_S, RATE = 6, 8000


@pytest.fixture
def media(tmp_path: Path) -> Path:
    for n, name in enumerate(("Dune/a.wav", "Dune/b.wav", "Wood/c.wav")):
        record(tmp_path / "media" / name, noise(1, seed=n))
    return tmp_path / "media"


def gated(path: Path, seed: int) -> Path:
    """Record a second of noise between silent ends, as a noise gate leaves it."""
    silence = np.zeros(SILENT_S * RATE, np.float32)
    inside = noise(1, rate=RATE, seed=seed)
    return record(path, np.concatenate([silence, inside, silence]), rate=RATE)


def scanned(project: Project, folder: Path) -> str:
    *_, last = scan(project, folder)
    return last.note


def heard(project: Project) -> None:
    """Let a run be through with all that can be analysed, as an analysis leaves it."""
    with project.writing() as db:
        pass_id = made.a_pass(db)
        run = runs.start(db, "run", "birdnet-2.4", pass_id=pass_id, settings={}, versions={})
        through = "SELECT recording_id FROM run_recordings"
        before = {row[0] for row in db.exec_driver_sql(through)}
        for one in recordings.everything(db):
            if one.problem is None and one.id not in before:
                runs.recording_done(db, run.id, one.id, 1, 1.0)


def files(project: Project) -> dict[int, str]:
    """Return id -> name of the recordings whose files are in their places and that count."""
    with project.reading() as db:
        return {
            one.id: one.path.name
            for one in recordings.everything(db)
            if not one.replaced and (one.problem is None or one.problem.usable)
        }


def all_there(project: Project) -> bool:
    with project.reading() as db:
        every = list(recordings.everything(db))
    return all(contents.is_at(one.path, one.content_hash) for one in every if not one.replaced)


# --- copies ---


def test_recordings_between_silent_ends_are_no_copies(project, tmp_path):
    for n in range(3):
        gated(tmp_path / "m" / f"{n}.wav", seed=n)
    scanned(project, tmp_path / "m")
    shutil.copytree(tmp_path / "m", tmp_path / "backup")
    gated(tmp_path / "backup" / "new.wav", seed=9)
    scanned(project, tmp_path / "backup")
    with project.reading() as db:
        totals = recordings.totals(db)
    assert (totals.usable, totals.duplicates) == (4, 3)


def test_a_copy_is_a_copy_only_to_the_last_byte(project, tmp_path):
    original = record(tmp_path / "m" / "a.wav", noise(4, seed=1))
    muted = bytearray(original.read_bytes())
    muted[len(muted) // 2 : len(muted) // 2 + 1000] = bytes(1000)
    (tmp_path / "m" / "muted.wav").write_bytes(muted)
    shutil.copy(original, tmp_path / "m" / "z.wav")
    scanned(project, tmp_path / "m")
    with project.reading() as db:
        found = {one.path.name: one for one in recordings.everything(db)}
    assert len({one.content_hash for one in found.values()}) == 2
    assert found["a.wav"].content_hash == found["z.wav"].content_hash
    assert [name for name, one in found.items() if one.problem] == ["z.wav"]


def test_what_is_told_apart_later_is_not_heard_again(project, tmp_path):
    original = record(tmp_path / "m" / "a.wav", noise(4, seed=1))
    scanned(project, tmp_path / "m")
    heard(project)
    muted = bytearray(original.read_bytes())
    muted[len(muted) // 2] ^= 1
    (tmp_path / "m" / "b.wav").write_bytes(muted)
    scanned(project, tmp_path / "m")
    with project.reading() as db:
        assert recordings.left_to_analyse(db, 1)[0] == 1
        (row,) = db.exec_driver_sql(
            "SELECT r.content_hash = n.content_hash FROM recordings r "
            "JOIN run_recordings n ON n.recording_id = r.id"
        )
    assert row[0] == 1


def test_comparing_a_copied_card_can_be_stopped_and_goes_on(project, media):
    scanned(project, media)
    shutil.copytree(media, media.parent / "backup")
    job = scan(project, media.parent / "backup")
    assert "Comparing" in next(step.note for step in job if step.note.startswith("Comparing"))
    job.close()
    scanned(project, media.parent / "backup")
    with project.reading() as db:
        assert recordings.totals(db).duplicates == 3


def test_a_copied_card_makes_no_deployments(project, media):
    scanned(project, media)
    shutil.copytree(media, media.parent / "backup")
    scanned(project, media.parent / "backup")
    with project.reading() as db:
        assert [one.site for one in deployments.listing(db)] == ["Dune", "Wood"]


# --- found again ---


@pytest.mark.parametrize(
    "change",
    [
        lambda media: media.rename(media.with_name("season")),
        lambda media: (media / "Dune").rename(media / "Dune_2023"),
        lambda media: (media / "Dune" / "a.wav").rename(media / "Dune" / "DUNE_a.wav"),
        lambda media: (media / "Dune" / "a.wav").rename(media / "Wood" / "a.wav"),
    ],
)
def test_a_recording_is_where_it_was_renamed_or_moved_to(project, media, change):
    scanned(project, media)
    heard(project)
    before = files(project).keys()
    change(media)
    note = scanned(project, next(iter(media.parent.glob("[ms]e*"))))
    assert "found again" in note
    assert files(project).keys() == before
    assert all_there(project)
    with project.reading() as db:
        assert recordings.left_to_analyse(db, 1)[0] == 0
        assert len(deployments.listing(db)) == 2


@pytest.mark.parametrize("change", ["folder", "names"])
def test_broken_files_are_listed_where_they_were_renamed_to_and_once(project, media, change):
    for n in range(3):
        (media / "Dune" / f"2024050{n}_empty.wav").touch()
    (media / "Dune" / "20240509_cut.wav").write_bytes(b"RIFF" + bytes(50))
    scanned(project, media)
    if change == "folder":
        media = media.rename(media.with_name("season"))
    else:
        for path in (media / "Dune").iterdir():
            path.rename(path.with_name(f"DUNE_{path.name}"))
    for _ in range(2):
        scanned(project, media)
        with project.reading() as db:
            assert recordings.totals(db).files == 7
        assert all_there(project)
    (media / "Wood" / "20240501_empty.wav").touch()
    scanned(project, media)
    with project.reading() as db:
        assert recordings.totals(db).files == 8


def test_new_recordings_in_a_renamed_folder_are_of_its_deployment(project, media):
    scanned(project, media)
    (media / "Dune").rename(media / "Dune_2023")
    scanned(project, media)
    record(media / "Dune_2023" / "new.wav", noise(1, seed=7))
    scanned(project, media)
    with project.reading() as db:
        found = {one.site: one.recordings for one in deployments.listing(db)}
    assert found == {"Dune": 3, "Wood": 1}


def test_two_recordings_that_change_names_keep_what_was_found(project, media):
    scanned(project, media)
    heard(project)
    before = files(project)
    a, b = media / "Dune" / "a.wav", media / "Dune" / "b.wav"
    a.rename(media / "x.wav"), b.rename(a), (media / "x.wav").rename(b)
    os.utime(a, ns=(1, 1)), os.utime(b, ns=(2, 2))
    scanned(project, media)
    after = files(project)
    assert {after[i] for i, name in before.items() if name == "a.wav"} == {"b.wav"}
    assert all_there(project)


def test_a_copy_on_the_disk_serves_while_the_card_is_away(project, media):
    shutil.copytree(media, media.parent / "disk")
    scanned(project, media)
    heard(project)
    before = files(project).keys()
    media.rename(media.parent / "in a drawer")
    scanned(project, media.parent / "disk")
    assert files(project).keys() == before
    assert all_there(project)
    (media.parent / "in a drawer").rename(media)
    scanned(project, media)
    assert files(project).keys() == before
    with project.reading() as db:
        assert recordings.totals(db).usable == 3


@pytest.mark.parametrize("order", [("", "Dune"), ("Dune", ""), ("Dune", "Wood", "")])
def test_a_folder_and_one_in_it_are_the_same_recordings(project, media, order):
    for folder in order * 2:
        scanned(project, media / folder)
    with project.reading() as db:
        assert recordings.totals(db).files == 3
        assert all(one.hours > 0 for one in deployments.listing(db))


def test_a_link_to_a_folder_is_the_folder(project, media):
    try:
        (media.parent / "link").symlink_to(media, target_is_directory=True)
        (media / "inner").symlink_to(media / "Dune", target_is_directory=True)
    except OSError:
        pytest.skip("links may not be made here")
    for folder in (media, media.parent / "link", media.parent / "link" / "Dune"):
        scanned(project, folder)
    with project.reading() as db:
        assert recordings.totals(db).files == 3


# --- another recording under a known name ---


def test_another_recording_under_a_known_name_is_one_of_its_own(project, media):
    scanned(project, media)
    heard(project)
    before = files(project)
    record(media / "Dune" / "a.wav", noise(1, seed=77))
    assert "changed" in scanned(project, media)
    with project.reading() as db:
        assert recordings.left_to_analyse(db, 1)[0] == 1
        old = next(one for one in recordings.everything(db) if one.replaced)
        assert recordings.totals(db).usable == 4
    assert before[old.id] == "a.wav"


def test_the_old_recording_is_found_again_when_its_file_comes_back(project, media):
    scanned(project, media)
    heard(project)
    before = files(project)
    file = media / "Dune" / "a.wav"
    old = file.read_bytes()
    record(file, noise(1, seed=77))
    scanned(project, media)
    heard(project)
    file.write_bytes(old)
    os.utime(file, ns=(5, 5))
    scanned(project, media)
    assert files(project) == before
    record(file, noise(1, seed=77))
    scanned(project, media)
    with project.reading() as db:
        assert recordings.totals(db).files == 4
        assert recordings.left_to_analyse(db, 1)[0] == 0


def test_a_file_between_silent_ends_that_is_replaced_is_noticed(project, tmp_path):
    file = gated(tmp_path / "m" / "REC001.wav", seed=1)
    scanned(project, tmp_path / "m")
    heard(project)
    gated(file, seed=2)
    os.utime(file, ns=(5, 5))
    assert "changed" in scanned(project, tmp_path / "m")


def test_a_file_that_nobody_has_heard_yet_may_still_grow(project, media):
    scanned(project, media)
    record(media / "Dune" / "a.wav", noise(2, seed=0))
    assert scanned(project, media) == ""
    with project.reading() as db:
        assert recordings.totals(db).files == 3


def test_a_file_that_was_copied_again_is_the_same(project, media):
    scanned(project, media)
    heard(project)
    before = files(project)
    for file in media.rglob("*.wav"):
        os.utime(file, ns=(7, 7))
    assert scanned(project, media) == ""
    assert files(project) == before


# --- anything ---

SPOTS = [f"{folder}/{name}.wav" for folder in ("A", "A/in", "B") for name in ("x", "y")]
STEPS = st.one_of(
    st.tuples(st.sampled_from(["move", "copy"]), st.sampled_from(SPOTS), st.sampled_from(SPOTS)),
    st.tuples(st.just("write"), st.sampled_from(SPOTS), st.integers(0, 3)),
    st.tuples(st.just("delete"), st.sampled_from(SPOTS), st.none()),
    st.tuples(st.just("scan"), st.sampled_from(["", "A", "A/in", "B"]), st.booleans()),
)


@pytest.fixture(scope="module")
def empty_project(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    Project(folder).close()
    return folder


@given(steps=st.lists(STEPS, min_size=3, max_size=14))
@settings(max_examples=40, deadline=None)
def test_no_recording_is_ever_lost_doubled_or_mixed_up(tmp_path_factory, empty_project, steps):
    base = tmp_path_factory.mktemp("any")
    shutil.copytree(empty_project, base / "project")
    with closing(Project(base / "project")) as project:
        media, clock = base / "media", count(1)
        before: dict[int, str] = {}
        for n, spot in enumerate(SPOTS[:3]):
            _write(media / spot, n, next(clock))
        for what, spot, more in [*steps, ("scan", "", True)]:
            if what != "scan":
                _do(media, what, media / spot, more, next(clock))
            elif any((media / spot).rglob("*.wav")):
                scanned(project, media / spot)
                if more:
                    heard(project)
                before = _kept(project, before)
        present = {contents.whole_hash(file)[:32] for file in media.rglob("*.wav")}
        with project.reading() as db:
            every = list(recordings.everything(db))
        able = [one for one in every if not one.replaced and one.problem is None]
        counted = [one.content_hash for one in able if contents.is_at(one.path, one.content_hash)]
        assert sorted(counted) == sorted(present)


def _kept(project: Project, before: dict[int, str]) -> dict[int, str]:
    """Return the content of what was heard, after making sure that it did not change."""
    with project.reading() as db:
        rows = db.exec_driver_sql(
            "SELECT r.id, r.content_hash, n.content_hash FROM run_recordings n "
            "LEFT JOIN recordings r ON r.id = n.recording_id"
        ).all()
    now = {row[0]: row[1] for row in rows}
    assert all(row[1] == row[2] for row in rows)
    assert before.items() <= now.items()
    assert len(set(now.values())) == len(now)
    return now


def _write(path: Path, seed: int, at: int) -> None:
    record(path, noise(0.05, rate=RATE, seed=seed), rate=RATE)
    os.utime(path, ns=(at * 10**9, at * 10**9))


def _do(media: Path, what: str, spot: Path, more: object, at: int) -> None:
    if what == "write":
        _write(spot, int(str(more)), at)
    elif spot.exists() and what == "delete":
        spot.unlink()
    elif spot.exists() and what in ("move", "copy"):
        target = media / str(more)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target != spot:
            (shutil.copy2 if what == "copy" else shutil.move)(spot, target)
