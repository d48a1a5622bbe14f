"""What import says of whole and broken files."""

import os
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
import soundfile

from core.audio.file_ends import END_BYTES
from core.recorders import inspect
from tests.core.recorders.making import (
    RATE,
    chunk,
    fmt,
    guano,
    info,
    noise,
    recording,
    saved,
    wav,
)

SOUND = noise(5.0).tobytes()


def data(size: int, payload: bytes = SOUND) -> bytes:
    return wav(fmt(), chunk(b"data", payload, size=size))


WAVS = {
    "as it should be": (data(len(SOUND)), 5.0, None),
    "data size 0": (data(0), 5.0, "size-repaired"),
    "data size 44 and a tail of zeros": (data(44, SOUND + bytes(50_000)), 5.0, "size-repaired"),
    "data size 0 and a tail of zeros": (data(0, SOUND + bytes(50_000)), 5.0, "size-repaired"),
    "data size counts the header": (data(len(SOUND) + 44), 5.0, None),
    "data size unknown": (data(0xFFFFFFFF), 5.0, None),
    "cut in half": (data(len(SOUND))[: 44 + len(SOUND) // 2], 2.5, "truncated"),
    "a size far past the end": (data(0x70000000), 5.0, "truncated"),
    "far too small a data size": (data(16_000, SOUND * 2), 1.0, "more-behind"),
    "zeros behind the sound": (data(len(SOUND), SOUND + bytes(200_000)), 5.0, None),
    "an odd last byte": (data(len(SOUND) + 1, SOUND + b"\1"), 5.0, None),
    "RIFF size 0": (data(len(SOUND)).replace(b"RIFF", b"RIFF", 1), 5.0, None),
}


@pytest.mark.parametrize("case", WAVS)
def test_the_length_is_what_can_really_be_decoded(case: str, tmp_path: Path):
    content, seconds, code = WAVS[case]
    seen = inspect(saved(tmp_path, "a.wav", content))
    assert seen.duration_s == pytest.approx(seconds, abs=2 / RATE)
    assert (seen.sample_rate, seen.channels) == (RATE, 1)
    assert (seen.problem.code if seen.problem else None) == code
    assert seen.usable


UNUSABLE = {
    "empty": (b"", "empty"),
    "only zeros": (bytes(131_072), "nul-filled"),
    "noise without a header": (np.random.default_rng(3).bytes(131_072), "no-header"),
    "a header alone": (data(0, b""), "stub"),
    "a header that promises sound": (data(len(SOUND))[:44], "stub"),
    "space that was never filled": (data(44, bytes(3_000_000)), "stub"),
    "half a header": (data(0)[:20], "stub"),
    "a text": (b"this is a text, not a recording\n" * 20, "not-audio"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not-audio"),
    "a video": (b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(range(256)) * 9, "not-audio"),
    "no channels": (wav(fmt(channels=0), chunk(b"data", SOUND)), "damaged-header"),
    "no sample rate": (wav(fmt(rate=0), chunk(b"data", SOUND)), "damaged-header"),
    "absurd channels": (wav(fmt(channels=60_000), chunk(b"data", SOUND)), "damaged-header"),
    "a codec nobody knows": (wav(fmt(tag=0x1234), chunk(b"data", SOUND)), "unsupported"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_decoded_is_listed_with_its_reason(case: str, tmp_path: Path):
    content, code = UNUSABLE[case]
    seen = inspect(saved(tmp_path, "20220830_120800.wav", content))
    assert seen.problem is not None
    assert (seen.problem.code, seen.usable) == (code, False)
    assert seen.problem.text.endswith(".")
    assert seen.duration_s is None
    assert seen.start is not None, "the name still tells when it was"


def test_chunks_behind_the_samples_do_not_count_as_sound(tmp_path: Path):
    content = wav(fmt(), chunk(b"data", b""), info(ICMT="x"), guano("Serial:7"))
    seen = inspect(saved(tmp_path, "a.wav", content))
    assert seen.problem is not None
    assert (seen.problem.code, seen.serial) == ("stub", "7")


def test_metadata_is_found_behind_the_samples_with_and_without_a_pad_byte(tmp_path: Path):
    for pad in (True, False):
        odd = chunk(b"data", SOUND + b"\1", pad=pad)
        seen = inspect(saved(tmp_path, f"{pad}.wav", wav(fmt(bits=8), odd, guano("Serial:7"))))
        assert seen.serial == "7"


def test_metadata_between_header_and_samples_is_found(tmp_path: Path):
    content = wav(fmt(), guano("Serial:77"), info(ICMT="x"), chunk(b"data", SOUND))
    seen = inspect(saved(tmp_path, "a.wav", content))
    assert (seen.serial, seen.duration_s) == ("77", 5.0)


def test_a_chunk_with_a_wrong_size_does_not_hide_the_samples(tmp_path: Path):
    content = wav(fmt(), chunk(b"guan", b"Serial:7", size=4_000_000_000), chunk(b"data", SOUND))
    assert inspect(saved(tmp_path, "a.wav", content)).duration_s == 5.0


@pytest.mark.parametrize("size", [0, 44, 0xFFFFFFFF, 0x60000000])
def test_metadata_at_the_end_is_found_even_where_the_size_of_the_samples_lies(
    size: int, tmp_path: Path
):
    behind = info(ICMT="odd") + guano("Serial:77")
    content = wav(fmt(), chunk(b"data", SOUND, size=size), behind)
    seen = inspect(saved(tmp_path, "a.wav", content))
    assert (seen.serial, seen.duration_s) == ("77", 5.0)


def test_the_extensible_format_is_understood(tmp_path: Path):
    path = tmp_path / "a.wav"
    soundfile.write(path, noise().reshape(-1, 2), RATE, format="WAVEX", subtype="PCM_24")
    seen = inspect(path)
    assert (seen.duration_s, seen.channels, seen.problem) == (0.5, 2, None)


def test_rf64_takes_its_size_from_ds64(tmp_path: Path):
    path = tmp_path / "a.wav"
    soundfile.write(path, noise(), RATE, format="RF64")
    seen = inspect(path)
    assert (seen.duration_s, seen.problem) == (1.0, None)


def put_noise_at_ends(file: BinaryIO, size: int) -> None:
    """Let a sparse file begin and end in sound: of one with flat ends every byte is read."""
    sound = noise(END_BYTES / (2 * RATE)).tobytes()
    file.write(sound)
    file.seek(size - len(sound))
    file.write(sound)


def test_an_11_gb_file_is_inspected_at_once(tmp_path: Path):
    size = 11 << 30
    ds64 = chunk(b"ds64", bytes(8) + size.to_bytes(8, "little") + bytes(12))
    path = tmp_path / "a.wav"
    with path.open("wb") as file:
        file.write(b"RF64\xff\xff\xff\xffWAVE" + ds64 + fmt(channels=2, rate=48_000))
        file.write(b"data\xff\xff\xff\xff")
        try:
            put_noise_at_ends(file, file.tell() + size)
        except OSError:
            pytest.skip("no room for a sparse file")
    seen = inspect(path)
    assert seen.duration_s == pytest.approx(size / 4 / 48_000)
    assert seen.problem is None


def test_a_size_that_began_again_at_zero_is_repaired(tmp_path: Path):
    size = (5 << 30) + 4_000
    path = tmp_path / "a.wav"
    with path.open("wb") as file:
        file.write(wav(fmt(), chunk(b"data", noise().tobytes(), size=size % (1 << 32))))
        try:
            put_noise_at_ends(file, 44 + size)
        except OSError:
            pytest.skip("no room for a sparse file")
    seen = inspect(path)
    assert seen.duration_s == pytest.approx(size / 2 / RATE)
    assert seen.problem is not None
    assert seen.problem.code == "size-repaired"


def test_a_file_that_is_gone_is_said_to_be_gone(tmp_path: Path):
    seen = inspect(tmp_path / "20220830_120800.wav")
    assert seen.problem is not None
    assert seen.problem.code == "vanished"
    assert seen.start is not None


def test_a_folder_or_a_pipe_with_an_audio_name_is_not_opened(tmp_path: Path):
    folder = tmp_path / "a.wav"
    folder.mkdir()
    places = [folder]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "b.wav")
        places.append(tmp_path / "b.wav")
    for place in places:
        problem = inspect(place).problem
        assert problem is not None
        assert problem.code == "unreadable"


def test_a_name_no_file_can_have_is_unreadable():
    problem = inspect(Path("a\0b.wav")).problem
    assert problem is not None
    assert problem.code in ("unreadable", "vanished")


def test_copies_have_the_same_hash_whatever_their_names(tmp_path: Path):
    first = inspect(saved(tmp_path, "a.wav"))
    second = inspect(saved(tmp_path, "b/c.wav"))
    other = inspect(saved(tmp_path, "d.wav", recording(seconds=1.1)))
    assert first.content_hash == second.content_hash != other.content_hash


def test_other_formats_are_inspected_too(tmp_path: Path):
    sound = noise(2.0, 48_000).astype(np.float32) / 32_768
    for name, kind in (("a.flac", "FLAC"), ("a.mp3", "MP3"), ("a.ogg", "OGG"), ("a.aiff", "AIFF")):
        soundfile.write(tmp_path / name, sound, 48_000, format=kind)
        seen = inspect(tmp_path / name)
        assert seen.duration_s == pytest.approx(2.0, abs=0.05)
        assert (seen.sample_rate, seen.channels, seen.problem) == (48_000, 1, None)


def test_opus_is_inspected_too(tmp_path: Path):
    sound = noise(2.0, 48_000).astype(np.float32) / 32_768
    soundfile.write(tmp_path / "a.opus", sound, 48_000, format="OGG", subtype="OPUS")
    assert inspect(tmp_path / "a.opus").duration_s == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize("name", ["a.m4a", "a.aac", "a.wma"])
def test_formats_that_cannot_be_decoded_say_what_to_do(name: str, tmp_path: Path):
    problem = inspect(saved(tmp_path, name, b"\0\0\0\x20ftypM4A " + bytes(300))).problem
    assert problem is not None
    assert problem.code == "unsupported"
    assert "Convert" in problem.text


@pytest.mark.parametrize("kind", ["MP3", "OGG", "AIFF"])
def test_coded_files_that_were_cut_say_so(kind: str, tmp_path: Path):
    path = tmp_path / f"a.{kind.lower()}"
    soundfile.write(path, noise(20.0, 48_000).astype(np.float32) / 32_768, 48_000, format=kind)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    seen = inspect(path)
    assert seen.duration_s == pytest.approx(10.0, abs=1.0)
    assert seen.problem is not None
    assert (seen.problem.code, seen.usable) == ("truncated", True)
