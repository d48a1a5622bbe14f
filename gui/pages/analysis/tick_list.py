"""A list of species with boxes to tick, one or all that are chosen."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.still_list import StillList

_TICKED, _NOT = Qt.CheckState.Checked, Qt.CheckState.Unchecked


BETWEEN_NAMES = "   "


class _TwoNames(QStyledItemDelegate):
    """Paints the common name, then the scientific one muted in italics, as tables do."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one line. Called by Qt."""
        view = QStyleOptionViewItem(option)
        self.initStyleOption(view, index)
        common, _, scientific = view.text.partition(BETWEEN_NAMES)
        view.text = common
        style = view.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, view, painter, view.widget)
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, view, view.widget)
        room.setRight(option.rect.right())
        room.setLeft(room.left() + view.fontMetrics.horizontalAdvance(common) + 2 * GRID)
        painter.save()
        font = view.font
        font.setItalic(True)
        painter.setFont(font)
        painter.setPen(QColor(theme().colours.muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, scientific)
        painter.restore()


class TickList(StillList):
    """Space ticks all that are chosen, or takes their ticks away; a right-click offers both."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_TwoNames(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)

    @property
    def chosen(self) -> list[QListWidgetItem]:
        """Return the lines that are chosen, as far as they are in sight, in order."""
        every = map(self.item, range(self.count()))
        return [one for one in every if one.isSelected() and not one.isHidden()]

    def tick(self, on: bool) -> None:
        """Tick what is chosen, or take the ticks away."""
        chosen = self.chosen
        self.blockSignals(True)  # of thousands one is told about: all are counted then
        for one in chosen:
            one.setCheckState(_TICKED if on else _NOT)
        self.blockSignals(False)
        for one in chosen[:1]:
            self.itemChanged.emit(one)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with Space, and copy. Called by Qt."""
        current = self.currentItem()
        if event.key() == Qt.Key.Key_Space and current is not None and self.chosen:
            self.tick(current.checkState() is not _TICKED)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def menu(self) -> QMenu:
        """Return what can be done with what is chosen."""
        menu, number = QMenu(self), words.count(len(self.chosen), "species", "species")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"Tick {number}").triggered.connect(lambda: self.tick(True))
        menu.addAction("Take the ticks away").triggered.connect(lambda: self.tick(False))
        menu.addSeparator()
        menu.addAction("Copy").triggered.connect(self._copy)
        return menu

    def _show_menu(self, at: QPoint) -> None:
        if self.chosen:
            self.menu().popup(self.viewport().mapToGlobal(at))

    def _copy(self) -> None:
        lines = (one.text().replace(BETWEEN_NAMES, "\t") for one in self.chosen)
        QGuiApplication.clipboard().setText("".join(f"{line}\n" for line in lines))
