"""A microphone that was dead is told where the result is told, and is no effort."""

import numpy as np
import pytest

from core.analysis import Settings, analyse
from core.left_out import left_out
from core.scan import scan
from core.store import runs
from tests.core.sounds import noise, record


@pytest.fixture
def said(project, birdnet, tmp_path):
    def analysed(settings: Settings = Settings()) -> list[str]:  # noqa: B008
        list(scan(project, tmp_path / "media"))
        list(analyse(project, birdnet, settings))
        with project.reading() as db:
            return [one.sentence for one in left_out(db, runs.latest(db).id)]

    return analysed


def effort_s(project) -> float:
    with project.reading() as db:
        return runs.coverage(db, runs.latest(db).id).hours * 3600


def stereo(*channels: np.ndarray) -> np.ndarray:
    return np.stack(channels, axis=1)


def test_recordings_whose_first_channel_is_dead_are_told_with_the_channel_to_take(
    project, said, tmp_path
):
    for n in range(4):
        sound = stereo(noise(6) * 0, noise(6, seed=n))
        record(tmp_path / "media" / "Dune" / f"2025050{n + 1}_050000.wav", sound)
    record(tmp_path / "media" / "Wood" / "20250501_050000.wav", stereo(noise(6), noise(6) * 0))
    (dead, *_) = said()
    assert dead.startswith(
        "4 files at Dune: Channel 1 holds no sound (a dead microphone?), so it does not count as "
        "effort. Channel 2 does: choose it on the Analysis page, or with --channel 2. "
        "(Dune/20250501_050000.wav, "
    )
    assert dead.endswith(" and 1 more)")
    assert effort_s(project) == pytest.approx(6)
    (dead, *_) = said(Settings(channel=2))
    assert dead.startswith("1 file at Wood: Channel 2 holds no sound")
    assert "with --channel 1." in dead


def test_a_recording_without_any_sound_is_no_effort(project, said, tmp_path):
    record(tmp_path / "media" / "a.wav", noise(300, rate=8000) * 0, rate=8000)
    (dead, *_) = said()
    assert "It holds no sound at all" in dead
    assert effort_s(project) == 0
    assert said(Settings(min_score=0.5))[0] == dead, "also from stored scores"
    assert effort_s(project) == 0


def test_sound_anywhere_in_a_long_recording_makes_all_of_it_effort(project, said, tmp_path):
    sound = noise(600, rate=8000) * 0
    sound[-8000 * 20 : -8000 * 10] = noise(10, rate=8000)
    record(tmp_path / "media" / "20250501_050000.wav", sound, rate=8000)
    assert said() == []
    assert effort_s(project) == pytest.approx(600, abs=1)


def test_what_is_left_out_is_counted_by_reason(said, tmp_path):
    media = tmp_path / "media"
    path = record(media / "20250501_050000.wav", noise(6))
    (media / "copy of it.wav").write_bytes(path.read_bytes())
    record(media / "song.wav", noise(6, seed=3))
    for n in range(5):
        (media / f"empty {n}.wav").touch()
    broken, *others = said()
    assert broken.startswith("5 files: The file is empty")
    assert broken.endswith("(empty 0.wav, empty 1.wav, empty 2.wav and 2 more)")
    assert {text.split(":")[1].strip()[:20] for text in others} == {
        "The same sound as an", "Start unknown",
    }  # fmt: skip
