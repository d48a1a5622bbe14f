"""Places in UTM, as WKT and as plus codes; the references are told beside each."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.deployments.written_places import read_place
from core.errors import UserError

_A_M, _E2 = 6_378_137.0, 0.00669437999014
METRE = 1e-5
"""Degrees."""


def snyder(latitude, longitude, zone):
    """Return UTM easting and northing another way (Snyder 1987, Map projections, 8-9 to 8-15)."""
    phi, lam = math.radians(latitude), math.radians(longitude - (6 * zone - 183))
    second = _E2 / (1 - _E2)
    n = _A_M / math.sqrt(1 - _E2 * math.sin(phi) ** 2)
    t, c, a = math.tan(phi) ** 2, second * math.cos(phi) ** 2, lam * math.cos(phi)
    m = _A_M * (
        (1 - _E2 / 4 - 3 * _E2**2 / 64 - 5 * _E2**3 / 256) * phi
        - (3 * _E2 / 8 + 3 * _E2**2 / 32 + 45 * _E2**3 / 1024) * math.sin(2 * phi)
        + (15 * _E2**2 / 256 + 45 * _E2**3 / 1024) * math.sin(4 * phi)
        - 35 * _E2**3 / 3072 * math.sin(6 * phi)
    )
    third = (5 - 18 * t + t**2 + 72 * c - 58 * second) * a**5 / 120
    east = 500_000 + 0.9996 * n * (a + (1 - t + c) * a**3 / 6 + third)
    fourth = (61 - 58 * t + t**2 + 600 * c - 330 * second) * a**6 / 720
    north = 0.9996 * (
        m + n * math.tan(phi) * (a**2 / 2 + (5 - t + 9 * c + 4 * c**2) * a**4 / 24 + fourth)
    )
    return east, north if latitude >= 0 else north + 10_000_000


@settings(max_examples=100)
@given(st.floats(-79, 83), st.floats(-3, 3), st.integers(1, 60))
def test_utm_is_where_the_textbook_puts_it(latitude, beside, zone):
    longitude = 6 * zone - 183 + beside
    east, north = snyder(latitude, longitude, zone)
    half = "north" if latitude >= 0 else "south"
    found = read_place(f"{zone} {half} {east:.3f} {north:.3f}")
    assert found == pytest.approx((latitude, longitude), abs=METRE / 10)


@pytest.mark.parametrize(
    "written",
    [
        "17T 630084 4833438",
        "17N 630084 4833438",
        "UTM zone 17 north, 630084 mE, 4833438 mN",
        "utm 17t E 630084 N 4833438",
        "630084, 4833438, 17T",
    ],
)
def test_utm_is_read_however_it_is_written(written):
    tower = 43.642567, -79.387139  # the CN Tower in Toronto, as Wikipedia has it in both
    assert read_place(written) == pytest.approx(tower, abs=METRE)


@pytest.mark.parametrize(
    ("code", "place"),
    [  # of the tests that come with the specification
        ("7FG49QCJ+2VX", (20.3701125, 2.782234375)),
        ("8fvc2222+22", (47.0000625, 8.0000625)),
        ("4VCPPQGP+Q9", (-41.2730625, 174.7859375)),
        ("https://plus.codes/8FVC2222+22", (47.0000625, 8.0000625)),
        ("8FVC2222+22 Switzerland", (47.0000625, 8.0000625)),
    ],
)
def test_a_whole_plus_code_is_the_middle_of_its_cell(code, place):
    assert read_place(code) == pytest.approx(place, abs=1e-9)


@pytest.mark.parametrize(
    "written", ["POINT(6.1 46.45)", "point z (6.1 46.45 372)", "SRID=4326;POINT (6.1 46.45)"]
)
def test_a_point_of_wkt_has_its_longitude_first(written):
    assert read_place(written) == (46.45, 6.1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("9G8F+6W Zürich", "paste the whole one"),
        ("SRID=2056;POINT(2600000 1200000)", "SRID 4326"),
        ("61 north 461344 5481745", "no UTM zone 61"),
        ("19S 300000 4000000", "can mean the south"),
        ("19 north 300000 40000000", "no northing"),
        ("POINT(200 95)", "from −90 to 90"),
        ("TQ 30000 80000", "as UTM like 32U"),
    ],
)
def test_what_says_no_place_says_what_would(text, says):
    with pytest.raises(UserError, match=says):
        read_place(text)
