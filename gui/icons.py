"""The one door to the icon set: a name of ours, in the colours of the theme."""

import qtawesome
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton

from gui.colours import Colours
from gui.theme import theme

# Phosphor, a set of thin lines, comes with qtawesome: nothing to download, one family throughout.
NAMES = {
    "overview": "ph.squares-four",
    "recordings": "ph.folder-open",
    "analysis": "ph.cpu",
    "review": "ph.headphones",
    "explore": "ph.chart-bar",
    "report": "ph.list-bullets",
    "teach": "ph.student",
    "sites": "ph.map-pin",
    "health": "ph.heartbeat",
    "search": "ph.magnifying-glass",
    "play": "ph.play-fill",
    "pause": "ph.pause-fill",
    "stop": "ph.stop-fill",
    "loop": "ph.repeat",
    "speed": "ph.gauge",
    "volume": "ph.speaker-high",
    "muted": "ph.speaker-slash",
    "zoom-in": "ph.magnifying-glass-plus",
    "zoom-out": "ph.magnifying-glass-minus",
    "layers": "ph.stack",
    "more": "ph.dots-three",
    "fit": "ph.arrows-out-line-horizontal",
    "back-to-clip": "ph.crosshair-simple",
    "hand": "ph.hand",
    "measure": "ph.ruler",
    "annotate": "ph.selection-plus",
    "boxes": "ph.bounding-box",
    "picture": "ph.camera",
    "display": "ph.sliders-horizontal",
    "contrast": "ph.circle-half",
    "grid": "ph.squares-four",
    "table": "ph.rows",
    "correct": "ph.check",
    "wrong": "ph.x",
    "unsure": "ph.question",
    "skip": "ph.arrow-right",
    "undo": "ph.arrow-u-up-left",
    "redo": "ph.arrow-u-up-right",
    "comment": "ph.chat-text",
    "copy": "ph.copy",
    "networks": "ph.share-network",
    "filter": "ph.funnel",
    "add": "ph.plus",
    "remove": "ph.x",
    "delete": "ph.trash",
    "export": "ph.export",
    "import": "ph.download-simple",
    "settings": "ph.gear",
    "help": "ph.question",
    "keyboard": "ph.keyboard",
    "warning": "ph.warning",
    "info": "ph.info",
    "done": "ph.check-circle",
    "none": "ph.prohibit",
    "wave": "ph.activity",
    "time": "ph.clock",
    "species": "ph.bird",
    "open": "ph.folder-notch-open",
    "examples": "ph.columns",
    "reviewer": "ph.user",
    "down": "ph.caret-down",
    "right": "ph.caret-right",
}


_PIE_PX = 32


def icon(name: str, role: str = "text") -> QIcon:
    """Return an icon in a colour of ``gui.theme.Colours``, in that colour's scheme of now.

    An icon does not change with the theme: use ``give_icon`` for one that stays on screen.
    """
    colours = theme().colours
    drawn: QIcon = qtawesome.icon(
        NAMES[name],
        color=getattr(colours, role),
        color_disabled=colours.faint,
        color_on=_when_on(colours, role),
    )
    return drawn


def share_icon(share: float) -> QIcon:
    """Return a pie of how much is done, 0 to 1, in the colours of now."""
    picture = QPixmap(_PIE_PX, _PIE_PX)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    whole = picture.rect().adjusted(4, 4, -4, -4)
    painter.setBrush(QColor(theme().colours.line_strong))
    painter.drawEllipse(whole)
    painter.setBrush(QColor(theme().colours.correct))
    painter.drawPie(whole, 90 * 16, -round(share * 360 * 16))
    painter.end()
    return QIcon(picture)


def give_icon(button: QAbstractButton, name: str, role: str = "text") -> None:
    """Put an icon on a button and keep its colour in step with the theme."""
    button.setIcon(icon(name, role))
    follower = _Follower(button, name, role)
    theme().changed.connect(follower.recolour)


class _Follower(QObject):
    """Lives and dies with its button, and so does the connection to the theme."""

    def __init__(self, button: QAbstractButton, name: str, role: str) -> None:
        for earlier in button.findChildren(_Follower):
            earlier.deleteLater()
        super().__init__(button)
        self._button, self._name, self._role = button, name, role

    def recolour(self) -> None:
        self._button.setIcon(icon(self._name, self._role))


def _when_on(colours: Colours, role: str) -> str:
    return colours.accent if role in {"text", "muted"} else str(getattr(colours, role))
