"""What the health check finds in deployments with known faults, and that it leaves good ones."""

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.deployments import editing
from core.deployments.clock import KnownTime
from core.domain import Inspection, OffsetSource, Problem, Start, StartSource
from core.errors import UserError
from core.health import Severity, check, check_all, checking, measure
from core.health.clock_findings import sunrise
from core.jobs import answer
from core.scan import scan
from core.store import file_lists, recordings, sites
from tests.core import made
from tests.core.conftest import BLACKBIRD

FIRST = datetime(2024, 5, 1)  # noqa: DTZ001 - a recorder's clock


def stored(project, starts, **more):
    """Store recordings of a minute at one site and return its deployment."""
    with project.writing() as db:
        root = recordings.root(db, Path("/media"))
        site = sites.site(db, "Dune", 52.1, 4.3, "Europe/Amsterdam")
        deployment = sites.deployment(db, "key", site, "AudioMoth", "S1")
        found = []
        for n, start in enumerate(starts):
            values = {
                "start": start and Start(start, StartSource.FILENAME, 120, OffsetSource.FILENAME),
                "duration_s": 60.0,
                "sample_rate": 48_000,
                "channels": 1,
                "content_hash": str(n),
            } | {name: value(n) for name, value in more.items()}
            found.append(
                (f"{n:05d}.wav", Inspection(Path(f"{n:05d}.wav"), 1, n, **values), deployment)
            )
        recordings.save(db, root, found)
    return deployment


def every_ten_minutes(count, start=FIRST):
    return [start + timedelta(minutes=10 * n) for n in range(count)]


def codes(project, deployment):
    return {finding.code for finding in check(project, deployment).findings}


def test_files_with_more_than_one_sound_are_said(project):
    kinds = {
        2: Problem("joined", "Two.", usable=True),
        5: Problem("more-behind", "M.", usable=True),
    }
    deployment = stored(project, every_ten_minutes(19), problem=lambda n: kinds.get(n))
    assert files_of(project, deployment, "several-sounds") == ["00002.wav", "00005.wav"]


def files_of(project, deployment, code):
    found = check(project, deployment).findings
    return [file.path for finding in found if finding.code == code for file in finding.files]


def test_a_good_deployment_has_no_findings(project):
    deployment = stored(project, every_ten_minutes(300))
    found = check(project, deployment)
    assert found.findings == ()
    assert found.hours_by_day[0] == (date(2024, 5, 1), pytest.approx(2.4))


def test_broken_copied_and_undated_files_are_counted_with_the_first(project):
    problems = {
        3: Problem("empty", "Empty."),
        4: Problem("truncated", "Cut.", usable=True),
        8: Problem("duplicate", "The same sound."),
    }
    deployment = stored(project, [*every_ten_minutes(19), None], problem=lambda n: problems.get(n))
    found = {one.code: one for one in check(project, deployment).findings}
    assert set(found) == {"unreadable-files", "cut-short", "duplicates", "no-start"}
    assert (found["unreadable-files"].count, found["unreadable-files"].first_file) == (
        1,
        "00003.wav",
    )
    assert check(project, deployment).findings[0].severity is Severity.BAD


def test_a_finding_knows_its_recordings_and_they_can_be_listed(project):
    problems = {3: Problem("empty", "Empty."), 7: Problem("empty", "Empty.")}
    deployment = stored(project, every_ten_minutes(19), problem=lambda n: problems.get(n))
    (finding,) = check(project, deployment).findings
    wanted = file_lists.FileFilter(among=finding.recordings)
    with project.reading() as db:
        listed = file_lists.list_files(db, wanted)
        assert len(file_lists.file_ids(db, wanted, ("name", False))) == finding.count == 2
    assert [one.recording.path.name for one in listed] == ["00003.wav", "00007.wav"]


def test_a_gap_says_from_when_to_when(project):
    starts = every_ten_minutes(200)
    deployment = stored(project, starts[:50] + starts[80:])
    (finding,) = check(project, deployment).findings
    assert (finding.code, finding.count) == ("gaps", 30)
    assert "2024-05-01 08:20 to 2024-05-01 13:20" in finding.what
    assert [file.path for file in finding.files] == ["00049.wav", "00050.wav"]
    assert finding.which == "just before and after the gaps"


def test_a_weak_battery_and_great_heat_are_said(project):
    deployment = stored(
        project,
        every_ten_minutes(20),
        details=lambda n: {"battery_v": 4.5 - n / 10, "temperature_c": 20.0 + 2 * n},
    )
    found = check(project, deployment)
    assert {one.code for one in found.findings} == {"low-battery", "temperature"}
    assert [point.value for point in found.battery_v][:2] == [4.5, 4.4]


@pytest.mark.parametrize("year", [1970, 1995, 2000, 2010])
def test_a_clock_that_was_never_set_is_doubted_until_it_is_corrected(project, year):
    start = FIRST.replace(year=year, month=1)
    doubt = {"details": lambda n: {"clock_doubt": "clock-not-set"}}
    deployment = stored(project, every_ten_minutes(20, start), **doubt)
    assert codes(project, deployment) == {"clock-not-set"}
    editing.set_clock(project, deployment, known=[KnownTime(start, FIRST)])
    assert codes(project, deployment) == set()


def test_a_clock_that_tells_no_time_at_all_is_said(project):
    doubts = {"details": lambda n: {"clock_doubt": "clock-not-set"}}
    found = check(project, stored(project, [None, None], **doubts)).findings
    assert found[0].what.startswith("The clock told no time in 2 files")


def test_one_lost_clock_hides_no_gap_and_stretches_no_plot(project):
    starts = every_ten_minutes(200)
    odd = [FIRST.replace(year=1970), FIRST.replace(year=2034)]
    doubts = {0: "clock-not-set", 1: "clock-future"}
    deployment = stored(
        project,
        [*odd, *starts[:50], *starts[80:]],
        details=lambda n: {"clock_doubt": doubts[n]} if n in doubts else {},
    )
    found = check(project, deployment)
    assert {one.code for one in found.findings} == {"gaps", "clock-not-set", "future"}
    assert len(found.hours_by_day) == 2


def test_files_of_a_foreign_format_are_told_from_broken_ones(project):
    problem = Problem("unsupported", "Convert it.")
    deployment = stored(project, every_ten_minutes(3), problem=lambda n: problem if n else None)
    (finding,) = check(project, deployment).findings
    assert (finding.code, finding.count) == ("unsupported-files", 2)


def test_recordings_of_the_future_are_said(project):
    doubt = {"details": lambda n: {"clock_doubt": "clock-future"}}
    deployment = stored(project, every_ten_minutes(20, FIRST.replace(year=2034)), **doubt)
    assert codes(project, deployment) == {"future"}


def test_a_jump_of_one_hour_between_days_is_doubted(project):
    days = [FIRST + timedelta(days=n, hours=5 + (n >= 6)) for n in range(12)]
    deployment = stored(project, [t for day in days for t in every_ten_minutes(12, day)])
    assert files_of(project, deployment, "clock-jump") == [f"{n:05d}.wav" for n in range(72, 144)]


def test_a_jump_of_one_hour_in_a_steady_deployment_is_doubted(project):
    starts = every_ten_minutes(300)
    jumped = starts[:100] + [start + timedelta(hours=1) for start in starts[100:]]
    found = files_of(project, stored(project, jumped), "clock-jump")
    assert found == [f"{n:05d}.wav" for n in range(100, 300)]


def dawn(project, peak_hour):
    """Ten mornings of half hours in which most is heard at one hour; sunrise is at 6."""
    starts = [FIRST + timedelta(days=d, minutes=30 * n) for d in range(10) for n in range(4, 24)]
    deployment = stored(project, starts)
    with project.writing() as db:
        made.a_pass(db)
        db.exec_driver_sql(
            "INSERT INTO runs (id, fingerprint, network, settings, versions, engine, pass_id, "
            "started_utc) VALUES (1, 'r', 'n', '{}', '{}', '', 1, '')"
        )
        made.label_ids(db, [BLACKBIRD])
        db.exec_driver_sql(
            "INSERT INTO run_recordings (run_id, recording_id, content_hash, windows, analysed_s, "
            "finished_utc) SELECT 1, id, content_hash, 20, duration_s, '' FROM recordings"
        )
        for n, start in enumerate(starts):
            for k in range(20 if start.hour == peak_hour else 2):
                db.exec_driver_sql(
                    "INSERT INTO detections (run_id, recording_id, species_id, label_id, start_s, "
                    "end_s, score, output, listed) VALUES (1, ?, 1, 1, ?, ?, 0.5, 0, 1)",
                    (n + 1, k * 3.0, k * 3.0 + 3),
                )
    return deployment


def test_a_chorus_at_dawn_is_as_it_should_be(project):
    assert codes(project, dawn(project, 6)) == set()


def test_a_chorus_far_from_dawn_is_doubted(project):
    found = files_of(project, dawn(project, 10), "dawn")
    assert {int(path[:5]) % 20 // 2 + 2 for path in found} == {10}


def test_a_long_recording_is_no_chorus(project):
    deployment = dawn(project, 6)
    with project.writing() as db:  # ten times as long, and as much in it
        late = "start_local LIKE '%T10:%'"
        db.exec_driver_sql(f"UPDATE recordings SET duration_s = 600 WHERE {late}")
        db.exec_driver_sql(
            "UPDATE run_recordings SET analysed_s = 600 WHERE recording_id IN "
            f"(SELECT id FROM recordings WHERE {late})"
        )
        for k in range(2, 30):
            db.exec_driver_sql(
                "INSERT INTO detections (run_id, recording_id, species_id, label_id, start_s, "
                f"end_s, score, output, listed) SELECT 1, id, 1, 1, {k * 3}, {k * 3 + 3}, .5, 0, 1 "
                f"FROM recordings WHERE {late}"
            )
    assert "dawn" not in codes(project, deployment)


def test_recordings_that_were_not_analysed_are_not_silent_mornings(project):
    deployment = dawn(project, 6)
    with project.writing() as db:
        db.exec_driver_sql(
            "DELETE FROM run_recordings WHERE recording_id IN "
            "(SELECT id FROM recordings WHERE substr(start_local, 12, 2) IN ('05', '06'))"
        )
    assert "dawn" not in codes(project, deployment)


def test_a_clock_that_is_known_to_follow_its_zone_has_not_jumped(project):
    night = datetime(2024, 10, 26, 12)  # noqa: DTZ001 - clocks go back the next night
    real = every_ten_minutes(300, night)
    clocks = [start - timedelta(hours=start >= datetime(2024, 10, 27, 3)) for start in real]  # noqa: DTZ001
    starts = [
        Start(clock, StartSource.GUANO, 120 if clock == start else 60, OffsetSource.GUANO)
        for clock, start in zip(clocks, real, strict=True)
    ]
    deployment = stored(project, clocks, start=lambda n: starts[n])
    found = check(project, deployment)
    assert found.findings == ()
    assert sum(hours for _, hours in found.hours_by_day) == pytest.approx(5.0)
    assert dict(found.hours_by_day)[date(2024, 10, 27)] == pytest.approx(150 / 60)


def test_a_polar_day_has_no_sunrise():
    assert sunrise(78.2, 15.6, "Arctic/Longyearbyen", date(2024, 6, 21)) is None


def test_the_sun_of_new_zealand_rises_on_its_own_day():
    rise = sunrise(-41.3, 174.8, "Pacific/Auckland", date(2024, 6, 21))
    assert rise is not None
    assert (rise.date(), rise.hour) == (date(2024, 6, 21), 7)


# --- levels ---

RATE = 8000


@pytest.fixture
def sounds(project, tmp_path):
    """Scan stereo recordings made from noise: ``sounds(lambda n, noise: ...)``."""

    def made(shape, count=16):
        noise = np.random.default_rng(0).normal(0, 0.02, (count, 2 * RATE, 2))
        for n in range(count):
            path = tmp_path / "card" / (FIRST + timedelta(days=n)).strftime("%Y%m%d_050000.wav")
            path.parent.mkdir(exist_ok=True)
            soundfile.write(path, np.clip(shape(n, noise[n]), -1, 1), RATE, subtype="PCM_16")
        list(scan(project, tmp_path / "card"))
        list(measure(project))
        return {finding.code: finding for finding in check_all(project)[0].findings}

    return made


def test_good_sound_has_no_findings(sounds, project):
    assert sounds(lambda n, noise: noise) == {}
    found = check_all(project)[0]
    assert found.measured == 16
    assert found.levels[0].rms_db == pytest.approx(-34, abs=0.5)


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("silence", lambda n, noise: noise * 0),
        ("clipping", lambda n, noise: noise * 100 if n == 3 else noise),
        ("dc-offset", lambda n, noise: noise + 0.1),
        ("dead-channel", lambda n, noise: noise * [1, 0.001]),
        ("level-drift", lambda n, noise: noise * 0.8**n),
    ],
)
def test_every_fault_of_the_sound_is_found(sounds, code, shape):
    assert code in sounds(shape)


def test_a_level_that_drifts_names_early_and_late_recordings(sounds):
    drift = sounds(lambda n, noise: noise * 0.8**n)["level-drift"]
    assert {file.path[6:8] for file in drift.files} == {
        "01", "02", "03", "04", "13", "14", "15", "16"
    }  # fmt: skip
    assert drift.which == "at its beginning and end"


@pytest.fixture
def levels_of(project):
    """Store levels of recordings, ``levels_of(starts, lambda start: dB)``; return the findings."""

    def made(starts, loudness, **more):
        deployment = stored(project, starts, **more)
        with project.writing() as db:
            db.exec_driver_sql(
                "INSERT INTO levels (recording_id, channel, content_hash, measured_s, rms, peak, "
                "mean, clipped) SELECT id, 1, content_hash, 4, ?, .5, 0, 0 FROM recordings "
                "WHERE content_hash = ?",
                [(10 ** (loudness(start) / 20), str(n)) for n, start in enumerate(starts)],
            )
        return codes(project, deployment)

    return made


def by_day_and_night(start):
    return -30.0 if 6 <= start.hour < 20 else -50.0


@pytest.mark.parametrize("hours", [30, 60, 132, 252])
def test_a_deployment_that_begins_at_noon_and_ends_at_night_has_not_become_quieter(
    levels_of, hours
):
    noon = FIRST + timedelta(hours=12)
    starts = [noon + timedelta(hours=n) for n in range(hours)]
    assert "level-drift" not in levels_of(starts, by_day_and_night)


def test_one_that_records_the_dawn_first_and_the_night_later_has_not_either(levels_of):
    starts = [FIRST + timedelta(days=n, hours=7 if n < 8 else 23) for n in range(16)]
    assert "level-drift" not in levels_of(starts, by_day_and_night)


def test_a_microphone_that_fails_by_day_and_night_is_found(levels_of):
    starts = [FIRST + timedelta(hours=n) for n in range(240)]
    drift = levels_of(starts, lambda at: by_day_and_night(at) - 2 * (at - FIRST).days)
    assert "level-drift" in drift


def test_a_doubted_clock_makes_no_early_days(levels_of):
    starts = [FIRST.replace(year=1970) + timedelta(days=n) for n in range(8)]
    starts += [FIRST + timedelta(days=n) for n in range(8)]
    doubted = {"details": lambda n: {"clock_doubt": "clock-not-set"} if n < 8 else {}}
    found = levels_of(starts, lambda at: -30.0 if at.year == 1970 else -50.0, **doubted)
    assert "level-drift" not in found


def test_measuring_goes_on_where_it_stopped(project, tmp_path, sounds, monkeypatch):
    sounds(lambda n, noise: noise)
    assert [step.total for step in measure(project)] == [0]
    with project.writing() as db:
        db.exec_driver_sql("DELETE FROM levels WHERE recording_id > 4")
    assert next(measure(project)).total == 12


def test_a_card_that_is_gone_is_measured_the_next_time(project, tmp_path, sounds):
    sounds(lambda n, noise: noise, count=3)
    with project.writing() as db:
        db.exec_driver_sql("DELETE FROM levels")
    (tmp_path / "card").rename(tmp_path / "away")
    *_, last = measure(project)
    assert last.problems == 3
    (tmp_path / "away").rename(tmp_path / "card")
    *_, last = measure(project)
    assert (last.done, last.problems) == (3, 0)


def test_an_unknown_deployment_is_said(project):
    with pytest.raises(UserError, match="undersong deployments"):
        check(project, 7)


def test_a_check_of_everything_tells_at_which_deployment_it_is(project):
    stored(project, every_ten_minutes(3))
    steps = list(checking(project))
    assert [(step.done, step.total, step.note) for step in steps] == [(0, 1, "Dune")]
    assert answer(checking(project)) == check_all(project)
