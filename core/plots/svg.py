"""SVG written element by element, with the places that answer to a pointer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape

from core.plots.letters import SMALL, TEXT
from core.plots.palette import Palette

Anchor = Literal["start", "middle", "end"]
_FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
_HATCH_PX = 6.0


@dataclass(frozen=True, slots=True)
class HitArea:
    """A mark: what it tells, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    tip: str
    key: tuple[object, ...] = ()
    """Values by which the clips behind the mark can be asked for."""

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies in it."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


@dataclass(frozen=True, slots=True)
class PlotTable:
    """The numbers of a plot."""

    header: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Plot:
    """A finished plot."""

    svg: str
    width: float
    height: float
    about: str
    """One sentence for those who cannot see it."""
    areas: Sequence[HitArea]
    table: PlotTable

    def at(self, x: float, y: float) -> HitArea | None:
        """Return the topmost mark at a point of the plot."""
        return next((area for area in reversed(self.areas) if area.holds(x, y)), None)


@dataclass
class Drawing:
    """A plot being drawn, of a width and height in px."""

    width: float
    height: float
    colours: Palette
    areas: list[HitArea] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0
    ) -> None:
        """Draw a filled rectangle."""
        rounded = f' rx="{_n(radius)}"' if radius else ""
        self._parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
            f'{rounded} fill="{fill}"/>'
        )

    def hatched(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a place of which nothing can be said."""
        self.rect(x, y, width, height, self.colours.none)
        path = []
        offset = _HATCH_PX / 2
        while offset < width + height:  # diagonals, each cut where it leaves the rectangle
            x1, y1 = (x + offset, y) if offset <= width else (x + width, y + offset - width)
            x2, y2 = (x, y + offset) if offset <= height else (x + offset - height, y + height)
            path.append(f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}")
            offset += _HATCH_PX
        lines, stroke = "".join(path), self.colours.hatch
        self._parts.append(f'<path d="{lines}" stroke="{stroke}" stroke-width=".7" fill="none"/>')

    def line(
        self, points: Iterable[tuple[float, float]], stroke: str, width: float = 1, dash: str = ""
    ) -> None:
        """Draw a line through points."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<polyline points="{_points(points)}" fill="none" stroke="{stroke}" '
            f'stroke-width="{_n(width)}" stroke-linejoin="round"{dashed}/>'
        )

    def area(self, points: Iterable[tuple[float, float]], fill: str) -> None:
        """Draw a filled shape."""
        self._parts.append(f'<polygon points="{_points(points)}" fill="{fill}"/>')

    def dot(self, x: float, y: float, radius: float, fill: str, stroke: str = "none") -> None:
        """Draw a filled circle."""
        self._parts.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}" '
            f'stroke="{stroke}" stroke-width="1.6"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        said: str,
        anchor: Anchor = "start",
        *,
        fill: str = "",
        size: float = TEXT,
    ) -> None:
        """Write a line of text, its baseline at ``y``."""
        self._parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-size="{_n(size)}" '
            f'fill="{fill or self.colours.text}">{_letters(said)}</text>'
        )

    def heading(self, x: float, y: float, said: str) -> None:
        """Write a line of strong text, its baseline at ``y``."""
        self._parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(TEXT)}" font-weight="600" '
            f'fill="{self.colours.text}">{_letters(said)}</text>'
        )

    def italics(self, x: float, y: float, said: str) -> None:
        """Write a line of muted italics, as scientific names are, its baseline at ``y``."""
        self._parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(TEXT)}" font-style="italic" '
            f'fill="{self.colours.muted}">{_letters(said)}</text>'
        )

    def picture(self, x: float, y: float, width: float, height: float, png: str) -> None:
        """Show a PNG, given in base64, stretched into a rectangle."""
        self._parts.append(
            f'<image x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
            f'preserveAspectRatio="none" xlink:href="data:image/png;base64,{png}"/>'
        )

    def slanted(self, x: float, y: float, said: str) -> None:
        """Write a line of text that rises to the right, as headings of narrow columns do."""
        self._parts.append(
            f'<text transform="translate({_n(x)} {_n(y)}) rotate(-50)" font-size="{_n(SMALL)}" '
            f'fill="{self.colours.muted}">{_letters(said)}</text>'
        )

    def mark(self, area: HitArea) -> None:
        """Let a place answer to a pointer; in a browser it shows its tip as well."""
        self.areas.append(area)

    def done(self, about: str, table: PlotTable) -> Plot:
        """Return the plot."""
        wide, high = _n(self.width), _n(self.height)
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
            f'font-family="{_FONT}" role="img"><title>{_letters(about)}</title>'
            f"{''.join(self._parts)}</svg>"
        )
        return Plot(svg, self.width, self.height, about, tuple(self.areas), table)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _letters(text: str) -> str:
    """Return a text for XML, without the characters that XML does not know."""
    return escape("".join(c for c in text if c >= " " and not 0xFFFE <= ord(c) <= 0xFFFF))
