"""What is higher than its room moves up and down, and is never cut at the side."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


class Scrolled(QScrollArea):
    """As wide as what is in it needs."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = inside
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        """Return room for all that is in it. Called by Qt."""
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the width of what is in it, with the bar at its side. Called by Qt."""
        inside, bar = self._inside, self.verticalScrollBar().sizeHint()
        least = max(inside.minimumSizeHint().width(), inside.minimumWidth())
        low = min(super().minimumSizeHint().height(), self.sizeHint().height())
        return QSize(least + bar.width(), low)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is in it when it needs more. Called by Qt."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
