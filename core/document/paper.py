"""A document as PDF, set by typst with fonts of its own: the same document, the same bytes."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import Any

from core.document.blocks import (
    Block,
    ClipPictures,
    DocumentTable,
    Drawn,
    Figures,
    Heading,
    NewPage,
    Paragraph,
    ReportDocument,
    TitlePage,
)
from core.document.glyphs import without_glyph

_SET = """
#set page(paper: "a4", margin: (x: 2.3cm, top: 2.2cm, bottom: 2.4cm), footer: context [
  #set text(size: 8pt, fill: rgb("#5f6b63"))
  #{FOOTER} #h(1fr) #counter(page).display("1 / 1", both: true)
])
#set text(font: ("Source Sans Pro", "DejaVu Sans Mono"), size: 10pt, fill: rgb("#1b211d"),
  lang: {LANGUAGE}, hyphenate: false)
#set par(leading: .62em, spacing: .9em)
#show heading.where(level: 1): set text(size: 16pt, weight: 600)
#show heading.where(level: 1): set block(above: 1.6em, below: .7em)
#show heading.where(level: 2): set text(size: 11pt, weight: 600)
#show heading.where(level: 2): set block(above: 1.3em, below: .6em)
#show heading.where(level: 3): set text(size: 9.5pt, weight: 600)
#let muted(it) = text(size: 8.5pt, fill: rgb("#5f6b63"), it)
"""
_OTHER_SCRIPTS_FROM = 0x0530
"""The first letter that neither of the fonts has: from here the machine's own are asked."""
_NAMED = 12
_CONTROL = re.compile(r"[\x00-\x1f]")


def pdf(document: ReportDocument) -> bytes:
    """Return the PDF. Names in scripts beyond Latin, Greek and Cyrillic use the system's fonts.

    Where these lack letters too, its last line says so.
    """
    import typst

    text = "".join(_Pages(document).parts)
    foreign = {c for c in set(text) if ord(c) >= _OTHER_SCRIPTS_FROM and c.isalpha()}
    made_at = datetime(*document.made, tzinfo=UTC)
    with as_file(files("font_source_sans_pro") / "files") as fonts:
        found = typst.Fonts(include_system_fonts=bool(foreign), font_paths=[str(fonts)])
        faces = [(one.path, one.index) for one in found.fonts() if one.path is not None]
        if lacking := without_glyph(foreign, faces):
            text += f"#{_string(_lacking(lacking))}\n"
        made: bytes = typst.compile(
            text.encode(), font_paths=found, format="pdf", timestamp=made_at
        )
    return made


def _lacking(letters: set[str]) -> str:
    """Say which letters are shown as boxes; as code points, since they cannot be shown."""
    named = ", ".join(f"U+{ord(one):04X}" for one in sorted(letters)[:_NAMED])
    more = f" and {len(letters) - _NAMED:,} more" if len(letters) > _NAMED else ""
    return (
        f"No font of this computer has some letters of the names here ({named}{more}): they are "
        "boxes. Install a font of their script, such as Noto Sans, and write the document again, "
        "or write it as HTML."
    )


_APART = 16
_SHORT = 10
"""Rows of a table that stays on one page."""


class _Pages:
    """The typst text of a document, in parts."""

    def __init__(self, document: ReportDocument) -> None:
        self.parts: list[str] = []
        year, month, day = document.made
        self.parts.append(
            f"#set document(title: {_string(document.top.title)}, "
            f"date: datetime(year: {year}, month: {month}, day: {day}))"
        )
        footer, language = _string(document.footer), _string(document.language)
        self.parts.append(_SET.replace("{FOOTER}", footer).replace("{LANGUAGE}", language))
        self._top(document.top)
        writers: dict[type[Block], Callable[[Any], None]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Figures: self._figures,
            Drawn: self._drawn,
            ClipPictures: self._clips,
            DocumentTable: self._table,
            NewPage: lambda _: self.parts.append("#pagebreak(weak: true)\n"),
        }
        for block in document.blocks:
            writers[type(block)](block)

    def _top(self, top: TitlePage) -> None:
        if top.logo:
            self.parts.append(f"#image({_logo(top.logo)}, height: 1.4cm)\n")
        self.parts.append(f"#muted({_string(top.kind)})\n\n")
        self.parts.append(f"#text(size: 28pt, weight: 600, {_string(top.title)})\n\n")
        if top.subtitle:
            self.parts.append(
                f'#text(size: 12pt, fill: rgb("#5f6b63"), {_string(top.subtitle)})\n\n'
            )
        people = (f"[#muted({_string(what)})\\ #{_string(who)}]" for what, who in top.people)
        self._grid(people, len(top.people), 'stroke: (top: .5pt + rgb("#e1e4df")), inset: (y: 8pt)')

    def _heading(self, block: Heading) -> None:
        self.parts.append(f"#heading(level: {block.level}, {_string(block.text)})\n")

    def _paragraph(self, block: Paragraph) -> None:
        strong = f" #text(weight: 600, {_string(block.strong)})" if block.strong else ""
        said = f"#{_string(block.text)}{strong}"
        self.parts.append(f"#muted[{said}]\n\n" if block.is_caption else f"{said}\n\n")

    def _figures(self, block: Figures) -> None:
        # All of one size, in which the longest still stands on one line.
        longest = max((len(number) for number, _ in block.items), default=1)
        size = min(26.0, 235 / longest)
        cells = (
            f'[#text(size: {size:.1f}pt, weight: 600, fill: rgb("#1f6f5c"), {_string(number)})\\ '
            f"#muted({_string(of)})]"
            for number, of in block.items
        )
        self._grid(cells, len(block.items), "inset: (y: 10pt, right: 8pt)")

    def _drawn(self, block: Drawn) -> None:
        more = f"width: {block.share * 100:.0f}%, alt: {_string(block.about)}"
        self.parts.append(f"#image({_svg(block.svg)}, {more})\n\n")

    def _clips(self, block: ClipPictures) -> None:
        cells = (
            f"block(breakable: false)[#image({_svg(svg)}, width: 100%)#v(-.7em)"
            f"#text(size: 9pt, weight: 600, {_string(name)})\\ #muted({_string(more)})]"
            for svg, name, more in block.items
        )
        self._grid(cells, 4, "gutter: 8pt")

    def _table(self, block: DocumentTable) -> None:
        widths = ", ".join(f"{share:g}fr" for share in block.widths)
        sides = ", ".join(
            "right + horizon" if n in block.numbers else "left + horizon"
            for n in range(len(block.header))
        )
        # Words behind numbers stand apart from them.
        insets = ", ".join(
            f"(left: {_APART if n - 1 in block.numbers and n not in block.numbers else 4}pt, "
            "right: 4pt, y: 3pt)"
            for n in range(len(block.header))
        )
        head = ", ".join(f"[#muted({_string(text)})]" for text in block.header)
        self.parts.append(
            f"#block(breakable: {'false' if len(block.rows) <= _SHORT else 'true'}, "
            f"table(columns: ({widths},), align: ({sides},), inset: ({insets},), "
            'stroke: (x, y) => (bottom: .4pt + rgb("#e1e4df")), '
            f"table.header({head}),\n"
        )
        for row in block.rows:
            cells = (self._cell(cell, n in block.latin) for n, cell in enumerate(row))
            self.parts.append(", ".join(cells) + ",\n")
        self.parts.append("))\n\n")

    def _cell(self, cell: str | Drawn, is_latin: bool) -> str:
        if isinstance(cell, Drawn):
            return f"image({_svg(cell.svg)}, width: 100%)"
        look = ', style: "italic", fill: rgb("#5f6b63")' if is_latin else ""
        return f"text(size: 9pt{look}, {_string(cell)})"

    def _grid(self, cells: Iterable[str], columns: int, more: str) -> None:
        if columns:
            self.parts.append(f"#grid(columns: (1fr,) * {columns}, {more}, {', '.join(cells)})\n\n")


def _svg(svg: str) -> str:
    return f'bytes({_string(svg)}), format: "svg"'


def _logo(data: bytes) -> str:
    if data.lstrip().startswith(b"<"):
        return _svg(data.decode(errors="replace"))
    return f'bytes(({", ".join(map(str, data))},)), format: "png"'


def _string(text: str) -> str:
    """Return a text as typst's string, in which no letter means anything but itself."""
    plain = _CONTROL.sub(" ", text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
