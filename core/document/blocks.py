"""What a document is made of, whatever it is written as."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 begins a part."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; what is ``strong`` comes after the rest of it."""

    text: str
    strong: str = ""
    is_caption: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """Headline numbers, each with what it is of."""

    items: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """An SVG, as wide as the text or a share of it."""

    svg: str
    about: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class ClipPictures:
    """Spectrograms, four in a row: (SVG, name, what else)."""

    items: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """A table; a cell that is Drawn stands as wide as its column."""

    header: Sequence[str]
    rows: Sequence[Sequence["str | Drawn"]]
    widths: Sequence[float]
    """Shares of the columns."""
    numbers: frozenset[int] = frozenset()
    """Columns that are set to the right."""
    latin: frozenset[int] = frozenset()
    """Columns of scientific names."""


@dataclass(frozen=True, slots=True)
class NewPage:
    """Where paper begins a new page."""


Block = Heading | Paragraph | Figures | Drawn | ClipPictures | DocumentTable | NewPage


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What stands on top."""

    kind: str
    title: str
    subtitle: str
    people: Sequence[tuple[str, str]]
    """(as what, who)."""
    logo: bytes = b""
    """A PNG or SVG; empty: none."""


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A whole document."""

    top: TitlePage
    blocks: Sequence[Block]
    footer: str
    language: str
    made: tuple[int, int, int]
    """Year, month and day of the newest thing in it: the same project makes the same bytes."""
