"""Looking into other projects: what is alike there is found too, and what cannot be is said."""

import shutil
from contextlib import closing
from dataclasses import replace

import pytest

from core.errors import UserError
from core.heads.elsewhere import comparable_runs, place_at
from core.heads.examples import SearchExample
from core.heads.seeking import Seeker, Seeking
from core.heads.windows import runs_with_windows, windows_of
from core.jobs import answer
from core.store import Project, clip_labels
from core.store.clip_labels import ClipLabel
from tests.core.heads.tones import CALLS, SONGS, TOY, heard

LIKE = (SearchExample("0.wav", 1.0, 1.5, recording_id=1),)


@pytest.fixture
def seeker(tones):
    found = Seeker(tones)
    yield found
    found.elsewhere.close()


@pytest.fixture
def other(tones, tmp_path):
    """Another project of the same recordings, under the same ids."""
    folder = tmp_path / "heath"
    shutil.copytree(tones.folder, folder)
    return folder


def test_clips_of_another_project_are_found_marked_and_told_apart(seeker, other):
    sighting = answer(seeker.seek(Seeking(like=LIKE, also=(other,))))
    alike = [clip for clip in sighting.clips if clip.likeness > 0.95]
    by_place = {place: {c.recording_id - 1 for c in alike if c.place.name == place}
                for place in ("", "heath")}  # fmt: skip
    assert by_place == {"": set(SONGS), "heath": set(SONGS)}
    assert len({clip.id for clip in sighting.clips}) == len(sighting.clips)
    assert {c.place.folder for c in alike if c.place.is_elsewhere} == {other}
    assert sighting.looked_into.sites == ("media",)


def test_a_clip_of_another_project_is_an_example_and_what_is_said_there_is_seen(seeker, other):
    with closing(Project(other)) as project, project.writing() as db:
        clip_labels.add(db, [ClipLabel(1, 1.0, 2.0, "my toad", True, False, "Ann")])
    elsewhere = tuple(replace(one, project=other) for one in LIKE)
    sighting = answer(seeker.seek(Seeking("my toad", elsewhere)))
    assert {c.recording_id - 1 for c in sighting.clips if c.likeness > 0.95} == set(SONGS)
    both = answer(seeker.seek(Seeking("my toad", elsewhere, also=(other,))))
    assert {c.place.name for c in both.clips if c.present} == {"heath"}
    said = next(c for c in both.clips if c.present)
    assert both.judged(replace(said, present=None)).present


def test_what_is_unlike_an_example_becomes_less_alike(seeker):
    unlike = (SearchExample("", 1.0, 1.5, recording_id=CALLS[0] + 1),)
    plain = answer(seeker.seek(Seeking(like=LIKE)))
    less = answer(seeker.seek(Seeking(like=LIKE, unlike=unlike)))
    before, now = (
        max(c.likeness for c in found.clips if c.recording_id - 1 in CALLS)
        for found in (plain, less)
    )
    assert now < before


def test_what_cannot_be_looked_into_is_said_and_the_rest_is_found(seeker, tones, other, tmp_path):
    bare = tmp_path / "bare"
    bare.mkdir()
    with closing(Project(tmp_path / "new")):
        pass
    with closing(Project(other)) as project, project.writing() as db:
        db.exec_driver_sql("UPDATE passes SET network = 'another'")
    places = (tmp_path / "gone", bare, tmp_path / "new", other)
    sighting = answer(seeker.seek(Seeking(like=LIKE, also=places)))
    gone, none, new, another = (one.sentence for one in sighting.looked_into.troubles)
    assert "gone is not in" in gone
    assert "no project in" in none
    assert new.startswith("new has no analysis by ")
    assert another.startswith("heath has no analysis by ")
    assert sighting.clips
    with pytest.raises(UserError, match="is open"):
        place_at(tones, tones.folder)


def test_another_analysis_of_the_project_is_looked_into_too(seeker, tones, toy):
    first = windows_of(tones)
    heard(tones, toy, replace(TOY, overlap_s=0.0))
    with tones.reading() as db:
        newest, before = runs_with_windows(db)
    assert comparable_runs(tones, first) == [newest]
    seeker.run = before
    itself = answer(seeker.seek(Seeking(like=LIKE, also=(before.id,))))
    assert itself.looked_into.windows == ()
    both = answer(seeker.seek(Seeking(like=LIKE, also=(newest.id,))))
    assert both.compared > itself.compared
    assert not any(c.place.is_elsewhere for c in both.clips)


def test_what_is_asked_after_the_end_opens_nothing_any_more(seeker, other):
    seeker.elsewhere.close()
    with pytest.raises(UserError, match="no longer looked into"):
        seeker.elsewhere.project(other)
