"""What can be done with a place in the sound, on right-click."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu

from gui.widgets.plain import add_action
from gui.widgets.spectrogram.bar import SpectrogramBar
from gui.widgets.spectrogram.canvas import Canvas


class SoundMenu(QObject):
    """Does what a click and the buttons of the bar do, and copies the picture."""

    def __init__(self, canvas: Canvas, bar: SpectrogramBar, picture: Callable[[], QImage]) -> None:
        super().__init__(canvas)
        self._canvas, self._bar, self._picture = canvas, bar, picture
        canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        canvas.customContextMenuRequested.connect(self._show)

    def menu(self, at: QPoint) -> QMenu:
        """Return what can be done at a pixel of the sound."""
        canvas, bar, pixel = self._canvas, self._bar, QPointF(at)
        menu = QMenu(canvas)
        spot, box = canvas.spot(pixel), canvas.box_at(pixel)
        _add(menu, "Play from here", lambda: canvas.clicked_at.emit(spot.at_s))
        if box:
            _add(menu, f"Go to {box.label}", lambda: canvas.box_clicked.emit(box.id))
        menu.addSeparator()
        _add(menu, "Show more time", lambda: bar.zoom_asked.emit(2.0))
        _add(menu, "Show less time", lambda: bar.zoom_asked.emit(0.5))
        _add(menu, "Show the whole recording", bar.whole_asked.emit)
        _add(menu, "Back to the clip", bar.clip_asked.emit)
        menu.addSeparator()
        picture = self._picture()  # without the menu in it
        _add(menu, "Copy this picture", lambda: QGuiApplication.clipboard().setImage(picture))
        _add(menu, "Save this picture …", bar.save_asked.emit)
        return menu

    def _show(self, at: QPoint) -> None:
        if self._canvas.has_sound:
            menu = self.menu(at)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._canvas.mapToGlobal(at))


def _add(menu: QMenu, text: str, do: Callable[[], object]) -> None:
    add_action(menu, text).triggered.connect(lambda: do())
