"""The line below the clips: which one is in hand, and what can be said of it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from core.heads.sought_clips import SoughtClip
from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import button, column, line, name_button, row
from gui.widgets.plain import give_tip

_PLACE_PX = 10 * GRID
"""What the clip's place keeps as long as there are words on buttons to leave out."""
_NONE = "None of these is in this clip (0)"
_MARGINS = (2 * GRID, GRID, GRID, GRID)

_PLAYS = "Play or stop (Space)"


class AnswerBar(QWidget):
    """Says what was pressed."""

    judged = Signal(object)
    """True, False, or None: unsure."""
    none_wanted = Signal()
    """None of what anybody looks for is in it."""
    undo_wanted = Signal()
    play_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._playing, self._has_words = False, True
        self._has_clip, self._silent = False, ""
        self.place = ElidedLabel("muted")
        self.play = button("Play", self.play_wanted.emit, look="verdict-narrow", picture="play")
        give_tip(self.play, _PLAYS)
        self.yes = self._answer(True, "It is in this clip (Y)", "correct")
        self.no = self._answer(False, "It is not in this clip (N)", "wrong")
        self.unsure = self._answer(None, "Leave this clip, unsure (U)", "unsure")
        self.none = button("", self.none_wanted.emit, look="verdict-narrow", picture="none")
        give_tip(self.none, "Nothing that anybody looks for is in this clip (0)")
        self.more = QToolButton()
        give_look(self.more, "quiet")
        give_icon(self.more, "down")
        self.more.setAccessibleName("What else can be said of this clip")
        give_tip(self.more, "What else can be said of this clip")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.undo = button("Undo", self.undo_wanted.emit, look="verdict-narrow", picture="undo")
        self.undo.setAccessibleName("Take back what was said last (Z)")
        give_tip(self.undo, "Take back what was said last (Z)")
        self._buttons = (
            self.play, self.yes, self.no, self.none, self.unsure, self.more, self.undo
        )  # fmt: skip
        inside = row(self.place, *self._buttons, gap=GRID // 2, margins=_MARGINS)
        inside.setStretch(0, 1)
        self.setLayout(column(line(), inside, gap=0))
        self._name_buttons()

    def offer_more(self, actions: Sequence[QAction]) -> None:
        """Put what is said seldom into a menu."""
        menu = QMenu(self.more)
        menu.addActions(list(actions))
        self.more.setMenu(menu)

    def show_clip(self, clip: SoughtClip | None, *, can_answer: bool) -> None:
        """Say which clip is in hand, and whether there is anything to say something of."""
        self._has_clip = clip is not None
        self._enable_play()
        for each in (self.yes, self.no, self.none, self.unsure, self.more):
            each.setEnabled(can_answer)
        where = (
            (_project(clip), clip.file, f"{clip.start_s:,.1f} s", clip.site or "") if clip else ()
        )
        self.place.setText("  ·  ".join(part for part in where if part))
        give_tip(self.place, self.place.text())

    def show_silent(self, reason: str) -> None:
        """Say why nothing can be heard; an empty reason: it can be."""
        self._silent = reason
        self._enable_play()

    def _enable_play(self) -> None:
        self.play.setEnabled(self._has_clip and not self._silent)
        give_tip(self.play, self._silent or _PLAYS)

    def show_playing(self, on: bool) -> None:
        """Let the button say what it does now."""
        give_icon(self.play, "stop" if on else "play")
        self._playing = on
        self._name_play()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the keys out of a narrow view. Called by Qt."""
        super().resizeEvent(event)
        self._name_buttons()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text. Called by Qt."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._name_buttons()

    def _name_buttons(self) -> None:
        """Say as much on the buttons as there is room for; the place goes before a button does."""
        for worded in (3, 2, 1, 0):  # the keys go first, the answers' words last
            self._name(worded)
            left = self.width() - self._needed_px
            if left >= _PLACE_PX:
                break
        self.place.setVisible(left >= _PLACE_PX)

    @property
    def _needed_px(self) -> int:
        left, _, right, _ = _MARGINS
        gaps = len(self._buttons) * GRID // 2
        return left + right + gaps + sum(each.sizeHint().width() for each in self._buttons)

    def _name(self, worded: int) -> None:
        for shown, word, key in (
            (self.yes, "Yes", "Y"), (self.no, "No", "N"), (self.none, "None", "0"),
            (self.unsure, "Unsure", "U"),
            (self.undo, "Undo", "Z"),
        ):  # fmt: skip
            named = shown.accessibleName() or _NONE
            name_button(shown, f"{word}  {key}" if worded == 3 else word)
            if worded < (1 if shown in (self.yes, self.no) else 2):
                shown.setText("")
            shown.setAccessibleName(named)
        self._has_words = worded > 1
        self._name_play()

    def _name_play(self) -> None:
        name_button(self.play, "Stop" if self._playing else "Play")
        if not self._has_words:
            self.play.setText("")

    def _answer(self, present: bool | None, named: str, picture: str) -> QPushButton:
        made = button("", lambda: self.judged.emit(present), look="verdict-narrow", picture=picture)
        made.setAccessibleName(named)
        give_tip(made, named)
        return made


def _project(clip: SoughtClip) -> str:
    return f"In {clip.place.name}" if clip.place.is_elsewhere else ""
