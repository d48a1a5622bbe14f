"""One undo over everything that was changed in the project, on every page."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from core.history import Step
from gui.icons import icon
from gui.open_changes import ChangeQueue
from gui.widgets.empty import Action
from gui.widgets.notice import Notice
from gui.widgets.plain import name_action


class Undoing(QObject):
    """The two actions, named by what they are about."""

    told = Signal(object)
    """A Notice."""

    def __init__(self, changes: ChangeQueue, seen: Callable[[], bool], parent: QObject) -> None:
        """``seen`` tells whether what was said of clips is on screen as it is undone."""
        super().__init__(parent)
        self._changes, self._seen = changes, seen
        self.undo = self._action("undo", "Undo", changes.undo, "Ctrl+Z")
        self.redo = self._action("redo", "Redo", changes.redo, "Ctrl+Shift+Z", "Ctrl+Y")
        for told in (changes.expected, changes.changed, changes.failed):
            told.connect(self._name)
        changes.turned.connect(self._tell)
        self._name()

    def answer_on(self, page: QWidget) -> None:
        """Let the keys undo on a page, outside what is typed into."""
        page.addActions([self.undo, self.redo])

    def _action(self, picture: str, text: str, do: Callable[[], object], *keys: str) -> QAction:
        made = QAction(icon(picture), text, self)
        made.setShortcuts([QKeySequence(key) for key in keys])
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.triggered.connect(lambda: do())
        return made

    def _name(self, *_told: object) -> None:
        history = self._changes.history
        for action, verb, step in (
            (self.undo, "Undo", history.to_undo),
            (self.redo, "Redo", history.to_redo),
        ):
            action.setEnabled(step is not None)
            name_action(action, f"{verb}: {step.text}" if step else verb)

    def _tell(self, step: Step, redo: bool) -> None:
        if step.shows_little or not self._seen():
            done, back, way = (
                ("Done again", "Undo", self._changes.undo)
                if redo
                else ("Undone", "Redo", self._changes.redo)
            )
            self.told.emit(Notice(f"{done}: {step.text}.", Action(back, way)))
