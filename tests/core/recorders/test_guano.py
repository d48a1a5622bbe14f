"""GUANO as it is written in the field."""

import pytest

from core.recorders import guano


def test_fields_are_split_at_the_first_colon_and_trimmed():
    fields = guano.read_guano(b"GUANO|Version: 1.0 \r\nWA| Song Meter |x:1:2\nNote:a\\nb\n\0")
    assert fields == {"GUANO|Version": "1.0", "WA|Song Meter |x": "1:2", "Note": "a\nb"}


def test_broken_utf_8_spoils_only_its_own_letters():
    fields = guano.read_guano(b"GUANO|Version:1.0\nNote:caf\xe9\nSerial:7\n")
    assert fields["Serial"] == "7"
    assert fields["Note"].startswith("caf")


def test_of_a_field_written_twice_the_first_counts():
    assert guano.read_guano(b"Serial:1\nSerial:2")["Serial"] == "1"


def test_well_known_fields_are_known_in_any_capitals():
    fields = guano.read_guano("timestamp:2024-05-01 05:30:00−03:30\nLOC POSITION:1 2".encode())
    start = guano.start(fields)
    assert start is not None
    assert start.offset_minutes == -210
    assert guano.place(fields) == (1, 2)


PLACES = {
    "52.146196 4.474776": (52.146196, 4.474776),
    "-33.5 -70.25": (-33.5, -70.25),
    "52.1, 4.5": (52.1, 4.5),
    "0.000000 0.000000": None,
    "91.0 4.5": None,
    "nan nan": None,
    "52.1": None,
    "": None,
}


@pytest.mark.parametrize("text", PLACES)
def test_a_position_is_two_numbers_on_earth(text: str):
    assert guano.place({"Loc Position": text}) == PLACES[text]
