"""Among which clips to look: sites, days, what nobody has labelled yet, and how alike."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from core.heads.choosing import WindowChoice
from core.heads.elsewhere import PlaceTrouble
from core.heads.seeking import Sighting
from core.store.runs import Run
from gui.pages.review.filters.range_chips import DayChip
from gui.pages.runs import short_run_name
from gui.pages.teach.likeness_plot import LikenessPlot
from gui.pages.teach.where_chip import WhereChip
from gui.theme import GRID
from gui.widgets.chips import Chip
from gui.widgets.many_chip import ManyChip
from gui.widgets.parts import button, column, holder, label, name_button, row
from gui.widgets.plain import give_tip


class Among(QWidget):
    """Tells of every change."""

    changed = Signal()
    pass_wanted = Signal(object)
    """The Run whose clips are to be looked at; None: the newest."""

    def __init__(self) -> None:
        super().__init__()
        self.site, self.day = ManyChip("site"), DayChip()
        self.where, self.heard_by = WhereChip(), Chip("Newest analysis")
        self.heard_by.hide()
        give_tip(self.heard_by, "Whose clips: each analysis with a network has its own")
        self.unlabelled, self.plot = QCheckBox("Nothing said yet"), LikenessPlot()
        give_tip(self.unlabelled, "Only clips of which nobody has said anything")
        chips = row(self.site, self.day, 1, gap=GRID // 2)
        where, heard = row(self.where, 1), row(self.heard_by, 1)
        self.trouble = label("", "danger", wrap=True)
        self.troubles: Sequence[PlaceTrouble] = ()
        """Of places that could not be looked into."""
        self.find_it, self.leave_out = button("Find it …"), button("Leave it out", look="quiet")
        self._out = holder(column(row(self.find_it, 1), row(self.leave_out, 1), gap=GRID // 2))
        parts = (where, self.trouble, self._out, heard, chips, self.unlabelled, self.plot)
        self.setLayout(column(*parts, gap=GRID // 2))
        self.show_troubles(())
        self._sites: Sequence[str] = ()
        self._elsewhere: Sequence[str] = ()
        """Sites of other projects."""
        self.site.hide()
        self.site.chosen.connect(lambda _: self.changed.emit())
        self.day.chosen.connect(self.changed)
        self.heard_by.chosen.connect(self.pass_wanted)
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
        self._sites = sites
        self._offer_sites()

    def _offer_sites(self) -> None:
        sites = list(dict.fromkeys([*self._sites, *self._elsewhere]))
        self.site.offer(sites)
        self.site.setVisible(len(sites) > 1)

    def fit(self, width: int) -> None:
        """Need no more than this width."""
        self.where.fit(width)

    def show_troubles(self, troubles: Sequence[PlaceTrouble]) -> None:
        """Say which places could not be looked into, and why."""
        self.troubles = troubles
        self.show_problem("\n\n".join(one.sentence for one in troubles))
        name_button(self.leave_out, "Leave it out" if len(troubles) == 1 else "Leave them out")
        self.find_it.setVisible(len(troubles) == 1 and troubles[0].is_gone)
        self._out.setVisible(bool(troubles))

    def show_problem(self, sentence: str) -> None:
        """Say why a place that was chosen cannot be looked into."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))

    def offer_passes(self, runs: Sequence[Run]) -> None:
        """Take over the ways in which the project was heard, the newest first."""
        older = [(short_run_name(run), run) for run in runs[1:]]
        newest = [(f"Newest: {short_run_name(run)}", None) for run in runs[:1]]
        self.heard_by.offer([*newest, *older])
        self.heard_by.setVisible(bool(older))

    def clear(self) -> None:
        """Look among all clips, without telling."""
        self.site.choose(None)
        self.day.choose({})
        with QSignalBlocker(self.unlabelled):
            self.unlabelled.setChecked(False)
        self.plot.show_cut(-1.0)

    def leave_nothing_out(self) -> None:
        """Look among all clips, and tell."""
        self.clear()
        self.changed.emit()

    def show_found(self, sighting: Sighting) -> None:
        """Show how alike all are, and begin with a day on which something was recorded."""
        self.plot.show_counts(sighting.counts)
        self.show_troubles(sighting.looked_into.troubles)
        self._elsewhere = sighting.looked_into.sites
        self._offer_sites()
        first = next((clip.at for clip in sighting.clips if clip.at), None)
        if first:
            self.day.suggest(first.local.date())
