"""The right side of the page: the chosen site, and the clock of the chosen deployment."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea

from core.store.deployments import Deployment
from core.store.sites import Site
from gui.pages.sites.clock_panel import ClockPanel
from gui.pages.sites.place_panel import PlacePanel
from gui.theme import GRID
from gui.widgets import place_words, words
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import column, holder, label, line
from gui.widgets.plain import give_tip

_LEAST = 52 * GRID
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
        inner = column(
            label("Site", "strong"),
            self.place,
            line(),
            label("Clock of the deployment", "strong"),
            self.recorder,
            self.clock,
            margins=_MARGINS,
            grows=1,
        )
        self.setWidget(holder(inner, "surface"))

    def sizeHint(self) -> QSize:
        """Return the usual size: the table gets the rest. Called by Qt."""
        return QSize(_LEAST, super().sizeHint().height())

    def show_chosen(self, site: Site, one: Deployment) -> None:
        """Show a deployment and its site."""
        number = words.count(one.recordings, "recording")
        period = place_words.period(one) or "no start is known"
        self.recorder.setText(f"{place_words.recorder(one)} · {period} · {number}")
        give_tip(self.recorder, self.recorder.text())
        self.place.show_site(site)
        self.clock.show_deployment(one)
