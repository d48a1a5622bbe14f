"""Headline numbers, and what to do next."""

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.overview import Glance
from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import button, column, holder, label, row
from gui.widgets.plain import give_tip

_LEAST_FOR_NEXT = 200
_MARGINS = (3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
_GAP, _CLOSE_GAP, _GAPS = 4 * GRID, 3 * GRID, 6
_CONTINUE, _ROOM_FOR_BUTTON = "Continue reviewing", 170


class Headline(QWidget):
    """Four numbers, and a button that goes on with the listening."""

    def __init__(self, go_on: Callable[[], object]) -> None:
        super().__init__()
        self.numbers = [label("", "headline") for _ in range(4)]
        self.abouts = [label("", "muted") for _ in range(4)]
        self.next = label("", "strong")
        self.most_useful = ElidedLabel("muted")
        self.most_useful.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.go_on = button(_CONTINUE, go_on, look="primary")
        pairs = [
            column(n, about, gap=0) for n, about in zip(self.numbers, self.abouts, strict=True)
        ]
        after = column(self.next, self.most_useful, gap=0)
        self._inside = row(*pairs, 1, after, self.go_on, gap=_GAP, margins=_MARGINS)
        self.setLayout(self._inside)
        self._left, self._clips, self._time, self._useful = 0, "", "", ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave to the button's tip what there is no room for. Called by Qt."""
        super().resizeEvent(event)
        self._arrange()

    def show_glance(self, found: Glance) -> None:
        """Say what was found and how far the listening is."""
        said = (
            (f"{found.detected:,}", "species detected"),
            (f"{found.confirmed:,}", "heard by a person"),
            (words.hours(found.coverage.hours), f"analysed, {words.count(found.sites, 'site')}"),
            (f"{found.judged:,} of {found.detections:,}", "detections reviewed"),
        )
        for number, about, (text, of) in zip(self.numbers, self.abouts, said, strict=True):
            number.setText(text)
            about.setText(of)
        left = found.detections - found.judged
        useful = found.next
        self._clips = f"Next: {words.count(left, 'clip')}"
        self._time = _minutes(found.minutes_left)
        self._useful = f"most useful first: {useful.species.common_name if useful else ''}"
        give_tip(self.go_on, f"{self._clips}, {self._time}; {self._useful}")
        self._left = left
        self._arrange()

    def _arrange(self) -> None:
        """Say of what is next all, how much it is, or nothing, as there is room."""
        room = self.width() - self._needed - 2 * _GAP
        whole, wide = f"{self._clips}, {self._time}", self.next.fontMetrics().horizontalAdvance
        is_roomy = room >= max(wide(whole), _LEAST_FOR_NEXT)
        short = max(wide(self._clips), wide(self._time))
        is_close = not is_roomy and room + _GAPS * (_GAP - _CLOSE_GAP) >= short
        self.next.setText(whole if is_roomy else self._clips)
        self.most_useful.setText(self._useful if is_roomy else self._time)
        self.go_on.setVisible(self._left > 0)
        for shown in (self.next, self.most_useful):
            shown.setVisible(self._left > 0 and (is_roomy or is_close))
        is_tight = self._needed > self.width()
        self.go_on.setText("Continue" if is_tight else _CONTINUE)
        self._inside.setSpacing(self._tight_gap if is_tight else _CLOSE_GAP if is_close else _GAP)

    @property
    def _tight_gap(self) -> int:
        room = self.width() - 2 * _MARGINS[0] - self.go_on.sizeHint().width()
        gap = int(room - self._written) // (len(self.abouts) + 1)
        return max(GRID, min(gap, _GAP // 2))

    @property
    def _needed(self) -> float:
        """Return the width without what is next."""
        shown = self._written + len(self.numbers) * _GAP
        return shown + _ROOM_FOR_BUTTON * theme().scale + 2 * _MARGINS[0]

    @property
    def _written(self) -> int:
        pairs = zip(self.numbers, self.abouts, strict=True)
        return sum(max(_width(number), _width(about)) for number, about in pairs)


def _width(shown: QWidget) -> int:
    return shown.sizeHint().width()


def _minutes(minutes: float) -> str:
    if minutes < 90:
        return f"about {words.count(max(1, round(minutes)), 'minute')}"
    return f"about {words.count(round(minutes / 60), 'hour')}"


def part(title: str, more: QWidget | None, *inside: QWidget) -> QWidget:
    """Return a part of the page: a heading, perhaps a link at its right, and what is below."""
    head = row(label(title, "strong"), 1, *([more] if more else []))
    return holder(column(head, *inside, gap=GRID))
