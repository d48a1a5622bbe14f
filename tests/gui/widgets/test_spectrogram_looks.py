"""Colours follow the sound and the person."""

import json

import numpy as np
import pytest

from core.audio.spectrogram import Denoise, FrequencyAxis, SpectrogramSettings
from gui.widgets.spectrogram.colour_maps import ColourMap, Contrast, colour_table, ink
from gui.widgets.spectrogram.looks import Looks, from_plain, to_plain


def brightness(colour):
    return sum((colour >> shift) & 0xFF for shift in (0, 8, 16))


@pytest.mark.parametrize("name", list(ColourMap))
@pytest.mark.parametrize("dark", [False, True])
def test_louder_is_always_further_from_silence(name, dark):
    table = [brightness(colour) for colour in colour_table(name, Contrast(0, 255), dark=dark)]
    falling = name is ColourMap.GREY and not dark
    steps = np.diff(table[::-1] if falling else table)
    assert (steps >= -3).all()
    assert abs(table[-1] - table[0]) > 300


def test_contrast_fits_a_clip():
    rng = np.random.default_rng(3)
    tile = rng.normal(80, 5, (512, 513)).clip(0, 255).astype(np.uint8)
    tile[100:110, 50:60] = 200
    fitted = Contrast().of([tile])
    assert 75 < fitted.low < 85
    assert fitted.high > fitted.low + 30


def test_digital_silence_has_a_contrast_too():
    fitted = Contrast().of([np.zeros((512, 513), dtype=np.uint8)])
    assert fitted.high > fitted.low


def test_brightness_and_contrast_move_the_ends():
    plain = Contrast(60, 160)
    brighter, sharper = Contrast(60, 160, brightness=0.5), Contrast(60, 160, contrast=0.5)
    assert brighter.ends[0] < plain.ends[0]
    assert sharper.ends[1] - sharper.ends[0] < plain.ends[1] - plain.ends[0]


def test_lines_stand_out_from_the_map():
    assert ink(ColourMap.GREY, dark=False)[0] != ink(ColourMap.GREY, dark=True)[0]


def test_looks_survive_being_stored():
    settings = SpectrogramSettings(2048, 0.75, FrequencyAxis.MEL, Denoise.PCEN, 1)
    looks = Looks(settings, ColourMap.VIRIDIS, 0.25, -0.5, in_seconds=True, boxes=False)
    assert from_plain(json.loads(json.dumps(to_plain(looks)))) == looks


@pytest.mark.parametrize("stored", [None, 3, {}, {"settings": {"window": 77}}])
def test_looks_that_cannot_be_read_are_the_usual(stored):
    assert from_plain(stored) == Looks()
