"""The clips to judge: a grid of them, what they are ranked by, and what can be said of one."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QToolButton, QWidget

from core.domain import Verdict
from core.heads.seeking import ClipOrder
from core.heads.sought_clips import SoughtClip
from core.store.asked_clips import Why
from gui.icons import give_icon
from gui.pages.review.queue.grid import Grid
from gui.pages.review.queue.grid_cells import Caption, paint_caption
from gui.pages.review.queue.thumbnails import Thumbnails
from gui.pages.states import States
from gui.pages.teach.answer_bar import AnswerBar
from gui.pages.teach.map_view import MapView
from gui.stylesheet import give_look
from gui.tables.clips_table import ClipsTable
from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.chips import Chip
from gui.widgets.elided import ElidedLabel
from gui.widgets.overflow_row import OverflowRow
from gui.widgets.parts import column, line, name_button
from gui.widgets.plain import give_tip

_MARGINS = (2 * GRID, GRID // 2, GRID, GRID // 2)
_ORDERS = (
    ("Ten at a time", ClipOrder.ROUNDS), ("Most alike first", ClipOrder.ALIKE),
    ("Those with it", ClipOrder.WITH), ("Those without it", ClipOrder.WITHOUT),
)  # fmt: skip
_WHY = {
    Why.TOP: "likely", Why.UNCERTAIN: "uncertain", Why.FAR: "unlike others",
    Why.RANDOM: "by chance",
    Why.AUDIT: "sounds just like it", Why.ALIKE: "sounds just like it",
}  # fmt: skip
_NARROW = 68 * GRID
_VERDICTS = {True: Verdict.CORRECT, False: Verdict.WRONG}


class ClipsView(QWidget):
    """Says which clip is current, and what was pressed."""

    current_changed = Signal(object)
    """A SoughtClip, or None."""
    map_wanted = Signal()
    """The map, or the grid again."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped: set[int] = set()
        """Clips that were left as unsure in this sitting."""
        self.table, self.pictures = ClipsTable(self), Thumbnails(self)
        self.grid = Grid(self.table, self.pictures, self._paint_caption)
        self.ranked = ElidedLabel("muted")
        self.hear = QToolButton()
        give_look(self.hear, "chip")
        give_icon(self.hear, "play")
        name_button(self.hear, "Hear on select")
        self.hear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.hear.setCheckable(True)
        give_tip(self.hear, "Play each clip as it is chosen; Space plays it again")
        self.order = Chip("Ten at a time", _ORDERS)
        self.as_map = QToolButton()
        give_look(self.as_map, "chip")
        name_button(self.as_map, "Map")
        self.as_map.setCheckable(True)
        give_tip(self.as_map, "All clips on a map: what sounds alike lies close together (G)")
        self.as_map.clicked.connect(lambda: self.map_wanted.emit())
        self.bar = OverflowRow(
            self.order, self.ranked, self.as_map, self.hear, margins=_MARGINS, yielding_px=0
        )
        self.foot = AnswerBar()
        self._narrow, self._ranked = False, ""
        self._row = -1
        inside = QWidget()
        self.states = States(inside, self.grid, self.grid.setFocus)
        self.map, self.stack = MapView(), QStackedWidget()
        self._taken: SoughtClip | None = None
        for each in (inside, self.map):
            self.stack.addWidget(each)
        self.setLayout(column(self.bar, line(), self.stack, self.foot, gap=0, grows=2))
        self.states.currentChanged.connect(lambda _: self.show_chosen())
        self.grid.setAccessibleName("Clips to judge")
        self.grid.setAccessibleDescription("Arrows move, Y is yes, N is no, Space or Enter plays.")
        self.grid.moved.connect(self.go_to)

    @property
    def on_map(self) -> bool:
        """Tell whether the map is on screen instead of the grid."""
        return self.stack.currentWidget() is self.map

    @property
    def current(self) -> SoughtClip | None:
        """Return the clip in hand; on the map what was clicked last."""
        return self._taken if self.on_map else self.table.row(self._row)

    @property
    def confirmed(self) -> SoughtClip | None:
        """Return the clip in hand, or the one just judged before it, if the sound is in it."""
        near = (self.current, None if self.on_map else self.table.row(self._row - 1))
        return next((clip for clip in near if clip and clip.present), None)

    def is_judged(self, clip: SoughtClip) -> bool:
        """Tell whether anything was said of a clip, or that nobody can tell."""
        return clip.present is not None or clip.id in self.skipped

    @property
    def row(self) -> int:
        """Return the place of the clip in hand, -1 where there is none."""
        return self._row

    @property
    def settled(self) -> bool:
        """Tell whether all pictures on screen are here."""
        return not (self.grid.isVisible() and self.pictures.busy)

    def chosen(self) -> list[SoughtClip]:
        """Return what an answer is about: what is chosen, or the clip in hand."""
        if self.on_map:
            return self.map.chosen
        return self.grid.selection() or ([self.current] if self.current else [])

    def show_map(self, on: bool) -> None:
        """Show the map, or the grid."""
        self.stack.setCurrentIndex(int(on))
        self.as_map.setChecked(on)
        self.show_chosen()
        self.take_focus()

    def take(self, clip: SoughtClip | None) -> None:
        """Have a clip of the map in hand."""
        self._taken = clip
        self.show_chosen()
        self.current_changed.emit(clip)

    def take_focus(self) -> None:
        """Let the keyboard go to the grid or the map, or to what can be done instead."""
        (self.map.states if self.on_map else self.states).take_focus()

    @property
    def has_focus(self) -> bool:
        """Tell whether the keyboard is with the clips."""
        return self.grid.hasFocus() or self.map.plot.hasFocus()

    def show_clips(self, clips: Sequence[SoughtClip], row: int) -> None:
        """Show these clips, with one of them in hand; what is on screen stays where it is."""
        former = self.current
        self.table.show(clips)
        self._row = min(row, len(clips) - 1)
        self.grid.number(self._row) if self._row >= 0 else self.grid.begin()
        if (former and former.id) != (self.current and self.current.id):
            if self._row >= 0:  # another is in hand: what was chosen before is not meant any more
                self.grid.take(self._row)
            self.current_changed.emit(self.current)
        self.show_chosen()

    def show_again(self, fresh: Sequence[SoughtClip]) -> None:
        """Show what was said of clips, without moving any."""
        self.table.show_again(fresh)
        self.grid.viewport().update()
        self.show_chosen()

    def go_to(self, row: int) -> bool:
        """Take a clip in hand; tell whether there is such a row."""
        if not 0 <= row < self.table.rowCount():
            return False
        self._row = row
        self.grid.show_current(row)
        self.show_chosen()
        self.current_changed.emit(self.current)
        return True

    def say_ranked(self, text: str) -> None:
        """Say what the clips are ranked by, where there is room."""
        self._ranked = text
        self.ranked.setText("" if self._narrow else text)
        give_tip(self.ranked, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out of a narrow view what is told elsewhere too. Called by Qt."""
        super().resizeEvent(event)
        self._narrow = self.width() < _NARROW * theme().scale
        self.say_ranked(self._ranked)

    def show_chosen(self) -> None:
        """Say which clip is in hand, and what can be said of what is chosen."""
        self.foot.setVisible(self.on_map or self.states.has_content)
        self.foot.show_clip(self.current, can_answer=bool(self.chosen()))

    def _paint_caption(self, painter: QPainter, image: QRect, clip: SoughtClip) -> None:
        left = Verdict.UNSURE if clip.id in self.skipped else None
        verdict = left if clip.present is None else _VERDICTS[clip.present]
        name = words.day(clip.at) or clip.file
        if clip.why in _WHY:
            name = _WHY[clip.why]
        if clip.place.is_elsewhere:
            name = clip.place.name
        if clip.whole:
            name = f"{name}, nothing else" if clip.present else f"{name}, none of these"
        said = Caption(verdict, name, clip.said_likeness, clip.at, clip.site)
        paint_caption(painter, image, said)
