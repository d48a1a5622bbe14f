"""Both sides of a rate follow one rule for time that several recordings of a site heard."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import report
from core.domain import OffsetSource, Start, StartSource
from core.store import Project, detections, recordings, runs, sites
from core.store.detections import New
from tests.core import made
from tests.core.conftest import BLACKBIRD, inspected

MORNING = datetime(2025, 5, 3, 4, tzinfo=UTC)
numbers = count()


class Site:
    """One site whose recordings and detections are given one by one."""

    def __init__(self, project: Project) -> None:
        self.project = project
        with project.writing() as db:
            self.root = recordings.root(db, Path("/media"))
            pass_id = made.a_pass(db)
            self.run = runs.start(
                db, "run", "birdnet-2.4", pass_id=pass_id, settings={"min_score": 0.25},
                versions={"network": "BirdNET 2.4"},
            )  # fmt: skip
            self.blackbird = made.label_ids(db, [BLACKBIRD])[BLACKBIRD.scientific_name]

    def hears(self, at_s, heard=(), seconds=60.0, offset_h: float | None = 0, place="Lake"):
        """Add a recording from some seconds after MORNING on, with detections at seconds of it."""
        path = f"{next(numbers)}.wav"
        minutes = None if offset_h is None else round(offset_h * 60)
        local = (MORNING + timedelta(seconds=at_s, minutes=minutes or 0)).replace(tzinfo=None)
        source = None if minutes is None else OffsetSource.GUANO
        start = Start(local, StartSource.GUANO, minutes, source)
        with self.project.writing() as db:
            deployment = sites.deployment(db, place, sites.site(db, place), "AudioMoth", "S")
            seen = inspected(Path(path), local, start=start, duration_s=seconds)
            recordings.save(db, self.root, [(path, seen, deployment)])
            recording = next(r for r in recordings.everything(db) if r.path.name == path)
            new = [New(self.blackbird, s, s + 3, 0.9, 1.0, listed=True) for s in heard]
            detections.add(db, self.run.id, recording, new)
            runs.recording_done(db, self.run.id, recording.id, 20, seconds)

    @property
    def row(self) -> report.ReportRow:
        return report.build(self.project).totals[0]


@pytest.fixture
def site(project: Project) -> Site:
    return Site(project)


def test_a_second_microphone_changes_no_rate(site):
    site.hears(0, [0, 3, 30])
    alone = site.row
    site.hears(0, [0, 3, 30])
    both = site.row
    assert (both.detections, both.repeats) == (6, 3)
    assert (both.effort_h, both.per_hour) == (alone.effort_h, alone.per_hour)


@pytest.mark.parametrize("late_s", [0, 0.5, 1, 1.5, 2.9])
def test_nor_does_one_whose_windows_begin_elsewhere(site, late_s):
    song = list(range(0, 60, 3))
    site.hears(0, song)
    site.hears(late_s, song)
    assert site.row.detections - site.row.repeats == pytest.approx(20, abs=1)


def test_what_only_one_of_two_microphones_heard_counts(site):
    site.hears(0, [0])
    site.hears(0, [30])
    assert (site.row.repeats, site.row.per_hour) == (0, pytest.approx(2 / (1 / 60)))


def test_the_end_of_a_file_that_the_next_begins_with_counts_once(site):
    site.hears(0, [0, 48])
    site.hears(43, [5, 30])  # 5 s into it is the 48th second of the other
    assert (site.row.detections, site.row.repeats) == (4, 1)
    assert site.row.effort_h == pytest.approx(103 / 3600)


def test_windows_that_overlap_in_one_recording_are_no_repeats(site):
    site.hears(0, [0, 0.5, 1])
    assert site.row.repeats == 0
    site.hears(0, [0, 0.5, 1])
    assert site.row.repeats == 3


def test_another_site_repeats_nothing(site):
    site.hears(0, [0])
    site.hears(0, [0], place="Wood")
    assert (site.row.repeats, site.row.effort_h) == (0, pytest.approx(2 / 60))


def test_two_clocks_that_tell_their_offset_are_one_time(site):
    site.hears(0, [0])
    site.hears(0, [0], offset_h=2)
    assert (site.row.repeats, site.row.effort_h) == (1, pytest.approx(1 / 60))
    site.hears(7200, [0], offset_h=-2)  # the clock reads as the first did
    assert (site.row.repeats, site.row.effort_h) == (1, pytest.approx(2 / 60))


def test_a_moment_is_in_the_hour_and_on_the_day_of_one_clock(site):
    site.hears(0, [0, 30], offset_h=0)
    site.hears(0, [0, 15], offset_h=21)  # the next day at 1
    assert (site.row.days, site.row.peak_hour) == (1, 4)
    site.hears(86_400, [], offset_h=21)
    site.hears(86_400 * 2, [0], offset_h=21)
    assert site.row.peak_hour == 4


def test_clocks_that_tell_no_offset_are_compared_as_they_read(site):
    site.hears(0, [0], offset_h=None)
    site.hears(30, [6], offset_h=None)
    site.hears(0, [0])  # nobody knows whether this is the same time
    assert (site.row.repeats, site.row.effort_h) == (0, pytest.approx(2.5 / 60))
    site.hears(0, [0], offset_h=None)
    assert (site.row.repeats, site.row.effort_h) == (1, pytest.approx(2.5 / 60))


HEARD = st.lists(
    st.tuples(st.integers(0, 40), st.sets(st.sampled_from(range(0, 18, 3)))), min_size=1, max_size=4
)


@settings(max_examples=10, deadline=None)
@given(made=HEARD, copies=st.integers(2, 3))
def test_copies_of_all_recordings_change_no_rate_hour_or_day(tmp_path_factory, made, copies):
    rows = []
    for times in (1, copies):
        with closing(Project(tmp_path_factory.mktemp("copies"))) as project:
            site = Site(project)
            site.hears(-600, [0])
            for start, heard in made * times:
                site.hears(start, sorted(heard), seconds=20.0)
            rows.append(site.row)
    once, copied = rows
    assert copied.per_hour == pytest.approx(once.per_hour)
    assert (copied.days, copied.peak_hour) == (once.days, once.peak_hour)
