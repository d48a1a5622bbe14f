"""Coordinates rounded to a grid, so that an export does not give away a nest."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.deployments.written_grids import inside
from core.domain import Detection, Recording
from core.errors import UnusableValueError
from core.exports.written_pairs import Found, pairs_inside

Place = tuple[float | None, float | None]
_COARSEST_DEGREES = 10.0
_METRES_A_DEGREE, _HALF_DIAGONAL = 111_320, 0.71
_DECIMAL = re.compile(r"\d{1,3}[.,·٫]\d+")
_EXACT = re.compile(r"(?<![\d.,])\d{1,3}[.,·٫]\d{3,}")
_TAG = re.compile(r"(<[^<>]*>)")
"""Of a drawing, whose numbers are no places: what is between two is text."""
_NOT_IN_LISTS = re.compile(r"[^\d\s.,+eE-]")
"""What tells a place from two numbers of a list, such as JSON has."""
_POINTS = str.maketrans(",·٫", "...")
_MINUTES = re.compile(
    r"(?<![\d.,])(\d{1,3})\s?(?:[°º˚]|deg)\s?(\d{1,2}(?:[.,]\d+)?)"
    r"(?:\s?(?:['′’]|min)(?:\s?(\d{1,2}(?:[.,]\d+)?)\s?(?:[\"″”]|''))?)?"
)
"""Degrees, minutes and perhaps seconds."""
_PARTS = r"(\d{1,3})[ _-](\d{1,2}(?:[.,]\d+)?)(?:[ _-](\d{1,2}(?:[.,]\d+)?))?"
_LETTERED = re.compile(
    rf"(?<![\d.,A-Za-z])(?:[NSEWO][ _-]?{_PARTS}|{_PARTS}[ _-]?[NSEWO])(?![^\W_]|[.,]\d)"
)
"""The same without signs, told by north, south, east or west: N52 07.41, 52 7 24 N."""


@dataclass(frozen=True, slots=True)
class Blur:
    """A grid that places are moved to. Raises UnusableValueError for one that is none."""

    degrees: float
    only: frozenset[Place] | None = None
    """The exact places that are moved, where a species is to be kept secret; None: all."""
    others: tuple[float, ...] = ()
    """Latitudes and longitudes of all places that are moved, without sign and in order.

    The name of a site, a file or a note may state another place than that of its recording.
    """

    def __post_init__(self) -> None:
        if not 0 < self.degrees <= _COARSEST_DEGREES:
            raise UnusableValueError(
                f"Coordinates are blurred to a grid of more than 0 and at most "
                f"{_COARSEST_DEGREES:g} degrees: 0.1 is about 11 km."
            )

    def place(self, latitude: float | None, longitude: float | None) -> Place:
        """Return the point of the grid that is nearest to a place, if it is moved."""
        if not self.moves((latitude, longitude)):
            return latitude, longitude
        return self._on_grid(latitude, 90.0), self._on_grid(longitude, 180.0)

    def moves(self, place: Place) -> bool:
        """Tell whether a place is one of those that are moved."""
        return self.only is None or place in self.only

    def uncertainty_m(self, place: Place) -> int | None:
        """Return how far an exact place may lie from the point it is moved to; None: it is not."""
        if not self.moves(place):
            return None
        return max(1, round(self.degrees * _METRES_A_DEGREE * _HALF_DIAGONAL))

    def text(self, text: str, *places: Place, exactly: bool = False) -> str:
        """Return a text in which no number is a coordinate of these places any more.

        Names of folders, sites and files, and notes, may state them. ``exactly``: only numbers
        of three decimals and more are taken for coordinates, in a text full of other numbers.
        """
        pattern = _EXACT if exactly else _DECIMAL
        moved = [place for place in places if self.moves(place)]
        known = [abs(value) for place in moved for value in place if value is not None]
        text = self._without(inside(text), text, moved)
        text = _LETTERED.sub(lambda found: self._in_minutes(found, known), text)
        text = _MINUTES.sub(lambda found: self._in_minutes(found, known), text)
        parts = _TAG.split(text) if exactly else (text,)
        text = "".join(
            part if _TAG.match(part) else self._without(_pairs(part, exactly), part, moved)
            for part in parts
        )
        return pattern.sub(lambda found: self._number(found[0], known), text)

    def _without(self, found: Iterable[Found], text: str, known: Sequence[Place]) -> str:
        behind = len(text)
        for first, end, place in sorted(found, reverse=True):
            if end <= behind and self._is_known(place, known):
                behind = first
                latitude, longitude = self._on_grid(place[0], 90.0), self._on_grid(place[1], 180.0)
                text = f"{text[:first]}{latitude:g} {longitude:g}{text[end:]}"
        return text

    def detection(self, found: Detection) -> Detection:
        """Return a detection with its place blurred, also where its texts state it."""
        place = found.latitude, found.longitude
        latitude, longitude = self.place(*place)
        return replace(
            found,
            latitude=latitude,
            longitude=longitude,
            path=type(found.path)(self.text(str(found.path), place)),
            site=found.site and self.text(found.site, place),
            note=self.text(found.note, place),
        )

    def recording(self, file: Recording) -> Recording:
        """Return a recording with its place blurred, also where its names state it."""
        place = file.latitude, file.longitude
        latitude, longitude = self.place(*place)
        return replace(
            file,
            latitude=latitude,
            longitude=longitude,
            path=type(file.path)(self.text(str(file.path), place)),
            root=type(file.root)(self.text(str(file.root), place)),
            site=file.site and self.text(file.site, place),
        )

    def _on_grid(self, value: float | None, limit: float) -> float | None:
        if value is None or not math.isfinite(value):
            return None
        steps = min(round(abs(value) / self.degrees), math.floor(limit / self.degrees))
        return math.copysign(round(steps * self.degrees, 9), value) if steps else 0.0

    def _is_known(self, place: tuple[float, float], known: Sequence[Place]) -> bool:
        """Tell whether a place is near one of some, or of all; signs are often not written."""
        if all(self._is_near_others(abs(one)) for one in place):
            return True
        return any(
            all(
                other is not None and abs(abs(one) - abs(other)) < self.degrees
                for one, other in zip(place, near, strict=True)
            )
            for near in known
        )

    def _is_near_others(self, value: float) -> bool:
        at = bisect_left(self.others, value)
        return any(abs(value - one) < self.degrees for one in self.others[max(at - 1, 0) : at + 1])

    def _in_minutes(self, written: re.Match[str], known: Sequence[float]) -> str:
        told = [one for one in written.groups() if one is not None]
        degrees, minutes, seconds = (float(one.replace(",", ".")) for one in (*told, "0", "0")[:3])
        value = degrees + minutes / 60 + seconds / 3600
        rounded = self._rounded(value, known, exact=True)
        return written[0] if rounded is None else f"{rounded}°"

    def _number(self, written: str, known: Sequence[float]) -> str:
        exact = _EXACT.fullmatch(written) is not None
        value = float(written.translate(_POINTS))
        return self._rounded(value, known, exact=exact) or written

    def _rounded(self, value: float, known: Sequence[float], *, exact: bool) -> str | None:
        """Return the point of the grid as text; None for what is no coordinate of these.

        What is as exact as a coordinate may also be one of other places.
        """
        if not (exact and self._is_near_others(value)) and all(
            abs(value - one) >= self.degrees for one in known
        ):
            return None
        steps = round(value / self.degrees)
        return f"{round(steps * self.degrees, 9):g}"


def _pairs(text: str, exactly: bool) -> Iterable[Found]:
    found = pairs_inside(text)
    return (one for one in found if not exactly or _NOT_IN_LISTS.search(text, *one[:2]))
