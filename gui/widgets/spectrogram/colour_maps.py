"""Colour maps: from the bytes of a tile to what is on screen."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from core.audio.spectrogram import Bytes


class ColourMap(StrEnum):
    """The maps to choose from; all keep their order for colour-blind eyes and in print."""

    GREY = "grey"
    MAGMA = "magma"
    CIVIDIS = "cividis"
    VIRIDIS = "viridis"


@dataclass(frozen=True, slots=True)
class Contrast:
    """Which levels, as bytes of a tile, become the first and the last colour."""

    low: float = 60.0
    high: float = 150.0
    brightness: float = 0.0
    """-1 to 1: moves both ends, 0 leaves what the sound itself suggests."""
    contrast: float = 0.0
    """-1 to 1: draws both ends together or apart."""

    def of(self, tiles: list[Bytes]) -> "Contrast":
        """Return ends that fit some tiles: the background fades out, the loudest is full."""
        # Every fourth level is plenty, and this is done before a clip is painted.
        parts = [np.bincount(tile[::2, ::2].ravel(), minlength=256) for tile in tiles]
        counts = sum(parts, np.zeros(256))
        if not counts.sum():
            return self
        share = np.cumsum(counts) / counts.sum()
        low, high = np.searchsorted(share, (0.45, 0.9985))
        # Digital silence and pure noise have no range of their own: keep them calm.
        return replace(self, low=float(low), high=float(max(high, low + 36)))

    @property
    def ends(self) -> tuple[float, float]:
        """Return the adjusted ends."""
        half = (self.high - self.low) / 2 * 2.0 ** (-1.5 * self.contrast)
        middle = (self.high + self.low) / 2 - self.brightness * (self.high - self.low) * 0.75
        return middle - half, middle + half


def colour_table(name: ColourMap, contrast: Contrast, *, dark: bool) -> list[int]:
    """Return the colour 0xAARRGGBB of each of the 256 bytes."""
    low, high = contrast.ends
    place = np.clip((np.arange(256) - low) / max(high - low, 1.0), 0, 1)
    rgb = _grey(place, dark=dark) if name is ColourMap.GREY else _map(name, place)
    parts = rgb.astype(np.uint32)
    packed = np.uint32(0xFF000000) | parts[:, 0] << 16 | parts[:, 1] << 8 | parts[:, 2]
    return [int(value) for value in packed]


def ink(name: ColourMap, *, dark: bool) -> tuple[str, str]:
    """Return a colour for lines that must be seen on a map, and one for their outline."""
    light_ground = name is ColourMap.GREY and not dark
    return ("#1B211D", "#FFFFFF") if light_ground else ("#FFFFFF", "#000000")


def ground(name: ColourMap, *, dark: bool) -> str:
    """Return the colour of silence, shown where a tile is still to come."""
    value = colour_table(name, Contrast(), dark=dark)[0]
    return f"#{value & 0xFFFFFF:06x}"


def _grey(place: NDArray[np.float64], *, dark: bool) -> NDArray[np.float64]:
    # Neither end is quite black or white: the page around it stays the brightest or darkest.
    first, last = ((22.0, 27.0, 28.0), (245.0, 248.0, 246.0))
    if not dark:
        first, last = (253.0, 253.0, 252.0), (16.0, 22.0, 20.0)
    return np.outer(1 - place, first) + np.outer(place, last)


def _map(name: ColourMap, place: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(pg.colormap.get(name.value).map(place), dtype=np.float64)[:, :3]
