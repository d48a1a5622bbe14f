"""A plan's clips go to a reviewer in one file, and what is said of them comes back."""

import shutil
import sqlite3
import zipfile
from contextlib import closing

import numpy as np
import pytest
import soundfile

from core.analysis import Settings, analyse
from core.audio.gaps import ReadingOn
from core.audio.source import open_source
from core.audio.tile_cache import TileCache
from core.audio.tiles import Sound
from core.bundles.making import _pictures, make_bundle
from core.bundles.opening import bundle_note, is_bundle, opened_from
from core.domain import Verdict
from core.errors import UnreadableRecordingError, UserError
from core.exports.blur import Blur
from core.inference.executors import InProcess
from core.jobs import answer
from core.networks.catalogue import network
from core.review import Desk, plans
from core.review.merge import merge
from core.review.plans import PlanRequest
from core.scan import scan
from core.store import Project, detections, recordings
from core.store.detections import Filter

PLACE = (52.1637, 4.4813)
PLAN = PlanRequest("dawn", "random", n=2, reviewer="Bob", blind=True)


@pytest.fixture(scope="module")
def analysed(samples, tmp_path_factory):
    """Two recordings of a minute, in a folder that states where the nest is."""
    folder = tmp_path_factory.mktemp("bundled")
    sound, rate = soundfile.read(samples[0], dtype="int16")
    media = folder / "card" / f"Nest {PLACE[0]} {PLACE[1]}"
    media.mkdir(parents=True)
    for number, minute in enumerate(("0314", "0315")):
        longer = np.concatenate([np.roll(sound, 7777 * number), sound])
        soundfile.write(media / f"20250503_{minute}00.wav", longer, rate)
    with closing(Project(folder / "project")) as project:
        list(scan(project, folder / "card"))
        with project.writing() as db:
            db.exec_driver_sql("UPDATE sites SET latitude = ?, longitude = ?", PLACE)
        wanted = Settings(min_score=0.1)
        list(analyse(project, network("birdnet-2.4"), wanted, executor=InProcess()))
    return folder / "project"


@pytest.fixture
def project(analysed, tmp_path):
    shutil.copytree(analysed, tmp_path / "project")
    with closing(Project(tmp_path / "project")) as project:
        yield project


@pytest.fixture
def plan(project):
    return plans.make(project, PLAN)


@pytest.fixture
def bundle(project, plan, tmp_path):
    (tmp_path / "sent").mkdir()
    return answer(make_bundle(project, plan, tmp_path / "sent" / "for Bob.undersong"))


@pytest.fixture
def received(bundle):
    with closing(Project(opened_from(bundle.path), create=False)) as project:
        yield project


def sounds(project):
    with project.reading() as db:
        return list(recordings.everything(db))


def test_a_bundle_opens_as_a_project_with_the_plan_and_nothing_else(
    project, plan, bundle, received
):
    (there,) = plans.everything(received)
    assert (there.uuid, there.items, there.reviewer) == (plan.uuid, plan.items, "Bob")
    mine = plans.items(project, plan, "Bob")
    theirs = plans.items(received, there, "Bob")
    told = [[(d.id, d.score, d.start_s) for d in some] for some in (mine, theirs)]
    assert told[0] == told[1]
    with received.reading() as db:
        assert detections.count(db, Filter(unlisted=True))[0] == plan.items == bundle.clips
    assert bundle.bytes == bundle.path.stat().st_size
    note = bundle_note(received)
    assert (note.clips, note.reviewer, note.project) == (plan.items, "Bob", "project")
    assert "no other sound" in note.limits
    assert bundle_note(project) is None


def test_its_clips_sound_as_they_did_and_there_is_no_other_sound(project, received):
    (plan,) = plans.everything(received)
    clip = plans.items(received, plan, "Bob")[0]
    whole = next(f for f in sounds(project) if f.id == clip.recording_id)
    packed = next(f for f in sounds(received) if f.id == clip.recording_id)
    with (
        open_source(whole.path, content_hash=whole.content_hash) as mine,
        open_source(packed.path, content_hash=packed.content_hash) as theirs,
    ):
        assert theirs.frames == mine.frames
        for source in (mine, theirs):
            source.seek(round(clip.start_s * 48_000))
        np.testing.assert_array_equal(mine.read(144_000), theirs.read(144_000))
        last = theirs.edges[-1]
        for source in (mine, theirs):
            source.seek(last - 48_000)
        heard = ReadingOn(theirs)
        block = heard.read(96_000)
        kept = min(48_000, len(block))
        np.testing.assert_array_equal(block[:kept], mine.read(kept))
        if last < theirs.frames:
            assert not block[48_000:].any()
            assert heard.lost_s[0][0] == last / 48_000
            theirs.seek(last)
            with pytest.raises(UnreadableRecordingError, match="Only excerpts"):
                theirs.read(1)


def test_pictures_of_what_is_around_are_those_of_the_whole_recording(project, received):
    (plan,) = plans.everything(received)
    clip = plans.items(received, plan, "Bob")[0]
    whole, packed = (
        next(f for f in sounds(p) if f.id == clip.recording_id) for p in (project, received)
    )
    shown = TileCache(packed=received.folder / "tiles")
    for key in _pictures(whole, [clip]):
        mine = TileCache().tile(key)
        sound = Sound.of(
            packed.path, packed.duration_s, packed.sample_rate, packed.content_hash, packed.channels
        )
        theirs = shown.tile(type(key)(sound, key.settings, key.level, key.index))
        np.testing.assert_array_equal(mine, theirs)
        assert not shown.gaps(sound)


def test_what_the_reviewer_says_comes_back_by_merging(project, plan, received):
    (theirs,) = plans.everything(received)
    first, second = plans.items(received, theirs, "Bob")[:2]
    desk = Desk(received, "Bob")
    desk.decide([first.id], Verdict.CORRECT, note="clear")
    desk.decide([second.id], Verdict.WRONG)
    with closing(Project(received.folder / "project.db", create=False, read_only=True)) as back:
        merged = merge(project, back)
    assert (merged.verdicts, merged.unplaced) == (2, 0)
    said = {d.id: (d.verdict, d.note) for d in plans.items(project, plan, "Bob")}
    assert said[first.id] == (Verdict.CORRECT, "clear")
    assert said[second.id][0] is Verdict.WRONG
    assert plans.get(project, plan.id).done == 2


def test_a_bundle_that_is_opened_again_goes_on_with_what_was_said(bundle, received):
    (theirs,) = plans.everything(received)
    clip = plans.items(received, theirs, "Bob")[0]
    Desk(received, "Bob").decide([clip.id], Verdict.CORRECT)
    assert opened_from(bundle.path) == received.folder
    assert plans.get(received, theirs.id).done == 1


def test_another_folder_of_its_name_is_left_as_it_is(bundle):
    there = bundle.path.with_suffix("")
    there.mkdir()
    (there / "mine.txt").write_text("mine")
    assert opened_from(bundle.path) == there.with_name("for Bob 2")
    assert [file.name for file in there.iterdir()] == ["mine.txt"]


def test_of_a_blind_plan_nobody_else_is_told(project, plan, tmp_path):
    clip, other = plans.items(project, plan, "Bob")[:2]
    Desk(project, "Ottilie").decide([clip.id], Verdict.WRONG, note="Ottilie thinks")
    Desk(project, "Bob").decide([other.id], Verdict.CORRECT)
    made = answer(make_bundle(project, plan, tmp_path / "blind.undersong"))
    with closing(Project(opened_from(made.path), create=False)) as theirs:
        (there,) = plans.everything(theirs)
        assert [d.verdict for d in plans.items(theirs, there, "Bob")][:2] == [None, "correct"]
    with zipfile.ZipFile(made.path) as archive:
        assert b"Ottilie" not in archive.read("project.db")
    open_plan = plans.give(project, plan, "Bob", blind=False)
    made = answer(make_bundle(project, open_plan, tmp_path / "open.undersong"))
    with closing(Project(opened_from(made.path), create=False)) as theirs:
        (there,) = plans.everything(theirs)
        assert plans.items(theirs, there, "Bob")[0].verdict is Verdict.WRONG


def test_places_are_blurred_wherever_a_bundle_states_them(analysed, tmp_path):
    folder = tmp_path / f"nest {PLACE[0]} {PLACE[1]}"
    shutil.copytree(analysed, folder)
    with closing(Project(folder)) as project:
        blurred_everywhere(project, plans.make(project, PLAN), tmp_path)


def blurred_everywhere(project, plan, tmp_path):
    Desk(project, "Bob").decide(
        [plans.items(project, plan, "Bob")[0].id], Verdict.CORRECT, note=f"nest at {PLACE[0]}"
    )
    made = answer(make_bundle(project, plan, tmp_path / "b.undersong", blur=Blur(0.5)))
    with zipfile.ZipFile(made.path) as archive:
        inside = archive.namelist()
        told = b"".join([*map(str.encode, inside), *map(archive.read, inside)])
    assert b"52.16" not in told
    assert b"4.48" not in told
    with closing(Project(opened_from(made.path), create=False)) as theirs:
        with closing(sqlite3.connect(theirs.path)) as db:
            assert db.execute("SELECT latitude, longitude FROM sites").fetchall() == [(52.0, 4.5)]
            assert set(db.execute("SELECT place FROM run_recordings")) == {(None,)}
        (there,) = plans.everything(theirs)
        clip = plans.items(theirs, there, "Bob")[0]
        file = next(f for f in sounds(theirs) if f.id == clip.recording_id)
        assert "Nest 52 4.5" in str(file.path)
        with open_source(file.path, content_hash=file.content_hash) as source:
            assert source.frames
        assert merge(project, theirs).unplaced == 0


def test_a_recording_that_is_away_is_told_and_the_others_go_along(project, plan, tmp_path):
    away = sounds(project)[0].path
    there = away.read_bytes()
    away.unlink()
    made = answer(make_bundle(project, plan, tmp_path / "b.undersong"))
    away.write_bytes(there)
    assert (len(made.missing), made.recordings) == (1, 2)
    assert away.name in made.missing[0]


def test_what_is_no_bundle_or_damaged_is_told(bundle, tmp_path):
    plain = tmp_path / "x.undersong"
    plain.write_text("This folder is an Undersong project.")
    assert not is_bundle(plain)
    assert opened_from(plain) == plain
    cut = tmp_path / "cut.undersong"
    cut.write_bytes(bundle.path.read_bytes()[:5000])
    with pytest.raises(UserError, match="damaged"):
        opened_from(cut)
    strange = tmp_path / "strange.undersong"
    with zipfile.ZipFile(bundle.path) as old, zipfile.ZipFile(strange, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("clips/../../escaped.wav", b"x")
    opened_from(strange)
    assert not (tmp_path / "escaped.wav").exists()


def test_a_file_of_somebody_else_is_not_written_over(project, plan, tmp_path):
    mine = tmp_path / "thesis.undersong"
    mine.write_text("my thesis")
    with pytest.raises(UserError, match="did not write it"):
        answer(make_bundle(project, plan, mine))
    assert mine.read_text() == "my thesis"


def test_the_command_packs_opens_and_merges(project, plan, tmp_path, run):
    folder = project.folder
    file = tmp_path / "b.undersong"
    status, said, _ = run("bundle", "--project", folder, "--plan", plan.id, "--out", file)
    assert (status, "2 recordings" in said, "MB" in said) == (0, True, True)
    status, said, _ = run("plan", "list", "--project", file)
    assert (status, "dawn" in said) == (0, True)
    status, said, _ = run("merge", file, "--project", folder)
    assert (status, said.startswith("0 verdicts")) == (0, True)
