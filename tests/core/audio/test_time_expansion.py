"""Bat sound that was written slowed down is heard, shown and counted as it was outside."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from core.audio.layout import Contents, Decoder, Layout
from core.audio.source import open_source
from core.audio.time_expansion import at_true_rate
from core.recorders import inspect
from tests.core.recorders.making import RATE, chunk, guano, recording, saved


def slowed(factor: int) -> bytes:
    """A WAMD chunk that says how often the sound is slowed."""
    return chunk(b"wamd", b"\0\0\x02\0\0\0\x01\0\x0f\0\x02\0\0\0" + factor.to_bytes(2, "little"))


@pytest.mark.parametrize("said", [guano("TE:10"), guano("te: 10.0"), guano("TE:10x"), slowed(10)])
def test_sound_slowed_ten_times_has_its_true_rate_and_length(said: bytes, tmp_path: Path):
    path = saved(tmp_path, "BAT_20230601_223000.wav", recording(said))
    seen = inspect(path)
    assert (seen.sample_rate, seen.problem) == (10 * RATE, None)
    assert seen.duration_s == pytest.approx(0.1)
    with open_source(path) as source:
        assert (source.sample_rate, source.frames) == (10 * RATE, RATE)


@pytest.mark.parametrize("said", [guano("TE:1"), guano("TE:0"), guano("TE:"), guano("TE: none"),
                                  guano("Note: TE"), slowed(0), slowed(1)])  # fmt: skip
def test_sound_that_is_not_slowed_stays_as_it_is(said: bytes, tmp_path: Path):
    seen = inspect(saved(tmp_path, "a.wav", recording(said)))
    assert (seen.sample_rate, seen.duration_s, seen.problem) == (RATE, 1.0, None)


@pytest.mark.parametrize(
    "said",
    [guano(f"TE:{text}") for text in ("-10", "0.1", "1e9", "NaN", "inf", "10 or 20", "9" * 400)]
    + [slowed(60_000)],
)
def test_an_expansion_that_cannot_be_is_not_used_and_said(said: bytes, tmp_path: Path):
    seen = inspect(saved(tmp_path, "a.wav", recording(said)))
    assert (seen.sample_rate, seen.duration_s, seen.usable) == (RATE, 1.0, True)
    assert seen.problem is not None
    assert "time expansion" in seen.problem.text


def test_a_rate_that_is_a_bat_detectors_already_is_not_raised_again(tmp_path: Path):
    seen = inspect(saved(tmp_path, "a.wav", recording(guano("TE:10"), rate=384_000, seconds=0.1)))
    assert seen.sample_rate == 384_000
    assert seen.problem is not None
    assert seen.problem.code == "expansion-unclear"


def test_a_cut_recording_with_a_doubtful_expansion_says_both(tmp_path: Path):
    whole = recording(seconds=2.0)[:8_000] + guano("TE:-1")
    seen = inspect(saved(tmp_path, "a.wav", whole))
    assert seen.problem is not None
    assert "time expansion" in seen.problem.text


def test_what_a_phone_calls_the_length_is_never_believed(tmp_path: Path):
    seen = inspect(saved(tmp_path, "a.wav", recording(guano("Length: 1000", "TE: 1"))))
    assert seen.duration_s == 1.0


@given(st.text(max_size=30))
def test_whatever_the_field_holds_the_rate_stays_possible(text: str):
    written = Contents(
        Layout(Decoder.SAMPLES, 48_000, 1, 48_000),
        metadata={b"guan": f"TE:{text}".encode("utf-8", "replace")},
    )
    layout = at_true_rate(written).layout
    assert layout is not None
    assert 48_000 <= layout.sample_rate <= 1_000_000


def test_slowed_sound_that_flac_keeps_is_put_right_too(tmp_path: Path):
    path = tmp_path / "a.flac"
    soundfile.write(path, np.zeros(RATE, np.float32), RATE, format="FLAC")
    raw, kept = path.read_bytes(), b"riff" + guano("TE:10")
    block = b"\x02" + len(kept).to_bytes(3, "big") + kept
    path.write_bytes(raw[:42] + block + raw[42:])
    with open_source(path) as source:
        assert source.sample_rate == 10 * RATE
        assert len(source.read(RATE)) == RATE
