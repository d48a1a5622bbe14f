import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.deployments.written_places import read_place
from core.errors import UserError

degrees = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def decimal(at, digits=6):
    return f"{at:.{digits}f}"


def lettered(at, letters):
    return f"{abs(at):.6f}° {letters[at < 0]}"


def minutes(at, letters, form="{}°{}'{:.2f}\"{}"):
    hundredths = round(abs(at) * 360_000)
    whole, rest = divmod(hundredths, 360_000)
    return form.format(whole, rest // 6000, rest % 6000 / 100, letters[at < 0])


WAYS = {
    "as maps give it": lambda lat, lon: f"{decimal(lat)}, {decimal(lon)}",
    "without a blank": lambda lat, lon: f"{decimal(lat)},{decimal(lon)}",
    "with a blank": lambda lat, lon: f" ({decimal(lat)} {decimal(lon)}) ",
    "a tab": lambda lat, lon: f"{decimal(lat)}\t{decimal(lon)}",
    "a true minus": lambda lat, lon: f"{decimal(lat)}, {decimal(lon)}".replace("-", "−"),
    "decimal commas": lambda lat, lon: f"{decimal(lat)}; {decimal(lon)}".replace(".", ","),
    "only commas": lambda lat, lon: f"{decimal(lat)},{decimal(lon)}".replace(".", ","),
    "commas and a blank": lambda lat, lon: f"{decimal(lat)} {decimal(lon)}".replace(".", ","),
    "letters": lambda lat, lon: f"{lettered(lat, 'NS')}, {lettered(lon, 'EW')}",
    "letters first": lambda lat, lon: (
        f"{'NS'[lat < 0]}{abs(lat):.6f} {'EW'[lon < 0]}{abs(lon):.6f}"
    ),
    "east first": lambda lat, lon: f"{lettered(lon, 'EW')} {lettered(lat, 'NS')}",
    "seconds": lambda lat, lon: f"{minutes(lat, 'NS')} {minutes(lon, 'EW')}",
    "seconds with primes": lambda lat, lon: (
        f"{minutes(lat, 'NS', '{}° {}′ {:.2f}″ {}')}, {minutes(lon, 'EW', '{}° {}′ {:.2f}″ {}')}"
    ),
    "seconds bare": lambda lat, lon: (
        f"{minutes(lat, 'NS', '{} {} {:.2f} {}')} {minutes(lon, 'EW', '{} {} {:.2f} {}')}"
    ),
    "named": lambda lat, lon: f"Lat: {decimal(lat)}, Lon: {decimal(lon)}",
    "geo": lambda lat, lon: f"geo:{decimal(lat)},{decimal(lon)};u=35",
    "Google": lambda lat, lon: (
        f"https://www.google.com/maps/place/X/@1.5,2.5,15z/data=!3d{decimal(lat)}!4d{decimal(lon)}"
    ),
    "Google's middle": lambda lat, lon: (
        f"https://www.google.de/maps/@{decimal(lat)},{decimal(lon)},17z?entry=ttu"
    ),
    "Google's query": lambda lat, lon: (
        f"https://www.google.com/maps/search/?api=1&query={decimal(lat)}%2C{decimal(lon)}"
    ),
    "OpenStreetMap": lambda lat, lon: (
        f"https://www.openstreetmap.org/#map=15/{decimal(lat)}/{decimal(lon)}&layers=N"
    ),
    "OpenStreetMap's mark": lambda lat, lon: (
        f"https://www.openstreetmap.org/?mlat={decimal(lat)}&mlon={decimal(lon)}#map=5/1.0/2.0"
    ),
}  # fmt: skip


@settings(max_examples=40)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@given(where=degrees)
def test_a_place_is_read_however_it_is_written(way, where):
    assert read_place(way(*where)) == pytest.approx(where, abs=2e-6)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("46,45", "One number is missing"),
        ("46.45", "Two numbers"),
        ("by the old oak", "no place that can be read"),
        ("", "Two numbers"),
        ("146.45, 6.1", "The latitude comes first"),
        ("46.45 N, 6.1 N", "same direction"),
        ("-46.45 N, 6.1 E", "contradict"),
        ("46° 72' N, 6° E", "go to 60"),
        ("46.5° 12' N, 6° E", "Only the last"),
        ("46, 6, 12", "Two numbers"),
        ("https://maps.app.goo.gl/Zk3", "tells no place"),
        ("200, 300", "from −90 to 90"),
    ],
)
def test_what_is_no_place_is_refused_and_says_how_to_write_it(text, says):
    with pytest.raises(UserError, match=says) as refused:
        read_place(text)
    assert "46.45, 6.10" in str(refused.value)


@settings(max_examples=60)
@given(st.text(max_size=60) | st.text("0123456789.,;NSEW°'\"- ", max_size=40))
def test_any_text_is_a_place_on_earth_or_refused(text):
    try:
        latitude, longitude = read_place(text)
    except UserError:
        return
    assert abs(latitude) <= 90
    assert abs(longitude) <= 180
