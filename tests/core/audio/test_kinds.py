"""What a file is called, and what it is."""

import io
from pathlib import Path

import pytest
import soundfile

from core.audio.kinds import is_sequential
from core.audio.source import open_source
from core.recorders import inspect
from tests.core.recorders.making import noise, recording, saved

SOUND = noise(1.0, 16_000) / 32_768


def coded(kind: str) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, SOUND, 16_000, format=kind)
    return out.getvalue()


FORMS = ["WAV", "FLAC", "MP3", "OGG", "AIFF", "CAF", "AU", "W64", "RF64", "VOC", "AVR", "NIST"]


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("suffix", [".wav", ".WAV", ".flac", ".mp3", ".aac", ".mp4", ".raw"])
def test_sound_is_heard_under_whatever_name(kind: str, suffix: str, tmp_path: Path):
    seen = inspect(saved(tmp_path, f"20230501_053000{suffix}", coded(kind)))
    assert seen.problem is None
    assert seen.duration_s == pytest.approx(1.0, abs=0.05)


FOREIGN = {
    "m4a": b"\0\0\0\x20ftypM4A ",
    "wma": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    "wv": b"wvpk",
    "mka": b"\x1aE\xdf\xa3",
    "amr": b"#!AMR\n",
    "ape": b"MAC \x96\x0f",
    "aac": b"\xff\xf1\x50\x80",
}


@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize("named", ["its own", "wav", "WAV", "flac"])
def test_what_only_other_programs_decode_says_what_to_do(kind: str, named: str, tmp_path: Path):
    suffix = kind if named == "its own" else named
    content = FOREIGN[kind] + bytes(range(256)) * 8
    problem = inspect(saved(tmp_path, f"a.{suffix}", content)).problem
    assert problem is not None
    assert (problem.code, problem.usable) == ("unsupported", False)
    assert "WAV or FLAC" in problem.text


@pytest.mark.parametrize("suffix", ["aac", "3gp", "amr", "wma", "mp4", "raw", "sud", "webm", "dss"])
def test_an_unknown_beginning_is_what_its_name_says(suffix: str, tmp_path: Path):
    problem = inspect(saved(tmp_path, f"a.{suffix}", b"\x9c\x01\xfe\x80" * 500)).problem
    assert problem is not None
    assert problem.code == "unsupported"


@pytest.mark.parametrize("suffix", ["wav", "au", "snd", "vox", "caf", "w64", "voc", "mp3"])
def test_noise_is_never_taken_for_sound_because_of_its_name(suffix: str, tmp_path: Path):
    content = b"\x9c\x01\xfe\x80" * 5_000
    assert not inspect(saved(tmp_path, f"a.{suffix}", content)).usable


@pytest.mark.parametrize("suffix", ["wav", "flac", "m4a", "caf", "raw"])
def test_a_text_is_no_sound_whatever_its_name(suffix: str, tmp_path: Path):
    problem = inspect(saved(tmp_path, f"a.{suffix}", b"Dear diary, no birds today.\n" * 90)).problem
    assert problem is not None
    assert problem.code == "not-audio"


def test_a_wav_stays_a_wav_under_any_name(tmp_path: Path):
    assert inspect(saved(tmp_path, "a.m4a", recording())).problem is None


@pytest.mark.parametrize("kind", FORMS)
def test_what_can_only_be_read_from_the_beginning_is_known_by_its_suffix(kind, tmp_path):
    path = saved(tmp_path, f"a.{kind.lower()}", coded(kind))
    with open_source(path) as source:
        assert is_sequential(path.suffix) is not source.exact_seek
