"""About how wide a text is drawn: what draws an SVG, and with which font, is not known here."""

import unicodedata
from itertools import accumulate

TEXT, SMALL = 11.0, 9.5
"""Sizes of letters, in px."""
_WIDTHS = {
    letter: width
    for width, letters in (
        (0.34, " ijl|IJ'.,:;/\\"),
        (0.42, "frt()[]!-"),
        (0.54, '"*_`szc?–'),
        (0.60, "kFvxyPLaT"),
        (0.80, "HNDGOQ&w#+<=>^~"),
        (1.00, "MmW@%…"),
    )
    for letter in letters
}
"""Of letters in their size, a little more than in DejaVu Sans, the widest that is usual."""
_SMALL_LETTER, _CAPITAL, _WIDE = 0.64, 0.73, 1.0
_BOLD = 1.12


def text_width(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """Return about how wide a text is, rather more than less."""
    return sum(map(_width, text)) * size * (_BOLD if bold else 1)


def shortened(text: str, width: float, size: float = TEXT, *, bold: bool = False) -> str:
    """Return a text that fits into a width, its end replaced by … where it must be."""
    if text_width(text, size, bold=bold) <= width:
        return text
    room = width - text_width("…", size, bold=bold)
    each = (text_width(letter, size, bold=bold) for letter in text)
    kept = sum(1 for end in accumulate(each) if end <= room)
    return text[: max(1, kept)].rstrip() + "…"


def _width(letter: str) -> float:
    if (known := _WIDTHS.get(letter)) is not None:
        return known
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    if unicodedata.combining(letter):
        return 0.0
    return _CAPITAL if letter.isupper() else _SMALL_LETTER
