"""Coordinates rounded to a grid, so that an export does not give away a nest."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.deployments.written_grids import inside
from core.domain import Detection, Recording
from core.errors import UnusableValueError

Place = tuple[float | None, float | None]
_COARSEST_DEGREES = 10.0
_METRES_A_DEGREE, _HALF_DIAGONAL = 111_320, 0.71
_DECIMAL = re.compile(r"\d{1,3}[.,]\d+")
_EXACT = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{3,}")
_MINUTES = re.compile(
    r"(?<![\d.,])(\d{1,3})\s?[°º]\s?(\d{1,2}(?:[.,]\d+)?)"
    r"(?:\s?['′’](?:\s?(\d{1,2}(?:[.,]\d+)?)\s?(?:[\"″”]|''))?)?"
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
        grids = sorted(inside(text), reverse=True)
        if not grids and not any(one.search(text) for one in (pattern, _MINUTES, _LETTERED)):
            return text
        moved = [place for place in places if self.moves(place)]
        known = [abs(value) for place in moved for value in place if value is not None]
        behind = len(text)
        for first, end, place in grids:
            if end <= behind and any(self._is_near(place, one) for one in moved):
                behind = first
                latitude, longitude = self._on_grid(place[0], 90.0), self._on_grid(place[1], 180.0)
                text = f"{text[:first]}{latitude:g} {longitude:g}{text[end:]}"
        text = _LETTERED.sub(lambda found: self._in_minutes(found, known), text)
        text = _MINUTES.sub(lambda found: self._in_minutes(found, known), text)
        return pattern.sub(lambda found: self._number(found[0], known), text)

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

    def _is_near(self, place: Place, known: Place) -> bool:
        return all(
            one is not None and other is not None and abs(one - other) < self.degrees
            for one, other in zip(place, known, strict=True)
        )

    def _in_minutes(self, written: re.Match[str], known: Sequence[float]) -> str:
        told = [one for one in written.groups() if one is not None]
        degrees, minutes, seconds = (float(one.replace(",", ".")) for one in (*told, "0", "0")[:3])
        rounded = self._rounded(degrees + minutes / 60 + seconds / 3600, known)
        return written[0] if rounded is None else f"{rounded}°"

    def _number(self, written: str, known: Sequence[float]) -> str:
        return self._rounded(float(written.replace(",", ".")), known) or written

    def _rounded(self, value: float, known: Sequence[float]) -> str | None:
        """Return the point of the grid as text; None for what is no coordinate of these."""
        if all(abs(value - one) >= self.degrees for one in known):
            return None
        steps = round(value / self.degrees)
        return f"{round(steps * self.degrees, 9):g}"
