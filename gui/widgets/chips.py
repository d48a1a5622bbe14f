"""Chips: small buttons that say which part of something is shown, and open a menu to change it."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon
from PySide6.QtWidgets import QMenu, QToolButton

from gui.icons import share_icon
from gui.stylesheet import give_look
from gui.widgets.plain import add_action, words_of


class Chip(QToolButton):
    """One choice among several; the first choice is no limit."""

    chosen = Signal(object)
    closed = Signal()
    """Nothing is chosen from any more."""
    opened = Signal()
    """Something is about to be chosen: numbers beside the choices are welcome."""

    def __init__(self, name: str, choices: Sequence[tuple[str, object]] = ()) -> None:
        super().__init__()
        give_look(self, "chip")
        self._name = name
        self.setText(name)
        self.setAccessibleName(name)
        self.setCheckable(True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self._menu.aboutToHide.connect(self.closed)
        self._menu.aboutToShow.connect(self._open)
        self._group = QActionGroup(self)
        self.value: object = None
        self.offer(choices)

    def offer(self, choices: Sequence[tuple[str, object]]) -> None:
        """Replace what there is to choose from; what is chosen stays if it is still there."""
        self._menu.clear()
        for action in self._group.actions():
            self._group.removeAction(action)
        for text, value in choices:
            action = add_action(self._menu, text)
            action.setCheckable(True)
            action.setData((value,))  # in a tuple, so that Qt keeps it as it is
            self._group.addAction(action)
            action.triggered.connect(self._chosen_by(action))
        if self.value not in [value for _, value in choices]:
            self.value = choices[0][1] if choices else None
        self._show()

    def add_switch(self, text: str, switched: Callable[[bool], object]) -> QAction:
        """Add something below the choices that is on or off whatever is chosen."""
        self._menu.addSeparator()
        action = add_action(self._menu, text)
        action.setCheckable(True)
        action.triggered.connect(lambda on: switched(on))
        return action

    def show_shares(self, shares: Mapping[object, float]) -> None:
        """Draw beside each choice how far it is, 0 to 1; the values are those of the choices."""
        for action in self._group.actions():
            share = shares.get(action.data()[0])
            action.setIcon(QIcon() if share is None else share_icon(share))

    def show_numbers(self, numbers: Mapping[object, int]) -> None:
        """Say beside each choice how many it leaves; the values are those of the choices."""
        for action in self._group.actions():
            number = numbers.get(action.data()[0])
            name = action.text().partition("\t")[0]
            action.setText(name if number is None else f"{name}\t{number:,}")

    def _open(self) -> None:
        self.show_numbers({})
        self.opened.emit()

    def choose(self, value: object) -> None:
        """Choose without telling."""
        self.value = value
        self._show()

    def _chosen_by(self, action: QAction) -> Callable[[], None]:
        def take() -> None:
            self.value = action.data()[0]
            self._show()
            self.chosen.emit(self.value)

        return take

    def _show(self) -> None:
        actions = self._group.actions()
        for number, action in enumerate(actions):
            if action.data()[0] == self.value:
                action.setChecked(True)
                text = self._name if number == 0 else action.text().partition("\t")[0]
                self.setText(f"{text}  ▾")
                self.setAccessibleName(f"{self._name}: {words_of(action)}")
                self.setChecked(number > 0)
        self.setEnabled(bool(actions))
