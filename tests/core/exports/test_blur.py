"""Texts and places, moved to a grid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UnusableValueError
from core.exports import Blur

SECRET = (52.123457, -4.345679)


def test_degrees_and_minutes_are_a_coordinate_too():
    blur = Blur(0.1)
    for written in ("52°7'24.4\"", "52° 7.407'", "52º07’24″", "52°07"):
        assert blur.text(f"nest {written} N", SECRET) == "nest 52.1° N"
        assert blur.text(f"nest {written} N", (48.1, 11.2)) == f"nest {written} N"


@pytest.mark.parametrize(
    ("written", "blurred"),
    [
        ("nest 30U 407885 5775542, tree", "nest 52.1 -4.3, tree"),
        ("nest_30N_407885_5775542.WAV", "nest_52.1 -4.3.WAV"),
        ("E 407885 N 5775542 30U", "52.1 -4.3"),
        ("9C4Q4MF3+9P", "52.1 -4.3"),
        ("N52 07.41 W004 20.74", "52.1° 4.3°"),
        ("N52_07_24_W004_20_44.WAV", "52.1°_4.3°.WAV"),
        ("$GPGGA,5207.4074,N,00420.7407,W", "$GPGGA,52.1 4.3,W"),
        ("+5207.407-00420.741/", "52.1 4.3/"),
        ("520724N0042044W_20250503_052000.wav", "52.1 4.3_20250503_052000.wav"),
        ("520724N_042044W", "52.1 4.3"),
        ("52d07m24.4s 4d20m44.4s", "52.1 4.3"),
        ("52:07:24.4 -4:20:44.4", "52.1 4.3"),
        ("52_123457_-4_345679", "52.1 4.3"),
        ("52p1234_4p3456", "52.1 4.3"),
        ("52123457_-4345679", "52.1 4.3"),
        ("30UVC0788575542", "52.1 -4.3"),
        ("nest_30U_VC_07885_75542.wav", "nest_52.1 -4.3.wav"),
        ("nest_gckbt0g94.wav", "nest_52.1 -4.3.wav"),
        ("52·123457, ٤٫٣٤٥٦", "52.1 4.3"),
    ],
)
def test_places_in_metres_codes_and_letters_are_coordinates_too(written, blurred):
    assert Blur(0.1).text(written, SECRET) == blurred
    assert Blur(0.1).text(written, (48.1, 11.2)) == written


def test_the_lines_of_a_drawing_stay_and_its_texts_are_searched():
    drawing = '<path d="M52 7.4 4 20.7"/><text>5207.4074N 00420.7407W</text>'
    expected = '<path d="M52 7.4 4 20.7"/><text>52.1 4.3</text>'
    assert Blur(0.1).text(drawing, SECRET, exactly=True) == expected


@pytest.mark.parametrize("numbers", ["[521234, 43456]", "[5207.407, 420.741]", "[520724, 42044]"])
def test_lists_of_numbers_stay_lists(numbers):
    assert Blur(0.1).text(numbers, SECRET, exactly=True) == numbers


@pytest.mark.parametrize("word", ["20250503_052000.wav", "2025-05-03 05:20:00", "three", "5_2503"])
def test_dates_and_words_are_no_place(word):
    assert Blur(0.1).text(word, (20.25, 0.052)) == word
    assert Blur(0.1, others=(0.052, 20.25)).text(word) == word


@given(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from([0.001, 0.01, 0.1, 0.25, 7, 10]))
def test_a_place_is_moved_to_the_grid_and_stays_on_earth(latitude, longitude, degrees):
    for before, after, limit in zip(
        (latitude, longitude), Blur(degrees).place(latitude, longitude), (90, 180), strict=True
    ):
        assert abs(after) <= limit
        assert abs(after - before) <= degrees
        steps = after / degrees
        assert abs(steps - round(steps)) < 1e-6
    assert Blur(degrees).place(*Blur(degrees).place(latitude, longitude)) == Blur(degrees).place(
        latitude, longitude
    )


@pytest.mark.parametrize("degrees", [0, -1, 11, float("nan"), float("inf")])
def test_a_grid_that_is_none_is_refused(degrees):
    with pytest.raises(UnusableValueError, match=r"0\.1 is about 11 km"):
        Blur(degrees)


def test_numbers_that_are_no_coordinate_stay_as_they_are():
    place = SECRET
    text = "take 2.500 at 3.141592 of 20250503.120000"
    assert Blur(0.1).text(text, place) == text
    assert Blur(0.1).text("52.123457,4.345679", place) == "52.1,4.3"
