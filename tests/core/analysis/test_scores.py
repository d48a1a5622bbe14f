"""Every window's scores are those of the unmodified network."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from core.analysis import Settings, analyse
from core.scan import scan
from core.store import Project, detections, embeddings, recordings, runs
from core.store.detections import Filter
from tests.core.sounds import RATE, cut, differences, expected, record, run_original, stored


def analysed_with(folder: Path, network, media: Path, settings: Settings) -> Project:
    project = Project(folder)
    list(scan(project, media))
    list(analyse(project, network, settings))
    return project


def test_blackbirds_sing_in_all_three_samples(analysed: Project):
    with analysed.reading() as db:
        blackbirds = detections.page(db, Filter(species="Turdus merula"))
    best = {d.path: d.score for d in reversed(blackbirds)}
    assert len(best) == 3
    assert max(best.values()) > 0.95


@pytest.fixture(scope="session")
def truth(samples: list[Path]):
    return {key: score for path in samples for key, score in expected(path).items()}


def test_scores_of_the_samples_are_the_networks(analysed: Project, truth):
    assert len(stored(analysed)) > 25
    assert differences(stored(analysed), truth, 0.25) == []


def test_windows_that_overlap_have_the_networks_scores(samples, birdnet, tmp_path):
    media = tmp_path / "media"
    sound = soundfile.read(samples[1], dtype="float32")[0]
    path = record(media / "a.wav", sound[: 10 * RATE])
    settings = Settings(overlap_s=1.5, min_score=0.1)
    with closing(analysed_with(tmp_path / "p", birdnet, media, settings)) as project:
        assert any(start % 3 for _, _, start in stored(project))
        assert differences(stored(project), expected(path, overlap_s=1.5), 0.1) == []


def test_every_format_and_rate_has_the_networks_scores(samples, birdnet, tmp_path):
    media = tmp_path / "media"
    sound = soundfile.read(samples[1], dtype="float32")[0][: 7 * RATE]
    paths = [
        record(media / "a.flac", sound),
        record(media / "8 bit.wav", sound, subtype="PCM_U8"),
        record(media / "24 bit.wav", sound, subtype="PCM_24"),
        record(media / "float.wav", sound, subtype="FLOAT"),
        record(media / "double.wav", sound, subtype="DOUBLE"),
    ]
    for rate in (22_050, 24_000, 32_000, 44_100, 96_000):
        slower = soxr.resample(sound, RATE, rate)
        paths.append(record(media / f"{rate}.wav", slower, rate=rate))
    with closing(analysed_with(tmp_path / "p", birdnet, media, Settings(min_score=0.1))) as project:
        found = stored(project)
    truth = {key: score for path in paths for key, score in expected(path).items()}
    assert {name for name, _, _ in found} == {path.name for path in paths}
    assert differences(found, truth, 0.1) == []


@pytest.mark.parametrize("channel", [1, 2])
def test_the_chosen_channel_is_heard(samples, birdnet, tmp_path, channel):
    sound = [soundfile.read(path, dtype="float32")[0][: 6 * RATE] for path in samples[:2]]
    path = record(tmp_path / "media" / "a.wav", np.stack(sound, axis=1))
    settings = Settings(channel=channel, min_score=0.1)
    with closing(analysed_with(tmp_path / "p", birdnet, path.parent, settings)) as project:
        assert differences(stored(project), expected(path, channel=channel - 1), 0.1) == []


def test_embeddings_are_the_networks_as_float16(analysed: Project, samples):
    with analysed.reading() as db:
        files = list(recordings.everything(db))
        kept = [
            embeddings.read(analysed, db, runs.latest(db).pass_id, file.id, 1024) for file in files
        ]
    for file, rows in zip(files, kept, strict=True):
        _, truth = run_original(cut(soundfile.read(file.path, dtype="float32")[0]))
        np.testing.assert_allclose(rows, truth, atol=2e-3, rtol=2e-3)
