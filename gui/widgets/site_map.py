"""A small map of sites that needs no network: drag a site to where it is, or click there."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolButton, QWidget

from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID, theme
from gui.widgets.map_frame import MapFrame, Place
from gui.widgets.map_paint import Shapes, SiteMark, paint_ground, paint_marks
from gui.widgets.plain import give_tip

_NEAR_PX = 11
_DRAG_PX = 4
_ZOOM = 1.5
_STEP_PX = 40


class SiteMap(QWidget):
    """Drag to move about, wheel to zoom; the chosen site can be dragged."""

    chosen = Signal(int)
    """A site was clicked."""
    placed = Signal(int, object, object)
    """A site was put at a latitude and longitude (floats, degrees)."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Map of the sites")
        self.setAccessibleDescription("Arrows move the map, plus and minus zoom.")
        give_tip(self, "Drag to move the map, or the chosen site. Turn the wheel to zoom.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(24 * GRID, 22 * GRID))
        self.frame = MapFrame(self.width(), self.height()).fitted(())
        self._marks: Sequence[SiteMark] = ()
        self._shapes = Shapes()
        self._site: int | None = None
        self._placing = False
        self._pressed: QPointF | None = None
        self._held: SiteMark | None = None
        """The chosen site while it is dragged, where it is now."""
        self._moved = False
        self._ground: QPixmap | None = None
        self._fit_wanted = True
        self._build_buttons()
        theme().changed.connect(self._forget_ground)

    # --- from outside ---

    def show_sites(self, marks: Sequence[SiteMark]) -> None:
        """Show sites; the part of the world in view stays, unless it was never chosen."""
        self._marks = marks
        if self._fit_wanted:
            self.fit()
        self.update()

    def show_shapes(self, found: Shapes) -> None:
        """Show outlines below the sites."""
        self._shapes = found
        self._forget_ground()

    def choose(self, site_id: int | None, *, placing: bool) -> None:
        """Mark a site. With ``placing`` a click anywhere says where it is."""
        self._site, self._placing = site_id, placing and site_id is not None
        cross = Qt.CursorShape.CrossCursor
        self.setCursor(cross if self._placing else Qt.CursorShape.ArrowCursor)
        mark = self._chosen_mark()
        if mark is not None and not self.rect().contains(self._point(mark).toPoint()):
            self._show_frame(self.frame.fitted([mark.place]))
        self.update()

    def fit(self) -> None:
        """Show all sites."""
        self._show_frame(self.frame.fitted([mark.place for mark in self._marks]))
        self._fit_wanted = True

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Enlarge, around a point or the middle."""
        self._fit_wanted = False
        point = at or QPointF(self.width() / 2, self.height() / 2)
        self._show_frame(self.frame.zoomed(factor, point.x(), point.y()))

    # --- Qt ---

    def sizeHint(self) -> QSize:
        """Return the least that is useful: it takes the room that is left. Called by Qt."""
        return QSize(52 * GRID, 22 * GRID)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the middle. Called by Qt."""
        self.frame = self.frame.resized(self.width(), self.height())
        if self._fit_wanted:
            self.fit()
        x = self.width() - GRID // 2
        for tool in reversed(self._tools):
            x -= tool.sizeHint().width()
            tool.move(x, GRID // 2)
        self._forget_ground()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the map. Called by Qt."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground or self._new_ground())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        held = self._held
        marks = [held if held and mark.id == held.id else mark for mark in self._marks]
        paint_marks(painter, self.frame, marks, self._site)
        if self.hasFocus():
            painter.setPen(theme().colours.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a site, or of the map. Called by Qt."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed, self._moved = event.position(), False
        mark = self._mark_at(event.position())
        self._held = mark if mark and mark.id == self._site else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a site or the map. Called by Qt."""
        if self._pressed is None:
            self._show_cursor(event.position())
            return
        way = event.position() - self._pressed
        if not self._moved and way.manhattanLength() < _DRAG_PX:
            return
        self._moved = True
        if self._held:
            self._held = SiteMark(self._held.id, self._held.name, self._place(event.position()))
            self.update()
            return
        self._pressed, self._fit_wanted = event.position(), False
        self._show_frame(self.frame.moved(way.x(), way.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Say where a site was put, or which was chosen. Called by Qt."""
        pressed, held, moved = self._pressed, self._held, self._moved
        self._pressed = self._held = None
        if pressed is None:
            return
        mark = self._mark_at(pressed)
        if held and moved:
            self._say_placed(held.id, held.place)
        elif not moved and self._placing and self._site is not None:
            self._say_placed(self._site, self._place(event.position()))
        elif not moved and mark:
            self.chosen.emit(mark.id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom below the pointer. Called by Qt."""
        turns = event.angleDelta().y() / 120
        if turns:
            self.zoom(_ZOOM**turns, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move about and zoom. Called by Qt."""
        key = Qt.Key(event.key())
        way = {
            Qt.Key.Key_Left: (_STEP_PX, 0),
            Qt.Key.Key_Right: (-_STEP_PX, 0),
            Qt.Key.Key_Up: (0, _STEP_PX),
            Qt.Key.Key_Down: (0, -_STEP_PX),
        }.get(key)
        if way:
            self._fit_wanted = False
            self._show_frame(self.frame.moved(*way))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_ZOOM)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _ZOOM)
        elif key == Qt.Key.Key_Home:
            self.fit()
        else:
            super().keyPressEvent(event)

    # --- inside ---

    def _build_buttons(self) -> None:
        self._tools = []
        for name, text, do in (
            ("zoom-in", "Zoom in", lambda: self.zoom(_ZOOM)),
            ("zoom-out", "Zoom out", lambda: self.zoom(1 / _ZOOM)),
            ("fit", "Show all sites", self.fit),
        ):
            tool = QToolButton(self)
            give_look(tool, "quiet")
            give_icon(tool, name, "muted")
            tool.setAccessibleName(text)
            give_tip(tool, text)
            tool.setCursor(Qt.CursorShape.ArrowCursor)
            tool.clicked.connect(do)
            self._tools.append(tool)

    def _say_placed(self, site_id: int, place: Place) -> None:
        self.update()
        self.placed.emit(site_id, round(place[0], 6), round(place[1], 6))

    def _show_frame(self, frame: MapFrame) -> None:
        self.frame = frame
        self._forget_ground()

    def _forget_ground(self) -> None:
        self._ground = None
        self.update()

    def _new_ground(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, self.frame, self._shapes)
        painter.end()
        self._ground = made
        return made

    def _show_cursor(self, at: QPointF) -> None:
        if self._placing:
            return
        mark = self._mark_at(at)
        over = Qt.CursorShape.PointingHandCursor
        if mark and mark.id == self._site:
            over = Qt.CursorShape.SizeAllCursor
        self.setCursor(over if mark else Qt.CursorShape.ArrowCursor)

    def _chosen_mark(self) -> SiteMark | None:
        return next((mark for mark in self._marks if mark.id == self._site), None)

    def _mark_at(self, at: QPointF) -> SiteMark | None:
        near = [m for m in self._marks if (self._point(m) - at).manhattanLength() <= _NEAR_PX]
        return min(near, key=lambda mark: mark.id != self._site, default=None)

    def _point(self, mark: SiteMark) -> QPointF:
        return QPointF(*self.frame.point(mark.place))

    def _place(self, at: QPointF) -> Place:
        return self.frame.place(at.x(), at.y())
