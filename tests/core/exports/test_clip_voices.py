"""Clips are heard once more for voices, by a look-alike of Silero VAD: what is loud is speech."""

import csv
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import UserError
from core.exports import clip_voices
from core.exports.clip_voices import ClipSpan, listener, voices
from core.exports.clips import TABLE, ClipSettings, export_clips
from core.jobs import answer
from core.networks import catalogue
from core.networks.files import networks_folder
from core.networks.folder import MANIFEST_NAME, pinned
from core.networks.plain import as_toml, told
from core.store.detections import Filter
from tests.core.networks.runtimes import onnx_files
from tests.core.sounds import record
from tests.core.test_speech import RATE, Toy, hear, media, tone  # noqa: F401 - media: a fixture

MODELS = os.environ.get("UNDERSONG_MODELS", "")


@pytest.fixture
def vad(monkeypatch, tmp_path):
    """A look-alike of Silero VAD's signature, installed."""
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))
    folder = networks_folder() / clip_voices.LISTENER
    folder.mkdir(parents=True)
    onnx_files.loud_is_speech(folder / "silero_vad.onnx")
    known = catalogue.shipped()[clip_voices.LISTENER]
    made = pinned(replace(known, files=()), folder)
    text = as_toml(told(replace(made, sha256={})))
    (folder / MANIFEST_NAME).write_text(text, encoding="utf-8")
    found = listener()
    assert found is not None
    return found


def test_it_is_asked_only_where_it_is_installed(monkeypatch, tmp_path):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))
    assert listener() is None


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (48_000, 2), (8_000, 2)])
def test_a_voice_counts_within_the_clip_alone_and_in_any_channel(vad, tmp_path, rate, channels):
    sound = np.zeros((10 * rate, channels), np.float32)
    at = np.arange(rate) / rate
    sound[4 * rate : 5 * rate, -1] = np.sin(2 * np.pi * 300 * at) * 0.5
    path = record(tmp_path / "a.wav", sound, rate=rate)
    spans = [(0, 3.9), (3.5, 4.3), (4.2, 4.8), (4.9, 9.9), (5.1, 10), (9.9, 12)]
    clips = [ClipSpan(n, path, "", *span) for n, span in enumerate(spans)]
    found = answer(voices(vad, clips))
    assert [found[n] > 0.5 for n in range(6)] == [False, True, True, True, False, False]


def test_a_recording_that_cannot_be_read_stops_no_other(vad, tmp_path):
    path = record(tmp_path / "a.wav", tone(300, 3), rate=RATE)
    clips = [ClipSpan(1, tmp_path / "gone.wav", "", 0, 1), ClipSpan(2, path, "", 0, 1),
             ClipSpan(3, path, "not this", 0, 1)]  # fmt: skip
    assert answer(voices(vad, clips)).keys() == {2}


def exported(project, out):
    *_, last = export_clips(project, Filter(unlisted=True), out, ClipSettings(0.0, no_speech=True))
    with (out / TABLE).open(encoding="utf-8", newline="") as file:
        return last, list(csv.DictReader(file))


def test_clips_that_no_analysis_tells_of_are_left_out_by_what_it_hears(
    vad,
    project,
    media,  # noqa: F811
    tmp_path,
):
    hear(project, media, Toy())  # it knows no voices
    last, rows = exported(project, tmp_path / "out")
    assert last.left_out == len(rows) > 0  # a tone is as loud as a word here
    assert {row["left_out"][:34] for row in rows} == {"Silero VAD 6.2.3 hears human voice"}


def test_a_quiet_clip_is_written_also_where_no_analysis_tells(
    vad,
    project,
    media,  # noqa: F811
    tmp_path,
):
    for path in media.rglob("*.wav"):
        record(path, tone(1000, 6) * 0.1, rate=RATE)
    hear(project, media, Toy())
    last, rows = exported(project, tmp_path / "out")
    assert last.left_out == 0
    assert all(row["file"] for row in rows)


def test_one_that_is_damaged_stops_the_export_and_says_so(vad, project, media, tmp_path):  # noqa: F811
    (vad.folder / "silero_vad.onnx").write_bytes(b"something else")
    hear(project, media, Toy())
    with pytest.raises(UserError, match=r"silero_vad\.onnx of Silero VAD 6\.2\.3 is damaged"):
        exported(project, tmp_path / "out")


@pytest.mark.skipif(not MODELS, reason="UNDERSONG_MODELS names no folder with weights")
def test_the_real_one_hears_no_voice_in_silence_noise_and_tones(vad, tmp_path):
    import shutil

    from core.networks.files import content_hash

    known = catalogue.shipped()[clip_voices.LISTENER]
    wanted = known.files[0].sha256
    real = next((p for p in Path(MODELS).rglob("*.onnx") if content_hash(p) == wanted), None)
    if real is None:
        pytest.skip("silero_vad.onnx is not among them")
    shutil.copy(real, vad.folder / "silero_vad.onnx")
    (vad.folder / MANIFEST_NAME).write_text(as_toml(told(known)), encoding="utf-8")
    noise = np.random.default_rng(1).normal(0, 0.05, 3 * RATE)
    sound = np.concatenate([np.zeros(3 * RATE), noise, tone(2000, 3)]).astype(np.float32)
    path = record(tmp_path / "a.wav", sound, rate=RATE)
    by = listener()
    assert by is not None
    found = answer(voices(by, [ClipSpan(n, path, "", 3 * n, 3 * n + 3) for n in range(3)]))
    assert max(found.values()) < clip_voices.MIN_SCORE
