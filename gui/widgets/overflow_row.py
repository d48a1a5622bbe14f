"""A row of buttons; those for which there is no room are in a menu at its end."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.parts import Margins, row
from gui.widgets.plain import add_action, give_tip, name_action, words_of

_MORE = "More"
_YIELDING_PX = 22 * GRID
"""What a text that gives way keeps as long as there are buttons to put away."""


class OverflowRow(QWidget):
    """The first buttons stay longest, or those of the highest rank.

    Among the pieces a number stands for a stretch, and what is no button stays in any case.
    """

    def __init__(
        self,
        *pieces: QWidget | int,
        gap: int = GRID,
        margins: Margins = (),
        rank: Callable[[QAbstractButton], int] = lambda _button: 0,
        yielding_px: int = _YIELDING_PX,
    ) -> None:
        super().__init__()
        self._pieces = [piece for piece in pieces if isinstance(piece, QWidget)]
        self._buttons = [piece for piece in self._pieces if isinstance(piece, QAbstractButton)]
        self._rank, self._yielding_px = rank, yielding_px
        self._left_out: set[QAbstractButton] = set()
        self.more = QToolButton()
        give_look(self.more, "quiet")
        give_icon(self.more, "more")
        self.more.setAccessibleName(_MORE)
        give_tip(self.more, _MORE)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill)
        self.more.setMenu(self.menu)
        self._layout = row(*pieces, self.more, gap=gap, margins=margins)
        if all(isinstance(piece, QAbstractButton) for piece in pieces):
            self._layout.addStretch(1)
        self._layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # it may be narrower
        for piece in filter(_yields, self._staying):
            self._layout.setStretchFactor(piece, 1)
        self.setLayout(self._layout)
        self.more.hide()
        for button in self._buttons:
            button.toggled.connect(self._fit)

    def insert(self, piece: QWidget, before: QWidget) -> None:
        """Take in something that stays."""
        self._pieces.insert(self._pieces.index(before), piece)
        self._layout.insertWidget(self._layout.indexOf(before), piece)

    def offer(self, button: QAbstractButton, on: bool) -> None:
        """Offer a button, or do not: neither in the row nor in the menu."""
        (self._left_out.discard if on else self._left_out.add)(button)
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for all that is offered. Called by Qt."""
        return QSize(self._all + self._around, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return room for what stays, one button and the menu. Called by Qt."""
        firm = [piece for piece in self._staying if not _yields(piece)]
        least = sum(map(self._width, (*firm, *self._by_rank[:1], self.more)))
        return QSize(min(least, self._all) + self._around, super().minimumSizeHint().height())

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

    @property
    def _all(self) -> int:
        return sum(map(self._width, (*self._staying, *self._by_rank))) - self._layout.spacing()

    @property
    def _by_rank(self) -> list[QAbstractButton]:
        offered = [button for button in self._buttons if button not in self._left_out]
        return sorted(offered, key=self._rank, reverse=True)

    @property
    def _staying(self) -> list[QWidget]:
        return [piece for piece in self._pieces if piece not in self._buttons]

    def _width(self, piece: QWidget) -> int:
        hint = piece.sizeHint().boundedTo(piece.maximumSize()).width()
        return (self._yielding_px if _yields(piece) else hint) + self._layout.spacing()

    def _fit(self, *_told: object) -> None:
        """Show as many as there is room for."""
        room = self.width() - self._around
        shown = self._by_rank if self._all <= room else self._fitting(room)
        for button in self._buttons:
            button.setVisible(button in shown)
        self._show_lines()
        self.more.setVisible(len(shown) < len(self._by_rank))

    def _fitting(self, room: int) -> list[QAbstractButton]:
        """Return, of each rank, those from the left for which there is room beside the menu."""
        left = room - sum(map(self._width, (*self._staying, self.more))) + self._layout.spacing()
        shown, full = self._by_rank[:1], set[int]()
        left -= sum(map(self._width, shown))
        for button in self._by_rank[1:]:
            rank, wide = self._rank(button), self._width(button)
            if rank not in full and wide <= left:
                shown.append(button)
                left -= wide
            else:
                full.add(rank)
        return shown

    def _show_lines(self) -> None:
        """Show a line between buttons only where one stands right of it."""
        follows = False
        for piece in reversed(self._pieces):
            if piece in self._buttons:
                follows = follows or not piece.isHidden()
            elif piece.property("look") == "upright-line":
                piece.setVisible(follows)
                follows = False

    def _fill(self) -> None:
        self.menu.clear()
        for button in self._buttons:
            if button.isHidden() and button not in self._left_out:
                button.setGeometry(self.more.geometry())  # where what it opens belongs
                self._put(button)

    def _put(self, button: QAbstractButton) -> None:
        name = button.accessibleName() or words_of(button)
        opens = button.menu() if isinstance(button, QPushButton | QToolButton) else None
        if opens:
            action = opens.menuAction()
            name_action(action, name)
            self.menu.addAction(action)
        else:
            action = add_action(self.menu, name)
            action.setCheckable(button.isCheckable())
            action.setChecked(button.isChecked())
            action.triggered.connect(button.click)
        action.setIcon(button.icon())
        action.setEnabled(button.isEnabled())


def _yields(piece: QWidget) -> bool:
    return piece.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored
