"""The colours of plots: in the window's light and dark, and on paper."""

from dataclasses import dataclass

CORRECT, WRONG, UNSURE = "#009E73", "#D55E00", "#E69F00"
LINES = ("#1F6F5C", "#E69F00", "#56B4E9", "#CC79A7")
"""Of one line after the other: safe for the colour-blind."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one plot, as #rrggbb."""

    text: str
    muted: str
    line: str
    none: str
    """Of a cell in which nothing was heard, and behind bars."""
    hatch: str
    accent: str
    soft: str
    """The accent behind a line, as a band."""
    sun: str
    missing: str
    shades: tuple[str, ...]
    """From the least to the most."""

    def shade(self, share: float) -> str:
        """Return the colour of a share of the most, above 0 and up to 1."""
        return self.shades[min(len(self.shades) - 1, max(0, int(share * len(self.shades))))]


LIGHT = Palette(
    text="#1B211D",
    muted="#5F6B63",
    line="#D5D9D3",
    none="#EDF2F0",
    hatch="#C9CECB",
    accent="#1F6F5C",
    soft="#CFE4DC",
    sun="#A86A00",
    missing="#B3391B",
    shades=("#A3CDBD", "#70B29A", "#429678", "#1F6F5C", "#124A3D"),
)
DARK = Palette(
    text="#E7ECE9",
    muted="#9DAAA4",
    line="#38423F",
    none="#242B2B",
    hatch="#455052",
    accent="#5CC2A4",
    soft="#2B4A42",
    sun="#E0A84A",
    missing="#F08A6B",
    shades=("#2C5A4D", "#3A7A68", "#4C9C85", "#6CC3A8", "#A9E6D1"),
)
