"""The right side of the page: the chosen site, and the clock of the chosen deployment."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea

from core.store.deployments import Deployment
from core.store.sites import Site
from gui.pages.sites.clock_panel import ClockPanel
from gui.pages.sites.place_panel import PlacePanel
from gui.theme import GRID, theme
from gui.widgets import place_words, words
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import column, holder, label, line
from gui.widgets.plain import give_tip

_LEAST = 52 * GRID
_WIDE, _SHARE = 90 * GRID, 0.45
"""So wide, the clock is beside the place; a page gives it that share where this suffices."""
_MARGINS = (2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)


class SitePanel(QScrollArea):
    """Place above, clock below."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(_LEAST)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.place, self.clock = PlacePanel(), ClockPanel()
        self.recorder = ElidedLabel("muted")
        place = column(label("Site", "strong"), self.place, grows=1)
        clock = column(
            label("Clock of the deployment", "strong"), self.recorder, self.clock, 1, grows=3
        )
        self._between = line()
        self._inner = column(holder(place), self._between, holder(clock), margins=_MARGINS)
        self._inner.setStretch(0, 1)
        self._inner.setStretch(2, 1)
        self.setWidget(holder(self._inner, "surface"))

    def width_of(self, page: int) -> int:
        """Return how wide it is on a page so wide: the table gets the rest."""
        share = round(_SHARE * page)
        return share if share >= _WIDE * theme().scale else _LEAST

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the clock beside the place or below it. Called by Qt."""
        super().resizeEvent(event)
        beside = self.viewport().width() >= _WIDE * theme().scale
        way = QBoxLayout.Direction
        self._inner.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self._inner.setSpacing(4 * GRID if beside else GRID)
        self._between.setVisible(not beside)

    def show_chosen(self, site: Site, one: Deployment) -> None:
        """Show a deployment and its site."""
        number = words.count(one.recordings, "recording")
        period = place_words.period(one) or "no start is known"
        self.recorder.setText(f"{place_words.recorder(one)} · {period} · {number}")
        give_tip(self.recorder, self.recorder.text())
        self.place.show_site(site)
        self.clock.show_deployment(one)
