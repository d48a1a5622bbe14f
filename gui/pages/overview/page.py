"""Where a project with detections opens: what was found, how sure it is, and what comes next."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from core.overview import Glance, OverviewActivity
from core.plots.day_profile import DayRow, day_profile
from core.plots.effort_strips import EffortRow, effort_strips
from core.plots.palette import DARK, Palette
from core.plots.precision_bars import PrecisionRow
from core.plots.species_board import BoardRow, species_board
from core.plots.svg import Plot
from core.precisions import Basis
from core.store.detections import Filter
from gui.open_overview import BestClipPicture, OverviewState
from gui.open_project import OpenProject
from gui.page_names import PageName
from gui.pages.overview.headline import Headline, part
from gui.pages.overview.questions import OverviewQuestion
from gui.pages.overview.to_look_at import ToLookAt
from gui.pages.page import LivePage
from gui.pages.reading import Doing, Reading
from gui.pages.states import States
from gui.remembered import Remembered
from gui.theme import GRID
from gui.widgets.empty import Action, Said
from gui.widgets.parts import button, column, holder, label, line
from gui.widgets.plot_view import PlotView

_NO_SITE = "(no site)"
_SHOWN, _IN_PROFILE, _SITES = 24, 12, 8
_SIDE_BY_SIDE_FROM = 1000
_MARGINS = (3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)


class OverviewPage(LivePage):
    """Headline numbers, species, activity, effort, and what to look at."""

    name = PageName.OVERVIEW
    title = "Overview"

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__(remembered, project)
        self.headline = Headline(self._go_on)
        self.species = PlotView("Species")
        self.profile = PlotView("When they were heard")
        self.effort = PlotView("Effort by hour")
        self.to_look_at = ToLookAt()
        self.in_report = button("", partial(self.go_to, PageName.REPORT), look="link")
        self.in_report.setAccessibleName("All species in the report")
        self.profile_note = label("", "muted", wrap=True)
        self._found: Glance | None = None
        self._activity: OverviewActivity | None = None
        self._pictures: Mapping[str, BestClipPicture] = {}
        self._of_run: int | None = None
        self.states = States(self, self._content(), self.species.setFocus)
        reading = Doing("Reading the project", "The project could not be read")
        self._reading = Reading(self, self.states, reading)
        self.species.chosen.connect(self._open_species)
        self.profile.chosen.connect(self._open_hour)
        self.effort.chosen.connect(self._open_site_hour)
        self.to_look_at.wanted.connect(self.page_wanted)
        for plot in (self.species, self.profile, self.effort):
            plot.failed.connect(self.notice)

    def begin(self) -> None:
        """Look at a project."""
        super().begin()
        project = self.project
        self._found = self._activity = self._of_run = None
        self._pictures = {}
        for told in (project.detections_changed, project.recordings_changed):
            told.connect(self._all_is_new)
        project.detections_grew.connect(self._has_grown)
        project.verdicts_changed.connect(lambda _ids: self.reload_soon())
        self.reload_when_seen()

    def reload(self) -> None:
        """Read the numbers again, unless they are being read."""
        if not self._reading.under_way:
            self.mark_fresh()
            self._reading.read(self.project.overview.state, self._show, self.reload)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the halves side by side where there is room. Called by Qt."""
        super().resizeEvent(event)
        wide = event.size().width() >= _SIDE_BY_SIDE_FROM
        side = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(side)
        self._between.setVisible(wide)

    # --- making ---

    def _content(self) -> QWidget:
        species = part("Species", self.in_report, self.species)
        heard = part("When they were heard", None, self.profile, self.profile_note)
        effort = part("Effort by hour", None, self.effort)
        look = part("To look at", None, self.to_look_at)
        left = column(species, 1, margins=_MARGINS)
        right = column(heard, effort, look, 1, gap=3 * GRID, margins=_MARGINS)
        self._between = line(upright=True)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(0)
        for piece, share in ((holder(left), 13), (self._between, 0), (holder(right), 9)):
            self._halves.addWidget(piece, share)
        inside = QScrollArea()
        inside.setWidgetResizable(True)
        inside.setFrameShape(QFrame.Shape.NoFrame)
        inside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside.setMinimumSize(QSize(0, 0))
        inside.setWidget(holder(self._halves, "surface"))
        return holder(column(self.headline, line(), inside, gap=0, grows=2), "surface")

    # --- showing ---

    def _all_is_new(self) -> None:
        self._of_run = None
        self._has_grown()

    def _has_grown(self) -> None:
        self.project.overview.forget()
        self.reload_soon()

    def _show(self, found: OverviewState) -> None:
        self._found = found.glance
        if found.glance is None:
            self._ask_for_more(found.totals.usable)
            return
        self.headline.show_glance(found.glance)
        self.to_look_at.show_remarks(list(found.remarks))
        number = f" {found.glance.detected:,}" if found.glance.detected else ""
        self.in_report.setText(f"All{number} in the report" if found.glance.species else "")
        self.species.show_plot(self._board)
        self.states.show_content()
        if self._of_run != found.glance.run.id:
            self._read_activity(found.glance)
        if self.stale:
            self.reload_soon()

    def _ask_for_more(self, usable: int) -> None:
        if usable:
            go = Action("Go to Analysis", partial(self.go_to, PageName.ANALYSIS))
            sentence = "Analyse your recordings; what is found is summed up here."
            self.states.show_empty(Said("Nothing analysed yet", sentence, (go,)))
        else:
            go = Action("Go to Recordings", partial(self.go_to, PageName.RECORDINGS))
            sentence = "Add recordings first, then analyse them; what is found is summed up here."
            self.ask_for_recordings(Said("No recordings yet", sentence, (go,)))

    def _read_activity(self, found: Glance) -> None:
        self._of_run = found.run.id
        door, names = self.project.overview, [s.species.scientific_name for s in found.species]
        about = partial(lambda run_id: run_id, found.run.id)
        work = partial(door.activity, found.run.id)
        self.requests.ask(OverviewQuestion.ACTIVITY, about, work, self._show_activity)
        clips = partial(door.pictures, found.run.id, names[:_SHOWN])
        self.requests.ask(OverviewQuestion.PICTURES, about, clips, self._show_pictures)

    def _show_activity(self, found: OverviewActivity) -> None:
        self._activity = found
        self.profile.show_plot(self._day if found.shares else None)
        self.effort.show_plot(self._strips if found.effort else None)
        self.profile_note.setText(
            "Share of each hour's windows, by the recorder's clock, all sites."
            if found.shares
            else "No hour of a detection is known."
        )

    def _show_pictures(self, found: Mapping[str, BestClipPicture]) -> None:
        self._pictures = found
        if self._found:
            self.species.show_plot(self._board)

    # --- plots ---

    def _board(self, colours: Palette, width: float) -> Plot:
        assert self._found
        dark = colours is DARK
        seen = {name: p.on_black if dark else p.on_white for name, p in self._pictures.items()}
        rows = [
            BoardRow(
                one.species.scientific_name,
                PrecisionRow(
                    one.species.common_name, one.detections, one.correct, one.wrong, one.unsure,
                    one.share.interval, one.share.basis is Basis.ALL_HEARD,
                ),
                seen.get(one.species.scientific_name, ""),
                one.share.basis is not Basis.PICKED,
            )
            for one in self._found.species[:_SHOWN]
        ]  # fmt: skip
        return species_board(rows, colours, width)

    def _day(self, colours: Palette, width: float) -> Plot:
        assert self._found
        assert self._activity
        shares = self._activity.shares
        rows = [
            DayRow(s.species.common_name, s.detections, shares[s.species.scientific_name],
                   s.species.scientific_name)
            for s in self._found.species
            if s.species.scientific_name in shares
        ]  # fmt: skip
        rise, fall = self._activity.sun_h
        shown = rows[:_IN_PROFILE]
        return day_profile(shown, colours, width, sunrise_h=rise, sunset_h=fall)

    def _strips(self, colours: Palette, width: float) -> Plot:
        assert self._activity
        rows = []
        for one in self._activity.effort[:_SITES]:
            days = one.first_day if one.first_day == one.last_day else (
                f"{one.first_day} to {one.last_day}"
            )  # fmt: skip
            rows.append(EffortRow(one.site or _NO_SITE, days, one.by_hour_s))
        return effort_strips(rows, colours, width)

    # --- opening clips ---

    def _go_on(self) -> None:
        if self._found:
            useful = self._found.next
            name = useful.species.scientific_name if useful else None
            wanted = Filter(species=name, verdicts=frozenset({None}))
            self.go_to(PageName.REVIEW, wanted)

    def _open_species(self, key: tuple[object, ...]) -> None:
        self.go_to(PageName.REVIEW, Filter(species=str(key[0])))

    def _open_hour(self, key: tuple[object, ...]) -> None:
        name, hour = str(key[0]), int(str(key[1]))
        self.go_to(PageName.REVIEW, Filter(species=name, minutes=(hour * 60, hour * 60 + 59)))

    def _open_site_hour(self, key: tuple[object, ...]) -> None:
        site, hour = str(key[0]), int(str(key[1]))
        sites = None if site == _NO_SITE else frozenset({site})
        self.go_to(PageName.REVIEW, Filter(sites=sites, minutes=(hour * 60, hour * 60 + 59)))
