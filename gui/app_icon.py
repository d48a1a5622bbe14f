"""The mark of the program, at every size that a window or task bar asks for."""

from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).parent / "art" / "undersong.svg"
_SIZES = (16, 20, 24, 32, 48, 64, 128, 256)


def app_icon() -> QIcon:
    """Return the icon of the window; it needs no plugin of Qt for SVG."""
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(QPixmap.fromImage(drawn(size)))
    return made


def drawn(size: int) -> QImage:
    """Return the mark on nothing, size by size pixels; needs no window."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(DRAWING)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image
