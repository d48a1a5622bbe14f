"""Reads coordinates as maps, receivers and people write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

from core.deployments.written_grids import of_grid
from core.errors import UserError

_LONGEST = 2000
"""Characters: links of maps are long, anything else is no place."""

_N = r"([+-]?\d{1,3}(?:\.\d{1,15})?)"
_LINKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    # What a link marks comes before what it merely shows.
    for pattern in (
        rf"^geo:{_N},{_N}(?![\d.])",  # RFC 5870
        rf"mlat={_N}&mlon={_N}",
        rf"!3d{_N}!4d{_N}",
        rf"[?&/](?:q|query|ll|sll|coordinate|daddr|center|destination)=(?:loc:)?{_N}, ?{_N}",
        rf"/(?:search|place|dir)/{_N},[ +]?{_N}",
        rf"@{_N},{_N}",
        rf"#(?:map=)?\d+(?:\.\d+)?/{_N}/{_N}",
        rf"[?&]cp={_N}~{_N}",
    )
)
_SAME = {
    ord(odd): plain
    for plain, odds in (
        ("-", "−–—‒"),
        ("°", "º˚"),
        ("'", "′’‘´`"),
        ('"', "″”“"),
        (",", "，"),
        (";", "；"),
        (" ", "\u00a0\u2009\u202f"),
    )
    for odd in odds
}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[+-]?\d+(?:\.\d+)?)|(?P<unit>°|deg|d(?![a-z])|''|'|\"|min|sec"
    r"|m(?![a-z])|s(?=\s*[NEW]))"
    r"|(?P<name>latitude|lat|longitude|long|lon|lng|[NSEW](?![a-z]))|(?P<gap>[;,/]))[:=]?",
    re.IGNORECASE,
)
_UNITS = {"°": 0, "deg": 0, "d": 0, "'": 1, "min": 1, "m": 1, '"': 2, "''": 2, "sec": 2, "s": 2}
_HOW = (
    "Write them like 46.45, 6.10, like 46°27'00\"N 6°06'00\"E, as UTM like 32U 461344 5481745, or "
    "paste a link of Google Maps or OpenStreetMap, a whole plus code or a WKT point."
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def read_place(text: str) -> tuple[float, float]:
    """Return latitude and longitude in degrees, north and east positive.

    Understood are decimal degrees, degrees with minutes and seconds, N, S, E and W, decimal
    commas, UTM, WKT points, plus codes, geo: addresses (RFC 5870) and links of maps. Raises
    UserError for anything else.
    """
    plain = text[:_LONGEST].strip()
    found = of_grid(plain) or _of_link(plain)
    if found is None:
        (first, first_is), (second, second_is) = map(_degrees, _halves(list(_read(_plain(plain)))))
        if first_is & second_is:
            raise _unclear("Both numbers are of the same direction.")
        found = (second, first) if "lon" in first_is or "lat" in second_is else (first, second)
    return _on_earth(*found)


def _of_link(text: str) -> tuple[float, float] | None:
    if not re.match(r"(?:https?://|geo:|www\.)", text, re.IGNORECASE):
        return None
    open_text = unquote_plus(text)
    for pattern in _LINKS:
        match = pattern.search(open_text)
        if match:
            return float(match[1]), float(match[2])
    raise _unclear("This link tells no place.")


def _on_earth(latitude: float, longitude: float) -> tuple[float, float]:
    if abs(latitude) > 90 >= abs(longitude):
        raise _unclear(f"There is no latitude {latitude:g}. The latitude comes first.")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise _unclear("Latitudes go from −90 to 90 and longitudes from −180 to 180.")
    return latitude, longitude


def _plain(text: str) -> str:
    """Return the text with one kind of each sign, and decimal points."""
    plain = text.translate(_SAME).strip("()[]{} ")
    if re.search(r"\d\.\d", plain):
        return plain
    inside = re.findall(r"(?<=\d),(?=\d)", plain)
    if len(inside) == 3 and ";" not in plain:  # 46,45,6,10
        plain = re.sub(r"^([^,]*,[^,]*),", r"\1;", plain)
    if len(inside) == 1 and re.fullmatch(r"[+-]?\d+,[+-]?\d+", plain):
        raise _unclear("One number is missing, or it is not clear what the comma means.")
    return re.sub(r"(?<=\d),(?=\d)", ".", plain)


def _read(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _unclear("This is no place that can be read.")
        at = match.end()
        yield _Token(match.lastgroup, match[match.lastgroup].lower())


def _halves(tokens: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    """Return what is said of the first and of the second coordinate."""
    while tokens and tokens[-1].kind == "gap":
        tokens.pop()
    kinds = [token.kind for token in tokens]
    if "gap" in kinds:
        cut = kinds.index("gap")
        return tokens[:cut], tokens[cut + 1 :]
    return tokens[: (cut := _cut(tokens, kinds))], tokens[cut:]


def _cut(tokens: list[_Token], kinds: list[str]) -> int:
    if kinds.count("name") == 2:
        first = kinds.index("name")
        return first + 1 if first else kinds.index("name", 1)
    degrees = [n for n, token in enumerate(tokens) if _UNITS.get(token.text) == 0]
    if len(degrees) == 2:
        return degrees[1] - 1
    numbers = [n for n, kind in enumerate(kinds) if kind == "number"]
    if len(numbers) in (2, 4, 6):
        return numbers[len(numbers) // 2]
    raise _unclear("Two numbers are needed: how far north, and how far east.")


def _degrees(half: list[_Token]) -> tuple[float, set[str]]:
    """Return the degrees, and which direction they are said to be of (``lat``, ``lon``)."""
    numbers = [token.text for token in half if token.kind == "number"]
    names = [token.text for token in half if token.kind == "name"]
    if not 1 <= len(numbers) <= 3 or any(token.kind == "gap" for token in half):
        raise _unclear("Two numbers are needed: how far north, and how far east.")
    _check_units(half)
    if any("." in number for number in numbers[:-1]) or any(n[0] in "+-" for n in numbers[1:]):
        raise _unclear("Only the last of degrees, minutes and seconds can have decimals.")
    parts = [abs(float(number)) for number in numbers]
    if any(part >= 60 for part in parts[1:]):
        raise _unclear("Minutes and seconds go to 60.")
    value = sum(part / 60**place for place, part in enumerate(parts))
    letters = {name for name in names if len(name) == 1}
    if len(letters) > 1 or (numbers[0][0] == "-" and letters & {"n", "e"}):
        raise _unclear("The directions contradict each other.")
    negative = numbers[0][0] == "-" or bool(letters & {"s", "w"})
    return -value if negative else value, {"lat" if n[0] in "ns" or n[:2] == "la" else "lon"
                                           for n in names}  # fmt: skip


def _check_units(half: list[_Token]) -> None:
    units = [_UNITS[token.text] for token in half if token.kind == "unit"]
    if units != sorted(set(units)):
        raise _unclear("Degrees, minutes and seconds come in this order.")


def _unclear(why: str) -> UserError:
    return UserError(f"{why} {_HOW}")
