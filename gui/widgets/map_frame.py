"""Which part of the earth a map shows: between degrees and pixels (equirectangular)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import cos, floor, log10, radians

METRES_PER_DEGREE = 111_195.0
"""Along a meridian, on a sphere of 6,371 km."""
_NEAREST = 1 / METRES_PER_DEGREE
"""Degrees a pixel at most zoomed in: a metre."""
_STEPS = (1.0, 2.0, 5.0)
_LARGE_STEPS = (10.0, 15.0, 30.0, 45.0, 90.0)

Place = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class MapFrame:
    """What is in a widget of some size. Distances are true at the height of its middle."""

    width: float
    height: float
    latitude: float = 20.0
    longitude: float = 0.0
    """Of the middle."""
    scale: float = 1.0
    """Degrees of latitude a pixel."""

    @property
    def across(self) -> float:
        """Return the degrees of longitude a pixel."""
        return self.scale / max(0.05, cos(radians(self.latitude)))

    @property
    def is_nearest(self) -> bool:
        """Tell whether it cannot be enlarged any more."""
        return self.scale <= _NEAREST * 1.001

    @property
    def _farthest(self) -> float:
        """Return the scale at which all of the earth is in view, once."""
        return max(180 / self.height, 360 / self.width)

    def point(self, place: Place) -> tuple[float, float]:
        """Return where a place is, in pixels from the upper left."""
        x = self.width / 2 + (place[1] - self.longitude) / self.across
        return x, self.height / 2 - (place[0] - self.latitude) / self.scale

    def place(self, x: float, y: float) -> Place:
        """Return the place below a pixel, on earth."""
        latitude = self.latitude + (self.height / 2 - y) * self.scale
        longitude = self.longitude + (x - self.width / 2) * self.across
        return max(-90.0, min(90.0, latitude)), (longitude + 180) % 360 - 180

    def resized(self, width: float, height: float) -> "MapFrame":
        """Return the same middle at the same scale in another size."""
        return replace(self, width=max(1.0, width), height=max(1.0, height))

    def moved(self, dx: float, dy: float) -> "MapFrame":
        """Return the map pulled along by some pixels."""
        latitude = max(-90.0, min(90.0, self.latitude + dy * self.scale))
        longitude = (self.longitude - dx * self.across + 180) % 360 - 180
        return replace(self, latitude=latitude, longitude=longitude)

    def zoomed(self, factor: float, x: float, y: float) -> "MapFrame":
        """Return the map enlarged; what lies below a pixel stays there."""
        scale = max(_NEAREST, min(self._farthest, self.scale / factor))
        latitude = self.latitude + (self.height / 2 - y) * (self.scale - scale)
        latitude = max(-90.0, min(90.0, latitude))
        moved = replace(self, scale=scale, latitude=latitude)
        longitude = self.longitude + (x - self.width / 2) * (self.across - moved.across)
        return replace(moved, longitude=(longitude + 180) % 360 - 180)

    def fitted(self, places: Iterable[Place]) -> "MapFrame":
        """Return the map with all places in view and room around; the world where there are none.

        Sites across the date line are shown the long way round.
        """
        every = list(places)
        if not every:
            return replace(self, latitude=0.0, longitude=0.0, scale=self._farthest)
        south, north = min(p[0] for p in every), max(p[0] for p in every)
        west, east = min(p[1] for p in every), max(p[1] for p in every)
        middle = replace(self, latitude=(south + north) / 2, longitude=(west + east) / 2)
        stretch = middle.across / middle.scale
        wanted = max((north - south) / self.height, (east - west) / stretch / self.width) * 1.9
        least = 2000 / METRES_PER_DEGREE / self.height  # two kilometres around a single site
        return replace(middle, scale=max(least, min(self._farthest, wanted)))

    def grid_step(self) -> float:
        """Return the degrees from one line of the graticule to the next: some 100 pixels."""
        wanted = 100 * self.scale
        if wanted > 5:
            return next((step for step in _LARGE_STEPS if step >= wanted), _LARGE_STEPS[-1])
        return _rounded_up(wanted)

    def scale_bar(self, most: float) -> tuple[float, float]:
        """Return the (metres, pixels) of a scale bar not longer than some pixels."""
        metres_a_pixel = self.scale * METRES_PER_DEGREE
        metres = _rounded_down(most * metres_a_pixel)
        return metres, metres / metres_a_pixel


def _rounded_up(value: float) -> float:
    power = 10.0 ** floor(log10(value))
    return next((power * step for step in _STEPS if power * step >= value), power * 10)


def _rounded_down(value: float) -> float:
    power = 10.0 ** floor(log10(value))
    return max(power * step for step in _STEPS if power * step <= value)
