"""The clips to judge: a grid of them, what they are ranked by, and what can be said of one."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QPushButton, QStackedWidget, QToolButton, QWidget

from core.domain import Verdict
from core.heads.seeking import ClipOrder, SoughtClip
from core.store.asked_clips import Why
from gui.icons import give_icon
from gui.pages.review.grid import Grid
from gui.pages.review.grid_cells import Caption, paint_caption
from gui.pages.review.thumbnails import Thumbnails
from gui.pages.states import States
from gui.pages.teach.map_view import MapView
from gui.stylesheet import give_look
from gui.tables.clips_table import ClipsTable
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.chips import Chip
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import button, column, holder, line, name_button, row
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
_VERDICTS = {True: Verdict.CORRECT, False: Verdict.WRONG}


class ClipsView(QWidget):
    """Says which clip is current, and what was pressed."""

    current_changed = Signal(object)
    """A SoughtClip, or None."""
    judged = Signal(object)
    """True, False, or None: unsure."""
    map_wanted = Signal()
    """The map, or the grid again."""
    undo_wanted = Signal()
    play_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.skipped: set[int] = set()
        """Clips that were left as unsure in this sitting."""
        self.table, self.pictures = ClipsTable(self), Thumbnails(self)
        self.grid = Grid(self.table, self.pictures, self._paint_caption)
        self.ranked, self.place = ElidedLabel("muted"), ElidedLabel("muted")
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
        self.bar = row(self.order, self.ranked, self.as_map, self.hear, grows=1, margins=_MARGINS)
        self.play = button("Play", self.play_wanted.emit, look="verdict-narrow", picture="play")
        give_tip(self.play, "Play or stop (Space)")
        self.yes = self._answer("Yes  Y", True, "It is in this clip (Y)", "correct")
        self.no = self._answer("No  N", False, "It is not in this clip (N)", "wrong")
        self.unsure = self._answer("Unsure  U", None, "Leave this clip, unsure (U)", "unsure")
        self.undo = button("Undo  Z", self.undo_wanted.emit, look="verdict-narrow", picture="undo")
        self.undo.setAccessibleName("Take back what was said last (Z)")
        self._row = -1
        inside = QWidget()
        self.states = States(inside, self.grid, self.grid.setFocus)
        self.map, self.stack = MapView(), QStackedWidget()
        self._taken: SoughtClip | None = None
        for each in (inside, self.map):
            self.stack.addWidget(each)
        self.foot = self._foot()
        self.setLayout(column(holder(self.bar), line(), self.stack, self.foot, gap=0, grows=2))
        self.states.currentChanged.connect(lambda _: self.show_chosen())
        self.grid.setAccessibleName("Clips to judge")
        self.grid.setAccessibleDescription("Arrows move, Y is yes, N is no, Space plays.")
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

    def show_playing(self, on: bool) -> None:
        """Let the button say what it does now."""
        give_icon(self.play, "stop" if on else "play")
        name_button(self.play, "Stop" if on else "Play")

    # --- making ---

    def _foot(self) -> QWidget:
        foot = row(self.place, self.play, self.yes, self.no, self.unsure, self.undo, gap=GRID // 2,
                   margins=(2 * GRID, GRID, GRID, GRID))  # fmt: skip
        foot.setStretch(0, 1)
        return holder(column(line(), foot, gap=0))

    def _answer(self, text: str, present: bool | None, named: str, picture: str) -> QPushButton:
        made = button(
            text, lambda: self.judged.emit(present), look="verdict-narrow", picture=picture
        )
        made.setAccessibleName(named)
        return made

    def show_chosen(self) -> None:
        """Say which clip is in hand, and what can be said of what is chosen."""
        self.foot.setVisible(self.on_map or self.states.has_content)
        clip = self.current
        self.play.setEnabled(clip is not None)
        for each in (self.yes, self.no, self.unsure):
            each.setEnabled(bool(self.chosen()))
        where = (clip.file, f"{clip.start_s:,.1f} s", clip.site or "") if clip else ()
        self.place.setText("  ·  ".join(part for part in where if part))
        give_tip(self.place, self.place.text())

    def _paint_caption(self, painter: QPainter, image: QRect, clip: SoughtClip) -> None:
        left = Verdict.UNSURE if clip.id in self.skipped else None
        verdict = left if clip.present is None else _VERDICTS[clip.present]
        name = words.day(clip.at) or clip.file
        if clip.why in _WHY:
            name = _WHY[clip.why]
        said = Caption(verdict, name, f"{clip.likeness:.2f}", clip.at, clip.site)
        paint_caption(painter, image, said)
