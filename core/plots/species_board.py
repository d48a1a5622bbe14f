"""Species under each other: the clearest clip, how often, how much was judged, and precision."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.plots.letters import SMALL, TEXT, shortened, text_width
from core.plots.palette import CORRECT, UNSURE, WRONG, Palette
from core.plots.precision_bars import (
    BAR_WIDTH,
    PrecisionRow,
    interval_line,
    judged_bar,
)
from core.plots.svg import Drawing, HitArea, Plot, PlotTable
from core.statistics.proportion import interval_text

ROW, TOP = 53.0, 26.0
_PICTURE = (92.0, 42.0)
_LARGE = 13.0
_LETTERS_BELOW_BAR, _LETTER, _SMALL_LETTER = 14, 7.0, 5.4
"""How many there is room for, and how wide each is."""
_ROOM_FOR_LINE = 700


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One species."""

    scientific_name: str
    marks: PrecisionRow
    picture: str = ""
    """The clearest clip as a PNG in base64; empty while it is not there."""
    is_sample: bool = True
    """Whether the precision is from drawn clips, or all."""


def species_board(rows: Sequence[BoardRow], colours: Palette, width: float) -> Plot:
    """Return the plot; narrow ones leave out the interval line for long names, then the bar."""
    draw = Drawing(width, TOP + max(1, len(rows)) * ROW + 2, colours)
    right = width - 92
    line = (right - 110, right - 16) if width >= _room_for_line(rows) else None
    below = max((_letters(one.marks) for one in rows), default=0)
    more = max(0.0, (below - _LETTERS_BELOW_BAR) * _LETTER)
    is_crowded = more > 0 and width < _room_for_line(rows) + more
    bar = (line[0] if line else right) - BAR_WIDTH - 26 if width >= 440 else 0.0
    bar -= 0.0 if is_crowded or not bar else more
    count = (bar or right) - 18
    header = [(0.0, "Best clip", "start"), (count, "Detections", "end"),
              (width - 2, "Precision, 95 %", "end")]  # fmt: skip
    if bar:
        header.append((bar, "Reviewed", "start"))
    for x, text, side in header:
        draw.text(x, 14, text, side, fill=colours.muted)  # type: ignore[arg-type]
    if line:
        for percent in (0, 50, 90):
            x = line[0] + percent / 100 * (line[1] - line[0])
            draw.text(x, 14, str(percent), "middle", fill=colours.muted, size=SMALL - 1)
    draw.line([(0, TOP - 4), (width, TOP - 4)], colours.line, 0.8)
    names_end = count - _counts_width(rows) - 14
    for number, one in enumerate(rows):
        y = TOP + number * ROW
        _name(draw, one, y, names_end)
        draw.text(count, y + 29, f"{one.marks.detections:,}", "end", size=_LARGE)
        if bar:
            judged_bar(draw, one.marks, bar, y + 12)
            size, letter = (SMALL, _SMALL_LETTER) if is_crowded else (TEXT, _LETTER)
            _verdicts(draw, one.marks, (bar, y + 36), size, letter)
        if line:
            interval_line(draw, one.marks.precision, line, y + 25)
        said = interval_text(one.marks.precision, all_heard=one.marks.all_heard)
        fill = colours.text if one.is_sample else colours.muted
        draw.text(width - 2, y + 29, said + ("" if one.is_sample else "*"), "end", fill=fill)
        draw.line([(0, y + ROW - 4), (width, y + ROW - 4)], colours.line, 0.8)
        tip = f"{one.marks.name}: show its clips in Review"
        draw.mark(HitArea(0, y - 3, width, ROW, tip, (one.scientific_name,)))
    if not rows:
        draw.text(0, TOP + 16, "Nothing was detected.", fill=colours.muted)
    header_cells = ("species", "scientific_name", "detections", "correct", "wrong", "unsure")
    table = PlotTable(header_cells, [_cells(one) for one in rows])
    return draw.done(f"{len(rows)} species with their detections and precision", table)


def _room_for_line(rows: Sequence[BoardRow]) -> float:
    """Return from which width on there is room for the interval line beside whole names."""
    names = max((text_width(one.marks.name, _LARGE) for one in rows), default=0.0)
    latin = max((text_width(one.scientific_name, TEXT) for one in rows), default=0.0)
    beside = _PICTURE[0] + 12 + 14 + _counts_width(rows) + 18 + BAR_WIDTH + 26 + 110 + 92
    return min(_ROOM_FOR_LINE, max(names, latin) + beside)


def _counts_width(rows: Sequence[BoardRow]) -> float:
    return max((text_width(f"{one.marks.detections:,}", _LARGE) for one in rows), default=0.0)


def _name(draw: Drawing, one: BoardRow, y: float, end: float) -> None:
    wide, high = _PICTURE
    if one.picture:
        draw.picture(0, y, wide, high, one.picture)
    else:
        draw.rect(0, y, wide, high, draw.colours.none)
    room = end - wide - 12
    draw.text(wide + 12, y + 19, shortened(one.marks.name, room, _LARGE), size=_LARGE)
    if one.scientific_name != one.marks.name:  # engines have but one name
        draw.italics(wide + 12, y + 35, shortened(one.scientific_name, room))


def _said(marks: PrecisionRow) -> list[tuple[str, str]]:
    said = (
        (marks.correct, "✓", CORRECT), (marks.wrong, "✕", WRONG), (marks.unsure, "?", UNSURE)
    )  # fmt: skip
    return [(f"{number:,} {sign}", colour) for number, sign, colour in said if number]


def _letters(marks: PrecisionRow) -> int:
    return sum(len(text) for text, _ in _said(marks))


def _verdicts(
    draw: Drawing, marks: PrecisionRow, at: tuple[float, float], size: float, letter: float
) -> None:
    x, y = at
    if not _said(marks):
        draw.text(x, y, "none yet", fill=draw.colours.muted)
    for text, colour in _said(marks):
        draw.text(x, y, text, fill=colour, size=size)
        x += letter * len(text) + 4


def _cells(one: BoardRow) -> tuple[object, ...]:
    m = one.marks
    return m.name, one.scientific_name, m.detections, m.correct, m.wrong, m.unsure
