"""A row of buttons; those for which there is no room are in a menu at its end."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLayout, QMenu, QToolButton, QWidget

from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.parts import Margins, row
from gui.widgets.plain import add_action, give_tip

_MORE = "More"


class OverflowRow(QWidget):
    """The first buttons stay longest. A number among the pieces stands for a stretch."""

    def __init__(self, *pieces: QAbstractButton | int, margins: Margins = ()) -> None:
        super().__init__()
        self._buttons: Sequence[QAbstractButton] = [p for p in pieces if not isinstance(p, int)]
        self.more = QToolButton()
        give_look(self.more, "quiet")
        give_icon(self.more, "more")
        self.more.setAccessibleName(_MORE)
        give_tip(self.more, _MORE)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill)
        self.more.setMenu(self.menu)
        self._layout = row(*pieces, self.more, margins=margins)
        self._layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # it may be narrower
        self.setLayout(self._layout)
        self.more.hide()

    def minimumSizeHint(self) -> QSize:
        """Return room for the first button and the menu. Called by Qt."""
        first = self._buttons[0].sizeHint().width() + self.more.sizeHint().width()
        return QSize(first + self._around + GRID, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put into the menu what has no room. Called by Qt."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Fit again when a button has other words now. Called by Qt."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    @property
    def _around(self) -> int:
        margins = self._layout.contentsMargins()
        return margins.left() + margins.right()

    def _fit(self) -> None:
        gap, room = self._layout.spacing(), self.width() - self._around
        widths = [button.sizeHint().width() + gap for button in self._buttons]
        number = len(widths)
        if sum(widths) - gap > room:
            room -= self.more.sizeHint().width()
            while number > 1 and sum(widths[:number]) > room:
                number -= 1
        for place, button in enumerate(self._buttons):
            button.setVisible(place < number)
        self.more.setVisible(number < len(widths))

    def _fill(self) -> None:
        self.menu.clear()
        for button in self._buttons:
            if button.isHidden():
                action = add_action(self.menu, button.accessibleName() or button.text())
                action.setIcon(button.icon())
                action.setEnabled(button.isEnabled())
                action.triggered.connect(button.click)
                button.setGeometry(self.more.geometry())  # where what it opens belongs
