"""Rows as text for other programs: with their headings, and harmless in a spreadsheet."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractScrollArea

from core.tabular import guarded
from gui.tables.columns import Column
from gui.widgets import words
from gui.widgets.plain import show_tip

Row = TypeVar("Row")

_GROUPED = re.compile(r"[-−]?\d{1,3}(,\d{3})+(\.\d+)?")


def copy(columns: Sequence[Column[Row]], rows: Sequence[Row], view: QAbstractScrollArea) -> None:
    """Put rows on the clipboard, and say so in the middle of the view that shows them."""
    QGuiApplication.clipboard().setText(as_text(columns, rows))
    say_in(view, f"{words.count(len(rows), 'row')} copied.")


def say_in(view: QAbstractScrollArea, sentence: str) -> None:
    """Say something in the middle of a view, for a moment."""
    viewport = view.viewport()
    show_tip(viewport.mapToGlobal(viewport.rect().center()), sentence, view)


def as_text(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> str:
    """Return rows below their headings, cells apart by tabs; what is a formula is none any more."""
    lines = [_headings(columns), *(_cells(columns, row) for row in rows)]
    return "".join("\t".join(map(_harmless, line)) + "\n" for line in lines)


def _headings(columns: Sequence[Column[Row]]) -> Iterator[str]:
    for column in columns:
        yield column.name
        if column.second_heading:
            yield column.second_heading


def _cells(columns: Sequence[Column[Row]], row: Row) -> Iterator[str]:
    for column in columns:
        text = column.text(row)
        grouped = column.number and _GROUPED.fullmatch(text)
        yield text.replace(",", "") if grouped else text
        if column.second_heading:
            yield column.second(row) if column.second else ""


def _harmless(text: str) -> str:
    """Return a cell in one line, which no spreadsheet runs."""
    return guarded(" ".join(text.split()))
