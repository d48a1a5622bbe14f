"""What is on screen, as a picture to keep."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

_FINER = 2


def picture_of(*parts: QWidget, ground: str) -> QImage:
    """Return widgets below each other, twice as fine as they are painted on a common screen."""
    width, height = max(p.width() for p in parts), sum(p.height() for p in parts)
    image = QImage(_FINER * width, _FINER * height, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_FINER)
    image.fill(ground)
    painter = QPainter(image)
    below = 0
    for part in parts:
        # By its name: views render their scene instead of themselves.
        QWidget.render(part, painter, QPoint(0, below))
        below += part.height()
    painter.end()
    return image
