"""Opening recordings, whole and broken, and reading their samples."""

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.audio.source import Samples, Source, open_source
from core.errors import UnreadableRecordingError

RATE = 8_000


def sound(seconds: float = 2.0, channels: int = 1, seed: int = 1) -> Samples:
    shape = (int(seconds * RATE), channels)
    return np.random.default_rng(seed).uniform(-0.5, 0.5, shape).astype(np.float32)


def written(path: Path, samples: Samples, subtype: str = "PCM_16", **more: str) -> Path:
    soundfile.write(path, samples, RATE, subtype=subtype, **more)
    return path


def decoded(path: Path) -> Samples:
    """Return what libsndfile itself makes of a file."""
    samples: Samples = soundfile.read(path, dtype="float32", always_2d=True)[0]
    return samples


def everything(source: Source, step: int = 1_000) -> Samples:
    parts = []
    while len(part := source.read(step)):
        parts.append(part)
    return np.concatenate(parts) if parts else np.zeros((0, source.channels), np.float32)


SUBTYPES = ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW")


@pytest.mark.parametrize("subtype", SUBTYPES)
@pytest.mark.parametrize("channels", [1, 2, 8])
def test_samples_equal_those_of_libsndfile(subtype: str, channels: int, tmp_path: Path):
    path = written(tmp_path / "a.wav", sound(0.5, channels), subtype)
    with open_source(path) as source:
        samples = everything(source)
    assert samples.dtype == np.float32
    assert np.array_equal(samples, decoded(path))


@pytest.mark.parametrize("kind", ["FLAC", "WAVEX", "RF64", "AIFF"])
def test_other_containers_equal_libsndfile_too(kind: str, tmp_path: Path):
    path = written(tmp_path / f"a.{kind.lower()}", sound(channels=2), format=kind)
    with open_source(path) as source:
        assert source.exact_seek
        assert np.array_equal(everything(source), decoded(path))


def test_seeking_lands_on_the_very_sample(tmp_path: Path):
    for name in ("a.wav", "a.flac"):
        path = written(tmp_path / name, sound())
        with open_source(path) as source:
            source.seek(5_001)
            assert np.array_equal(source.read(100), decoded(path)[5_001:5_101])


def test_fewer_frames_come_only_at_the_end(tmp_path: Path):
    with open_source(written(tmp_path / "a.wav", sound())) as source:
        source.seek(source.frames - 10)
        assert source.read(100).shape == (10, 1)
        assert source.read(100).shape == (0, 1)
        source.seek(source.frames + 99)
        assert source.read(1).shape == (0, 1)


def test_mp3_is_read_from_the_beginning_and_still_found_anywhere(tmp_path: Path):
    path = tmp_path / "a.mp3"
    soundfile.write(path, sound(), RATE * 2, format="MP3")
    with open_source(path) as source:
        whole = everything(source)
        source.seek(1_234)
        assert not source.exact_seek
        assert np.allclose(source.read(50), whole[1_234:1_284], atol=1e-6)
        assert len(whole) == source.frames


def test_samples_that_are_no_numbers_become_zero_and_are_counted(tmp_path: Path):
    samples = sound()
    samples[[3, 5, 700]] = [[np.nan], [np.inf], [-np.inf]]
    with open_source(written(tmp_path / "a.wav", samples, "FLOAT")) as source:
        read = everything(source)
        assert source.bad_samples == 3
    assert np.isfinite(read).all()
    assert read[3] == read[5] == read[700] == 0


def with_data_size(path: Path, size: int, more: bytes = b"") -> Path:
    raw = path.read_bytes()
    path.write_bytes(raw[:40] + size.to_bytes(4, "little") + raw[44:] + more)
    return path


@pytest.mark.parametrize(("size", "tail"), [(0, 0), (44, 40_000), (0xFFFFFFFF, 0), (32_044, 0)])
def test_samples_are_recovered_where_the_header_lies(size: int, tail: int, tmp_path: Path):
    path = written(tmp_path / "a.wav", sound())
    whole = decoded(path)
    with open_source(with_data_size(path, size, bytes(tail))) as source:
        assert np.array_equal(everything(source), whole)


def test_a_cut_recording_gives_what_is_there(tmp_path: Path):
    path = written(tmp_path / "a.wav", sound())
    whole = decoded(path)
    path.write_bytes(path.read_bytes()[: 44 + 10_001])
    with open_source(path) as source:
        assert np.array_equal(everything(source), whole[:5_000])


def flac(path: Path, seconds: float = 5.0) -> tuple[Path, bytes, Samples]:
    written(path, sound(seconds))
    return path, path.read_bytes(), decoded(path)


def with_total(raw: bytes, frames: int) -> bytes:
    """Return a FLAC file that states another number of samples."""
    top = raw[21] & 0xF0
    return raw[:21] + (top << 32 | frames).to_bytes(5, "big") + raw[26:]


@pytest.mark.parametrize("stated", [80_000, 0, 30_000, 40_001])
def test_a_flac_with_a_wrong_total_is_read_whole(stated: int, tmp_path: Path):
    path, raw, whole = flac(tmp_path / "a.flac")
    path.write_bytes(with_total(raw, stated))
    with open_source(path) as source:
        assert np.array_equal(everything(source), whole)
        source.seek(33_333)
        assert np.array_equal(source.read(100), whole[33_333:33_433])


@pytest.mark.parametrize("share", [0.3, 0.8, 0.999])
def test_a_cut_flac_gives_every_whole_frame_before_the_loss(share: float, tmp_path: Path):
    path, raw, whole = flac(tmp_path / "a.flac")
    path.write_bytes(raw[: int(len(raw) * share)])
    with open_source(path) as source:
        samples = everything(source)
    assert len(whole) * share - 2 * 4_096 < len(samples) < len(whole)
    assert np.array_equal(samples, whole[: len(samples)])


@pytest.mark.parametrize("rest", [bytes(900_000), np.random.default_rng(5).bytes(900_000)])
def test_a_flac_in_space_that_was_never_filled_is_read(rest: bytes, tmp_path: Path):
    path, raw, whole = flac(tmp_path / "a.flac")
    path.write_bytes(with_total(raw[: len(raw) // 2], 0) + rest)
    path = path.rename(tmp_path / "data")
    with open_source(path) as source:
        samples = everything(source)
    assert len(samples) > 0.4 * len(whole)
    assert np.array_equal(samples, whole[: len(samples)])


def test_a_flac_with_a_hole_gives_what_comes_before_it_and_says_what_is_lost(tmp_path: Path):
    path, raw, whole = flac(tmp_path / "a.flac")
    middle = len(raw) // 2
    path.write_bytes(raw[:middle] + bytes(20_000) + raw[middle + 20_000 :])
    with open_source(path) as source:
        samples = everything(source, step=RATE)
        assert source.lost_frames == len(whole) - len(samples) > 0
    assert len(samples) > 0.38 * len(whole)
    assert np.array_equal(samples, whole[: len(samples)])


def compressed(blocks: list[int | Samples]) -> tuple[bytes, Samples]:
    """Return an AudioMoth file with compressed time, and the samples it stands for.

    A number counts blocks of silence, an array holds 256 samples.
    """
    body, meant = b"", []
    for block in blocks:
        if isinstance(block, int):
            bits = np.array([1 if block >> bit & 1 else -1 for bit in range(32)], dtype="<i2")
            body += np.concatenate([bits, np.zeros(224, "<i2")]).tobytes()
            meant.append(np.zeros(block * 256, np.float32))
        else:
            stored = (block[:256, 0] * 32_768).astype("<i2")
            body += stored.tobytes()
            meant.append(stored.astype(np.float32) / 32_768)
    first = (sound(1, seed=9)[:12, 0] * 32_768).astype("<i2")
    samples = np.concatenate([first.astype(np.float32) / 32_768, *meant])
    body = first.tobytes() + body
    header = b"WAVEfmt \x10\0\0\0\x01\0\x01\0" + RATE.to_bytes(4, "little")
    header += (2 * RATE).to_bytes(4, "little") + b"\x02\0\x10\0"
    header += b"LIST" + (436).to_bytes(4, "little") + b"INFO" + bytes(432)
    header += b"data" + len(body).to_bytes(4, "little")
    whole = b"RIFF" + (len(header) + len(body)).to_bytes(4, "little") + header + body
    assert whole.index(b"data") + 8 == 488
    return whole, samples.reshape(-1, 1)


def test_silence_left_out_by_an_audiomoth_is_put_back(tmp_path: Path):
    content, meant = compressed([sound(1), 300, sound(1, seed=2), sound(1, seed=3), 1, 70_000])
    path = tmp_path / "20250503_031300T.WAV"
    path.write_bytes(content)
    with open_source(path) as source:
        assert source.frames == len(meant)
        assert np.array_equal(everything(source, 99_991), meant)
        source.seek(300)
        assert np.array_equal(source.read(80_000), meant[300:80_300])


def test_the_same_blocks_in_an_untriggered_recording_are_sound(tmp_path: Path):
    content, _ = compressed([sound(1), 300])
    path = tmp_path / "20250503_031300.WAV"
    path.write_bytes(content)
    with open_source(path) as source:
        assert source.frames == 12 + 2 * 256


def test_an_absurd_count_of_silence_is_taken_for_sound(tmp_path: Path):
    content, _ = compressed([sound(1), 1])
    content = content.replace(b"\x01\0" + b"\xff\xff" * 31, b"\x01\0" * 32)
    path = tmp_path / "20250503_031300T.WAV"
    path.write_bytes(content)
    with open_source(path) as source:
        assert source.frames == 12 + 2 * 256


def code_of(path: Path) -> str:
    with pytest.raises(UnreadableRecordingError) as error:
        open_source(path)
    assert path.name in str(error.value)
    return error.value.code


def test_what_cannot_be_read_is_refused_with_the_problems_code(tmp_path: Path):
    for name, content, code in (
        ("a.wav", b"", "empty"),
        ("b.wav", bytes(5_000), "nul-filled"),
        ("c.wav", b"just some text", "not-audio"),
        ("d.flac", b"fLaC", "stub"),
        ("e.m4a", b"\0\0\0\x20ftypM4A ", "unsupported"),
        ("f.mp3", b"\xff\xfb" + bytes(3), "no-header"),
    ):
        (tmp_path / name).write_bytes(content)
        assert code_of(tmp_path / name) == code
    assert code_of(tmp_path / "gone.wav") == "vanished"
    assert code_of(tmp_path) == "unreadable"


def test_a_file_that_shrinks_while_it_is_read_is_an_error_with_a_name(tmp_path: Path):
    path = written(tmp_path / "a.wav", sound())
    with open_source(path) as source:
        source.read(100)
        os.truncate(path, 1_000)
        with pytest.raises(UnreadableRecordingError) as error:
            source.read(10_000)
    assert error.value.code == "truncated"


def test_recordings_are_never_opened_for_writing(tmp_path: Path):
    path = written(tmp_path / "a.wav", sound())
    path.chmod(0o444)
    before = path.stat().st_mtime_ns, path.read_bytes()
    with open_source(path) as source:
        everything(source)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before


def test_an_11_gb_recording_is_read_in_constant_memory(tmp_path: Path):
    path = tmp_path / "a.wav"
    size = 11 << 30
    header = b"RF64\xff\xff\xff\xffWAVEds64" + (28).to_bytes(4, "little") + bytes(8)
    header += size.to_bytes(8, "little") + bytes(12)
    header += written(tmp_path / "b.wav", sound(0.1)).read_bytes()[12:40] + b"\xff\xff\xff\xff"
    with path.open("wb") as file:
        file.write(header)
        try:
            file.truncate(len(header) + size)
        except OSError:
            pytest.skip("no room for a sparse file")
    with open_source(path) as source:
        assert source.frames == size // 2
        source.seek(source.frames - 100)
        assert source.read(1_000).shape == (100, 1)
