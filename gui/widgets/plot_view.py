"""Shows a plot of core.plots: hovering tells values, a click or Enter opens what is behind."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog, QMenu, QSizePolicy, QWidget

from core.exports.files import write_csv
from core.plots.palette import DARK, LIGHT, Palette
from core.plots.svg import HitArea, Plot
from gui.theme import theme
from gui.widgets.plain import add_action, hide_tip, show_tip

Make = Callable[[Palette, float], Plot]
"""(colours, width in px) -> the plot."""
_SAVED_LARGER = 2
_LEAST_PX = 240
_STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1,
}  # fmt: skip


class PlotView(QWidget):
    """A plot that is made anew for each width and theme, and never asks core for anything."""

    chosen = Signal(tuple)
    """The key of a mark that was clicked, or on which Enter was pressed."""
    failed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.plot: Plot | None = None
        self._make: Make | None = None
        self._drawn: QSvgRenderer | None = None
        self._current: int | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._draw)

    def show_plot(self, make: Make | None) -> None:
        """Show what ``make`` makes; None: nothing."""
        self._make, self._current = make, None
        self._draw()

    # --- Qt ---

    def sizeHint(self) -> QSize:
        """Return the plot's size. Called by Qt."""
        return QSize(_LEAST_PX, round(self.plot.height * theme().scale) if self.plot else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw for another width. Called by Qt."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._draw()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint. Called by Qt."""
        if self.plot is None or self._drawn is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(theme().scale, theme().scale)
        self._drawn.render(painter, QRectF(0, 0, self.plot.width, self.plot.height))
        if self._current is not None and self.hasFocus():
            area = self.plot.areas[self._current]
            painter.setPen(QPen(QColor(theme().colours.accent), 1.5))
            painter.drawRoundedRect(QRectF(area.x, area.y, area.width, area.height), 3, 3)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the value below the pointer. Called by Qt."""
        area = self._at(event.position())
        if area is None:
            hide_tip()
        else:
            show_tip(event.globalPosition().toPoint(), area.tip, self)
        hand = (
            Qt.CursorShape.PointingHandCursor if area and area.key else Qt.CursorShape.ArrowCursor
        )
        self.setCursor(hand)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what is behind a mark. Called by Qt."""
        area = self._at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and area and area.key:
            self.chosen.emit(area.key)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell nothing. Called by Qt."""
        hide_tip()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which mark the keys are on. Called by Qt."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show no mark. Called by Qt."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the marks, and open one. Called by Qt."""
        count = len(self.plot.areas) if self.plot else 0
        step = _STEPS.get(Qt.Key(event.key()))
        if step and count:
            self._walk(step, count)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            assert self.plot
            if key := self.plot.areas[self._current].key:
                self.chosen.emit(key)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what is behind a mark, and to take the plot along. Called by Qt."""
        if self.plot is None:
            return
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        at = None if self._current is None else self.plot.areas[self._current]
        self.menu(at if by_key else self._at(QPointF(event.pos()))).popup(event.globalPos())

    # --- taking it along ---

    def menu(self, mark: HitArea | None = None) -> QMenu:
        """Return the menu of what can be done with a mark, and with the plot."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if mark and (key := mark.key):
            opening = add_action(menu, "Review these clips")
            opening.triggered.connect(lambda: self.chosen.emit(key))
            menu.setDefaultAction(opening)
            menu.addSeparator()
        for text, do in (
            ("Copy picture", self.copy_picture),
            ("Save picture …", self._ask_for_picture),
            ("Save numbers as CSV …", self._ask_for_numbers),
        ):
            add_action(menu, text).triggered.connect(do)
        return menu

    def copy_picture(self) -> None:
        """Put the plot on the clipboard."""
        QGuiApplication.clipboard().setImage(self._image())

    def save_picture(self, path: Path) -> None:
        """Write the plot as SVG, or as PNG twice as large, in the colours of paper."""
        plot = self._on_paper()
        if path.suffix.lower() == ".png":
            if not self._image().save(str(path)):
                self.failed.emit(f"{path.name} cannot be written. Choose another folder.")
            return
        try:
            path.write_text(plot.svg, encoding="utf-8")
        except OSError as error:
            self.failed.emit(f"{path.name} cannot be written: {error.strerror}.")

    def save_numbers(self, path: Path) -> None:
        """Write the numbers of the plot. Raises UserError where that cannot be."""
        table = self._on_paper().table
        write_csv(path, table.header, table.rows)

    def _ask_for_picture(self) -> None:
        kinds = "Pictures (*.svg *.png)"
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the picture", "plot.svg", kinds)
        if chosen:
            self.save_picture(Path(chosen))

    def _ask_for_numbers(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the numbers", "plot.csv", "CSV (*.csv)")
        if chosen:
            self.save_numbers(Path(chosen))

    def _on_paper(self) -> Plot:
        assert self._make is not None
        return self._make(LIGHT, max(float(_LEAST_PX), self.width() / theme().scale))

    def _image(self) -> QImage:
        plot = self._on_paper()
        size = QSize(round(plot.width), round(plot.height)) * _SAVED_LARGER
        image = QImage(size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(plot.svg.encode())).render(painter)
        painter.end()
        return image

    # --- inside ---

    def _draw(self) -> None:
        colours = DARK if theme().colours.dark else LIGHT
        scale = theme().scale  # letters in it are as large as those around it
        wide = max(float(_LEAST_PX), self.width() / scale)
        self.plot = self._make(colours, wide) if self._make else None
        self._drawn = QSvgRenderer(QByteArray(self.plot.svg.encode())) if self.plot else None
        self.setAccessibleDescription(self.plot.about if self.plot else "")
        self.setFixedHeight(round(self.plot.height * scale) if self.plot else 0)
        self.update()

    def _walk(self, step: int, count: int) -> None:
        first = 0 if step > 0 else count - 1
        now = first if self._current is None else (self._current + step) % count
        self._current = now
        assert self.plot
        area = self.plot.areas[now]
        self.setAccessibleDescription(area.tip)
        corner = self.mapToGlobal(QPointF(area.x, area.y + area.height) * theme().scale)
        show_tip(corner.toPoint(), area.tip, self)
        self.update()

    def _at(self, at: QPointF) -> HitArea | None:
        at = at / theme().scale
        return self.plot.at(at.x(), at.y()) if self.plot else None
