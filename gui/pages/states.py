"""What a page or a part of it shows: its content, or in words why there is none."""

from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QStackedLayout, QWidget

from core.jobs import Progress
from gui.stylesheet import give_look
from gui.widgets.empty import EmptyState, Said

SEEN_MS = 300
"""What is over by then was never busy to the eye: words that flash by unsettle."""
_LOOK_MS = 100
_LINE_PX = 2


class State(Enum):
    """Why something is on screen, or is not."""

    UNKNOWN = auto()
    """Nothing was read yet."""
    CONTENT = auto()
    EMPTY = auto()
    """Something else comes first."""
    BUSY = auto()
    NOTHING_FOUND = auto()
    FAILED = auto()
    """Or stopped."""


class HowFar(Protocol):
    """Knows the newest step of something that is under way."""

    @property
    def step(self) -> Progress | None:
        """Return it, or None before the first."""


class States(QStackedLayout):
    """Content is never covered by being busy: a thin line above it tells of that."""

    def __init__(
        self, parent: QWidget, content: QWidget, begin: Callable[[], object] | None = None
    ) -> None:
        """``begin`` gives the keyboard to the part of the content that one starts with."""
        super().__init__(parent)
        self._parent, self._begin = parent, begin or content.setFocus
        self.state = State.UNKNOWN
        self.empty = EmptyState()
        self._doing, self._unit = Said(""), ""
        self._how_far: HowFar | None = None
        self.line = QProgressBar(parent)
        give_look(self.line, "busy-line")
        self.line.setTextVisible(False)
        self.line.hide()
        self._seen = QTimer(self, singleShot=True, interval=SEEN_MS)
        self._seen.timeout.connect(self._show_busy)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._show_step)
        self._blank = QWidget()
        for each in (self._blank, content, self.empty):
            self.addWidget(each)

    @property
    def has_content(self) -> bool:
        """Tell whether the content is on screen."""
        return self.state is State.CONTENT

    def show_content(self) -> None:
        """Show the content."""
        self._end_busy()
        self._turn(State.CONTENT, 1)

    def show_empty(self, said: Said) -> None:
        """Say what comes first."""
        self._say(State.EMPTY, said)

    def show_nothing_found(self, said: Said) -> None:
        """Say that all was done and nothing is there, and what could be done about it."""
        self._say(State.NOTHING_FOUND, said)

    def show_failed(self, said: Said) -> None:
        """Say that it could not be read, or was stopped."""
        self._say(State.FAILED, said)

    def show_busy(self, doing: Said, how_far: HowFar | None = None, unit: str = "") -> None:
        """Say, if it lasts, what is being done, and how far that is."""
        another = doing.title != self._doing.title
        self._doing, self._how_far, self._unit = doing, how_far, unit
        if self.state is State.BUSY:
            if another:
                self._show_busy()
        elif not (self._seen.isActive() or self._look.isActive()):
            self._seen.start()

    def end_busy(self) -> None:
        """Nothing is being done any more; what is on screen stays."""
        self._end_busy()
        if self.state is State.BUSY:
            self._turn(State.UNKNOWN, 0)

    def take_focus(self) -> None:
        """Give the keyboard to the content, or to what can be done instead."""
        if self.has_content:
            self._begin()
        elif self.state is State.UNKNOWN:
            self._blank.setFocus()  # it waits here for what comes
        else:
            self.empty.take_focus()

    def _say(self, state: State, said: Said) -> None:
        self._end_busy()
        self.empty.say(said)
        self._turn(state, 2)

    def _show_busy(self) -> None:
        self._look.start()
        if not self.has_content:
            self.empty.say(self._doing, calm=True)
            self._turn(State.BUSY, 2)
        self._show_step()

    def _show_step(self) -> None:
        step = self._how_far.step if self._how_far else None
        if not self.has_content:
            self.empty.show_step(step or Progress(0, 0), self._unit)
        elif step and step.total:
            self.line.setGeometry(0, 0, self._parent.width(), _LINE_PX)
            self.line.setAccessibleName(self._doing.title)
            self.line.setRange(0, 1000)
            self.line.setValue(round(step.fraction * 1000))
            self.line.show()
            self.line.raise_()

    def _end_busy(self) -> None:
        self._seen.stop()
        self._look.stop()
        self.line.hide()

    def _turn(self, state: State, place: int) -> None:
        was, self.state = self.state, state
        focused = self._parent.window().focusWidget()
        had_keyboard = focused is not None and self._parent.isAncestorOf(focused)
        self.setCurrentIndex(place)
        if state is not was and had_keyboard:
            self.take_focus()
