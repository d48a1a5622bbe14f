"""Among which clips to look: sites, days, what nobody has labelled yet, and how alike."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from core.heads.choosing import WindowChoice
from core.heads.seeking import Sighting
from gui.pages.review.filters.range_chips import DayChip
from gui.pages.teach.likeness_plot import LikenessPlot
from gui.theme import GRID
from gui.widgets.many_chip import ManyChip
from gui.widgets.parts import column, row
from gui.widgets.plain import give_tip


class Among(QWidget):
    """Tells of every change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.site, self.day = ManyChip("site"), DayChip()
        self.unlabelled, self.plot = QCheckBox("Nothing said yet"), LikenessPlot()
        give_tip(self.unlabelled, "Only clips of which nobody has said anything")
        chips = row(self.site, self.day, 1, gap=GRID // 2)
        self.setLayout(column(chips, self.unlabelled, self.plot, gap=GRID // 2))
        self.site.hide()
        self.site.chosen.connect(lambda _: self.changed.emit())
        self.day.chosen.connect(self.changed)
        self.unlabelled.toggled.connect(lambda _: self.changed.emit())
        self.plot.cut_changed.connect(lambda _: self.changed.emit())

    @property
    def choice(self) -> WindowChoice:
        """Return which clips to look at."""
        days = self.day.values
        return WindowChoice(
            self.site.value, days.get("first_day"), days.get("last_day"),
            unlabelled=self.unlabelled.isChecked(),
        )  # fmt: skip

    def offer_sites(self, sites: Sequence[str]) -> None:
        """Take over the sites that there are now."""
        self.site.offer(sites)
        self.site.setVisible(len(sites) > 1)

    def clear(self) -> None:
        """Look among all clips, without telling."""
        self.site.choose(None)
        self.day.choose({})
        with QSignalBlocker(self.unlabelled):
            self.unlabelled.setChecked(False)
        self.plot.show_cut(-1.0)

    def show_found(self, sighting: Sighting) -> None:
        """Show how alike all are, and begin with a day on which something was recorded."""
        self.plot.show_counts(sighting.counts)
        first = next((clip.at for clip in sighting.clips if clip.at), None)
        if first:
            self.day.suggest(first.local.date())
