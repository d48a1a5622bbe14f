"""Sound behind the first stream of a file is heard, or said to be there."""

import io
import struct
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.audio.source import Samples, open_source
from core.recorders import inspect
from tests.core.recorders.making import chunk, fmt, wav

RATE = 16_000
LENGTHS = (2.0, 3.5, 0.8)
CODED = {
    "flac": ("FLAC", None),
    "ogg": ("OGG", "VORBIS"),
    "opus": ("OGG", "OPUS"),
    "mp3": ("MP3", None),
}


def sound(seconds: float, seed: int = 1, channels: int = 1) -> Samples:
    shape = (int(seconds * RATE), channels)
    return np.random.default_rng(seed).uniform(-0.5, 0.5, shape).astype(np.float32)


def coded(samples: Samples, kind: str, rate: int = RATE) -> bytes:
    out = io.BytesIO()
    form, subtype = CODED.get(kind, (kind, None))
    soundfile.write(out, samples, rate, format=form, subtype=subtype)
    return out.getvalue()


def decoded(raw: bytes) -> Samples:
    samples: Samples = soundfile.read(io.BytesIO(raw), dtype="float32", always_2d=True)[0]
    return samples


def everything(path: Path, step: int = 5_000) -> Samples:
    with open_source(path) as source:
        parts = []
        while len(part := source.read(step)):
            parts.append(part)
        assert source.lost_frames == 0
    return np.concatenate(parts)


def problem_of(path: Path) -> str | None:
    problem = inspect(path).problem
    assert problem is None or problem.usable
    return problem.code if problem else None


def flac_parts(raw: bytes) -> tuple[bytes, bytes]:
    """Return the metadata and the frames of a FLAC file."""
    at, last = 4, False
    while not last:
        last = bool(raw[at] & 0x80)
        at += 4 + int.from_bytes(raw[at + 1 : at + 4], "big")
    return raw[:at], raw[at:]


def with_total(head: bytes, frames: int) -> bytes:
    top = head[21] & 0xF0
    return head[:21] + (top << 32 | frames).to_bytes(5, "big") + bytes(16) + head[42:]


@pytest.mark.parametrize("kind", CODED)
@pytest.mark.parametrize("seconds", [LENGTHS, (2.0, 2.0), (0.5, 4.0), (4.0, 0.5), (1.0,) * 5])
def test_files_put_behind_each_other_are_heard_whole(
    kind: str, seconds: tuple[float, ...], tmp_path: Path
):
    parts = [coded(sound(length, seed), kind) for seed, length in enumerate(seconds)]
    path = tmp_path / f"a.{kind}"
    path.write_bytes(b"".join(parts))
    meant = np.concatenate([decoded(part) for part in parts])
    assert inspect(path).duration_s == pytest.approx(len(meant) / RATE)
    assert problem_of(path) == "joined"
    assert np.allclose(everything(path), meant, atol=1e-5)


@pytest.mark.parametrize("kind", ["flac", "ogg", "opus", "mp3"])
def test_any_place_of_joined_sound_is_found(kind: str, tmp_path: Path):
    path = tmp_path / f"a.{kind}"
    path.write_bytes(b"".join(coded(sound(length, 7), kind) for length in LENGTHS))
    whole = everything(path)
    with open_source(path) as source:
        for place in (70_000, 31_000, 0, 32_000, 31_000, 88_000, 12_345):
            source.seek(place)
            assert np.allclose(source.read(9_000), whole[place : place + 9_000], atol=1e-5)


@pytest.mark.parametrize("stated", ["of the first", "none", "of all", "of the last"])
def test_flac_frames_that_count_anew_are_heard_whole(stated: str, tmp_path: Path):
    (head, first), (_, second) = (
        flac_parts(coded(sound(length, 3), "flac")) for length in (2.5, 3.0)
    )
    total = {"of the first": 2.5, "none": 0, "of all": 5.5, "of the last": 3.0}[stated]
    path = tmp_path / "a.flac"
    path.write_bytes(with_total(head, int(total * RATE)) + first + second)
    meant = np.concatenate([decoded(coded(sound(length, 3), "flac")) for length in (2.5, 3.0)])
    assert problem_of(path) == "joined"
    assert np.array_equal(everything(path), meant)


def test_a_restart_is_found_far_inside_a_long_flac(tmp_path: Path):
    parts = [coded(sound(seconds, 3), "flac") for seconds in (61.0, 30.0)]
    path = tmp_path / "a.flac"
    path.write_bytes(b"".join(parts))
    assert inspect(path).duration_s == 91.0


def test_a_flac_of_another_rate_behind_is_said(tmp_path: Path):
    path = tmp_path / "a.flac"
    path.write_bytes(coded(sound(3), "flac") + coded(sound(3), "flac", rate=22_050))
    assert (inspect(path).duration_s, problem_of(path)) == (3.0, "more-behind")


@pytest.mark.parametrize("kind", ["ogg", "opus", "mp3"])
def test_other_sound_behind_is_said_where_it_does_not_fit(kind: str, tmp_path: Path):
    path = tmp_path / f"a.{kind}"
    path.write_bytes(coded(sound(3), kind) + coded(sound(3, channels=2), kind))
    assert inspect(path).duration_s == pytest.approx(3.0)
    assert problem_of(path) == "more-behind"


@pytest.mark.parametrize("kind", ["ogg", "opus", "mp3", "aiff"])
def test_what_no_decoder_knows_behind_a_sound_does_not_take_it_away(kind: str, tmp_path: Path):
    path = tmp_path / f"a.{kind}"
    whole = coded(sound(3), kind)
    head = {"mp3": b"ID3\4\0\0\0\0\0\0", "aiff": b"FORM\0\0\x40\0AIFF"}.get(kind, whole[:58])
    path.write_bytes(whole + head + b"\x11\x99\xee" * 8_000)
    seen = inspect(path)
    assert seen.duration_s == pytest.approx(3.0)
    assert seen.usable
    assert seen.problem is not None


ID3 = b"ID3\3\0\0\0\0\0\x10TIT2\0\0\0\x06\0\0\0Hello"
ID3V1 = b"TAG" + bytes(125)
APE = b"APETAGEX" + (2_000).to_bytes(4, "little") + (40).to_bytes(4, "little") + bytes(56)


@pytest.mark.parametrize("tags", [ID3V1, APE + ID3V1, bytes(5_000), b"TAG+" + bytes(223)])
def test_tags_between_joined_mp3_hide_none_of_them(tags: bytes, tmp_path: Path):
    path = tmp_path / "a.mp3"
    path.write_bytes((ID3 + coded(sound(3), "mp3") + tags) * 3)
    assert inspect(path).duration_s == pytest.approx(9.0)
    assert problem_of(path) == "joined"
    assert len(everything(path)) == 9 * RATE


@pytest.mark.parametrize("kind", ["ogg", "mp3"])
@pytest.mark.parametrize("zeros", [False, True])
def test_another_format_behind_a_sound_is_said(kind: str, zeros: bool, tmp_path: Path):
    path = tmp_path / f"a.{kind}"
    behind = wav(fmt(rate=RATE), chunk(b"data", pcm(4.0)))
    path.write_bytes(coded(sound(3), kind) + (bytes(len(behind)) if zeros else behind))
    assert inspect(path).duration_s == pytest.approx(3.0)
    assert problem_of(path) == (None if zeros else "more-behind")


def two_chunks(first: bytes, second: bytes, *between: bytes) -> bytes:
    return wav(fmt(rate=RATE), chunk(b"data", first), *between, chunk(b"data", second))


def pcm(seconds: float, seed: int = 1) -> bytes:
    return (sound(seconds, seed) * 32_767).astype("<i2").tobytes()


@pytest.mark.parametrize("between", [(), (chunk(b"LIST", b"INFO"),), (fmt(rate=RATE),)])
def test_all_chunks_of_samples_in_a_wav_are_heard(between: tuple[bytes, ...], tmp_path: Path):
    path = tmp_path / "a.wav"
    path.write_bytes(two_chunks(pcm(2.0), pcm(3.0, 2), *between))
    meant = np.frombuffer(pcm(2.0) + pcm(3.0, 2), "<i2").astype(np.float32) / 32_768
    assert problem_of(path) == "joined"
    assert np.array_equal(everything(path)[:, 0], meant)


def test_a_wav_behind_a_wav_is_heard_too(tmp_path: Path):
    path = tmp_path / "a.wav"
    path.write_bytes(b"".join(wav(fmt(rate=RATE), chunk(b"data", pcm(n))) for n in (1.0, 2.0, 1.0)))
    assert (inspect(path).duration_s, problem_of(path)) == (4.0, "joined")


def test_a_wav_of_another_form_behind_a_wav_is_said_and_not_heard(tmp_path: Path):
    path = tmp_path / "a.wav"
    other = wav(fmt(channels=2, rate=RATE), chunk(b"data", pcm(2.0)))
    path.write_bytes(wav(fmt(rate=RATE), chunk(b"data", pcm(1.0))) + other)
    assert (inspect(path).duration_s, problem_of(path)) == (1.0, "more-behind")


def test_an_empty_chunk_of_samples_does_not_hide_the_full_one(tmp_path: Path):
    path = tmp_path / "a.wav"
    path.write_bytes(two_chunks(b"", pcm(2.0), chunk(b"LIST", b"INFO")))
    assert (inspect(path).duration_s, problem_of(path)) == (2.0, None)


@pytest.mark.parametrize("kind", ["AIFF", "CAF", "W64", "AU"])
def test_what_follows_the_sound_of_other_containers_is_heard_or_said(kind: str, tmp_path: Path):
    path = tmp_path / f"a.{kind.lower()}"
    path.write_bytes(coded(sound(2), kind) + coded(sound(3), kind))
    heard = (2.0, "more-behind") if kind == "CAF" else (5.0, "joined")
    assert (pytest.approx(inspect(path).duration_s, abs=0.01), problem_of(path)) == heard


def test_a_second_chunk_of_sound_in_an_aiff_is_said(tmp_path: Path):
    raw = coded(sound(1), "AIFF")
    at = raw.index(b"SSND")
    twice = raw + raw[at:]
    path = tmp_path / "a.aiff"
    path.write_bytes(twice[:4] + struct.pack(">I", len(twice) - 8) + twice[8:])
    assert inspect(path).problem is not None


ALL = (*CODED, "AIFF", "CAF", "W64", "AU", "WAV", "RF64", "VOC", "AVR", "NIST", "SVX")


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("seconds", [0.3, 2.0, 30.0])
def test_of_one_sound_nothing_is_said(kind: str, seconds: float, tmp_path: Path):
    loud = sound(seconds) * np.linspace(1, 0.001, int(seconds * RATE), dtype=np.float32)[:, None]
    suffix = {"NIST": "sph", "RF64": "wav"}.get(kind, kind.lower())
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(coded(loud, kind))
    assert problem_of(path) is None
    assert inspect(path).duration_s == pytest.approx(seconds, abs=0.1)


def test_vorbis_is_the_same_wherever_reading_began(tmp_path: Path):
    path = tmp_path / "a.ogg"
    path.write_bytes(coded(sound(6), "ogg"))
    whole = everything(path)
    with open_source(path) as source:
        for place, _ in pairwise(range(1_000, 90_000, 7_001)):
            source.seek(place)
            assert np.allclose(source.read(500), whole[place : place + 500], atol=1e-5)


def test_damage_within_a_part_ends_the_sound_there_and_is_counted(tmp_path: Path):
    first, second = coded(sound(5.0), "flac"), coded(sound(5.0, 2), "flac")
    middle = len(first) // 2
    first = first[:middle] + bytes(20_000) + first[middle + 20_000 :]
    path = tmp_path / "a.flac"
    path.write_bytes(first + second)
    with open_source(path) as source:
        while len(source.read(5_000)):
            pass
        assert source.frames + source.lost_frames == int(10.0 * RATE)
        assert 0 < source.frames < 5.0 * RATE
