"""One bad file does not stop the others, and what was wrong is said."""

import threading
from contextlib import closing

import numpy as np
import pytest
import soundfile

from core.analysis import Settings, analyse
from core.errors import UserError
from core.health import check_all
from core.scan import scan
from core.store import Project, file_lists, recordings, runs
from tests.core.sounds import clips, differences, expected, noise, record, stored


def problems(project: Project) -> dict[str, str]:
    with project.reading() as db:
        return dict(runs.problems(db, runs.latest(db).id))


def windows(project: Project) -> dict[str, int]:
    query = "SELECT path, windows FROM run_recordings JOIN recordings ON id = recording_id"
    with project.reading() as db:
        return dict(db.exec_driver_sql(query).all())


def test_short_silent_and_odd_files_among_good_ones(project, birdnet, samples, tmp_path):
    media = tmp_path / "media"
    good = clips(media, samples, 3)
    for name, seconds in (("0.2", 0.2), ("0.9", 0.9), ("1.0", 1.0), ("3.0", 3.0)):
        record(media / f"{name} s.wav", noise(seconds))
    record(media / "silence.wav", noise(6) * 0)
    bad = noise(6)
    bad[1000:1010], bad[5000] = np.nan, np.inf
    record(media / "nan.wav", bad, subtype="FLOAT")
    (media / "empty.wav").touch()
    (media / "text.wav").write_text("no sound at all")
    list(scan(project, media))
    list(analyse(project, birdnet, Settings(min_score=0.1)))

    assert windows(project) == {
        "000.wav": 2, "001.wav": 2, "002.wav": 2, "0.2 s.wav": 0, "0.9 s.wav": 0, "1.0 s.wav": 1,
        "3.0 s.wav": 1, "silence.wav": 2, "nan.wav": 2,
    }  # fmt: skip
    assert problems(project) == {
        "0.2 s.wav": "Shorter than a second: too short to be analysed.",
        "0.9 s.wav": "Shorter than a second: too short to be analysed.",
        "nan.wav": "11 samples are no numbers; they were heard as silence.",
        "silence.wav": "It holds no sound at all (a dead microphone?): it does not count as "
        "effort.",
    }
    truth = {key: score for path in good for key, score in expected(path).items()}
    found = {key: s for key, s in stored(project).items() if key[0] in {p.name for p in good}}
    assert differences(found, truth, 0.1) == []
    with project.reading() as db:
        assert {r.path.name for r in recordings.problems(db)} == {"empty.wav", "text.wav"}


def test_a_file_deleted_after_scanning_is_left_for_the_next_start(
    project, birdnet, samples, tmp_path
):
    paths = clips(tmp_path / "media", samples, 4)
    list(scan(project, tmp_path / "media"))
    kept = paths[1].read_bytes()
    paths[1].unlink()
    *_, last = analyse(project, birdnet, Settings())
    assert "1 recording was left for the next start. 001.wav:" in last.note
    assert last.problems == 1
    assert set(windows(project)) == {"000.wav", "002.wav", "003.wav"}

    paths[1].write_bytes(kept)
    *_, last = analyse(project, birdnet, Settings())
    assert last.note == ""
    assert set(windows(project)) == {path.name for path in paths}
    truth = {key: score for path in paths for key, score in expected(path).items()}
    assert differences(stored(project), truth, 0.25) == []


def test_a_card_that_was_pulled_stops_the_run_until_it_is_back(project, birdnet, samples, tmp_path):
    media, away = tmp_path / "media", tmp_path / "away"
    paths = clips(media, samples, 6)
    list(scan(project, media))
    media.rename(away)
    with pytest.raises(UserError, match="Connect it again"):
        list(analyse(project, birdnet, Settings()))
    assert windows(project) == {}

    away.rename(media)
    list(analyse(project, birdnet, Settings()))
    truth = {key: score for path in paths for key, score in expected(path).items()}
    assert differences(stored(project), truth, 0.25) == []


def test_a_file_changed_after_scanning_is_left_until_it_is_scanned_again(
    project, birdnet, samples, tmp_path
):
    (path,) = clips(tmp_path / "media", samples, 1, seconds=9)
    list(scan(project, path.parent))
    path.write_bytes(path.read_bytes()[: int(4.5 * 48_000) * 2])
    *_, last = analyse(project, birdnet, Settings())
    assert "changed" in last.note
    assert windows(project) == {}
    list(scan(project, path.parent))
    list(analyse(project, birdnet, Settings()))
    assert windows(project) == {"000.wav": 2}


def test_sound_that_is_damaged_within_counts_as_effort_only_as_far_as_it_is_heard(
    project, birdnet, samples, tmp_path
):
    folder = tmp_path / "media"
    folder.mkdir()
    for name, lost in (("middle", 0.5), ("end", 0.96), ("whole", None)):
        path = folder / f"{name}.flac"
        soundfile.write(path, noise(30, rate=24_000, seed=len(name)), 24_000)
        raw = path.read_bytes()
        if lost:
            at = int(len(raw) * lost)
            path.write_bytes(raw[:at] + bytes(5_000) + raw[at + 5_000 :])
    list(scan(project, folder))
    list(analyse(project, birdnet, Settings()))
    with project.reading() as db:
        query = "SELECT path, analysed_s FROM run_recordings JOIN recordings ON id = recording_id"
        heard = dict(db.exec_driver_sql(query).all())
        hours = runs.coverage(db, runs.latest(db).id).hours
    assert heard["whole.flac"] == 30.0
    assert 14.0 < heard["middle.flac"] <= 15.0, "not to the end of its last window"
    assert 27.5 < heard["end.flac"] <= 29.0, "though all its windows were begun"
    assert hours * 3600 == pytest.approx(sum(heard.values()))
    assert set(problems(project)) == {"middle.flac", "end.flac"}
    (found,) = [f for one in check_all(project) for f in one.findings if f.code == "lost-sound"]
    assert [file.path for file in found.files] == ["end.flac", "middle.flac"]
    assert "cannot be decoded" in found.what
    with project.reading() as db:
        wanted = file_lists.FileFilter(problems_only=True)
        listed = file_lists.list_files(db, wanted)
        assert len(file_lists.file_ids(db, wanted, ("name", False))) == 2
    assert [one.recording.path.name for one in listed] == ["end.flac", "middle.flac"]
    assert all("cannot be decoded" in one.trouble for one in listed)


def test_a_second_analysis_at_the_same_time_is_refused(project, birdnet, samples, tmp_path):
    clips(tmp_path / "media", samples, 1)
    list(scan(project, tmp_path / "media"))
    first = analyse(project, birdnet, Settings())
    next(first)
    with (
        closing(Project(project.folder)) as other,
        pytest.raises(UserError, match="being analysed already"),
    ):
        next(analyse(other, birdnet, Settings()))
    first.close()
    list(analyse(project, birdnet, Settings()))
    assert windows(project) == {"000.wav": 2}


def test_an_analysis_stopped_half_way_leaves_no_process_behind(project, birdnet, samples, tmp_path):
    clips(tmp_path / "media", samples, 8)
    list(scan(project, tmp_path / "media"))
    job = analyse(project, birdnet, Settings(workers=2))
    next(step for step in job if step.done)
    job.close()
    assert threading.active_count() == 1
    *_, last = analyse(project, birdnet, Settings())
    assert last.done == last.total
    assert len(windows(project)) == 8
