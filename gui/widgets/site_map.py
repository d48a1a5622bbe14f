"""A small map of sites that needs no network: drag a site to where it is, or click there."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
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
from gui.widgets.map_ground import NOTHING, Shapes
from gui.widgets.map_layout import MapLayout, SiteGroup, SiteMark, laid_out
from gui.widgets.map_paint import Named, named, paint_ground, paint_marks
from gui.widgets.plain import give_tip

_NEAR_PX, _GROUP_PX = 11, 13
_DRAG_PX = 4
_TIP = "Drag to move the map, or the chosen site. Turn the wheel to zoom."
_OWN_MAP = "Show a map of your own below the sites (GeoJSON or GPX)"
_TOLD = 8
"""Names of a group that its tip tells."""
_ZOOM = 1.5
_STEP_PX = 40


class SiteMap(QWidget):
    """Drag to move about, wheel to zoom; the chosen site can be dragged."""

    chosen = Signal(int)
    """A site was clicked."""
    placed = Signal(int, object, object)
    """A site was put at a latitude and longitude (floats, degrees)."""
    opened = Signal()
    """The chosen site was clicked twice."""
    menu_wanted = Signal(object)
    """What can be done with the chosen site, at this point of the screen."""
    own_map_wanted = Signal()
    """A map of one's own is to be shown below, or not any more."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Map of the sites")
        self.setAccessibleDescription("Arrows move the map, plus and minus zoom.")
        give_tip(self, _TIP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(24 * GRID, 18 * GRID))
        self.frame = MapFrame(self.width(), self.height()).fitted(())
        self._marks: Sequence[SiteMark] = ()
        self.shapes = NOTHING
        """What lies below the sites."""
        self._layout: tuple[MapLayout, list[Named]] | None = None
        self._site: int | None = None
        self._placing = False
        self._pressed: QPointF | None = None
        self._held: SiteMark | None = None
        """The chosen site while it is dragged, where it is now."""
        self._moved = False
        self._ground: QPixmap | None = None
        self._fit_wanted = True
        self._shows_world = False
        """For want of a place of the chosen site."""
        self._build_buttons()
        theme().changed.connect(self._forget_ground)

    # --- from outside ---

    def show_sites(self, marks: Sequence[SiteMark]) -> None:
        """Show sites; the part of the world in view stays, unless it was never chosen."""
        self._marks = marks
        if self._fit_wanted:
            self._fit_to_chosen()
        self._lay_out_again()

    def show_shapes(self, found: Shapes) -> None:
        """Show land, borders and the person's own map below the sites."""
        self.shapes = found
        text = "Do not show your own map any more" if found.own.points else _OWN_MAP
        self._tools[-1].setAccessibleName(text)
        give_tip(self._tools[-1], text)
        self._forget_ground()

    def choose(self, site_id: int | None, *, placing: bool) -> None:
        """Mark a site. With ``placing`` a click anywhere says where it is.

        A site that has no place yet shows the world: it may be anywhere.
        """
        is_another, self._site = site_id != self._site, site_id
        self._placing = placing and site_id is not None
        cross = Qt.CursorShape.CrossCursor
        self.setCursor(cross if self._placing else Qt.CursorShape.ArrowCursor)
        mark = self._chosen_mark()
        if is_another and (mark is None or self._shows_world):
            self._fit_to_chosen()
        elif mark is not None and not self.rect().contains(self._point(mark).toPoint()):
            self._show_frame(self.frame.fitted([mark.place]))
        self._lay_out_again()

    def fit(self) -> None:
        """Show all sites."""
        self._show_frame(self.frame.fitted([mark.place for mark in self._marks]))
        self._fit_wanted, self._shows_world = True, False

    def _fit_to_chosen(self) -> None:
        if self._site is not None and self._chosen_mark() is None:
            self._show_frame(self.frame.fitted(()))
            self._fit_wanted = self._shows_world = True
        else:
            self.fit()

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
            self._fit_to_chosen()
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
        paint_marks(painter, *self._laid_out(), self._site)
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
            self._lay_out_again()
            return
        self._pressed, self._fit_wanted = event.position(), False
        self._show_frame(self.frame.moved(way.x(), way.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Say where a site was put, or which was chosen. Called by Qt."""
        pressed, held, moved = self._pressed, self._held, self._moved
        self._pressed = self._held = None
        if pressed is None:
            return
        if held and moved:
            self._say_placed(held.id, held.place)
        elif not moved and self._placing and self._site is not None:
            self._say_placed(self._site, self._place(event.position()))
        elif not moved:
            self._choose_at(pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the site that the first click chose. Called by Qt."""
        self._pressed = self._held = None
        if not self._placing and self._mark_at(event.position()):
            self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Choose the site at a point, and ask for what can be done with it. Called by Qt."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        mark = self._chosen_mark() if by_key else self._mark_at(QPointF(event.pos()))
        if mark:
            if mark.id != self._site:
                self.chosen.emit(mark.id)
            self.menu_wanted.emit(event.globalPos())

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
            ("layers", _OWN_MAP, self.own_map_wanted.emit),
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
        self._lay_out_again()
        self.placed.emit(site_id, round(place[0], 6), round(place[1], 6))

    def _show_frame(self, frame: MapFrame) -> None:
        self.frame = frame
        self._forget_ground()

    def _lay_out_again(self) -> None:
        self._layout = None
        self.update()

    def _laid_out(self) -> tuple[MapLayout, list[Named]]:
        if self._layout is None:
            held = self._held
            marks = [held if held and mark.id == held.id else mark for mark in self._marks]
            layout = laid_out(self.frame, marks, self._site)
            self._layout = layout, named(self.frame, layout, self._site)
        return self._layout

    def _forget_ground(self) -> None:
        self._ground = None
        self._lay_out_again()

    def _new_ground(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, self.frame, self.shapes)
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
        group = None if mark else self._group_at(at)
        self.setCursor(over if mark or group else Qt.CursorShape.ArrowCursor)
        give_tip(self, self._tip(mark, group))

    def _tip(self, mark: SiteMark | None, group: SiteGroup | None) -> str:
        if mark:
            return mark.name
        if group:
            first = ", ".join(mark.name for mark in group.marks[:_TOLD])
            more = len(group.marks) - _TOLD
            return f"{first} and {more:,} more. Click to see them apart." if more > 0 else first
        return _TIP

    def _chosen_mark(self) -> SiteMark | None:
        return next((mark for mark in self._marks if mark.id == self._site), None)

    def _marks_at(self, at: QPointF) -> list[SiteMark]:
        return [mark for where, mark in self._laid_out()[0].dots
                if (QPointF(*where) - at).manhattanLength() <= _NEAR_PX]  # fmt: skip

    def _mark_at(self, at: QPointF) -> SiteMark | None:
        return min(self._marks_at(at), key=lambda mark: mark.id != self._site, default=None)

    def _choose_at(self, at: QPointF) -> None:
        """Choose the site at a point; of several at one place the one after the chosen one."""
        near = self._marks_at(at)
        ids = [mark.id for mark in near]
        if near:
            following = ids.index(self._site) + 1 if self._site in ids else 0
            self.chosen.emit(near[following % len(near)].id)
        elif group := self._group_at(at):
            self._fit_wanted = False
            self._show_frame(self.frame.fitted([mark.place for mark in group.marks]))

    def _group_at(self, at: QPointF) -> SiteGroup | None:
        groups = self._laid_out()[0].groups
        near = ((QPointF(*one.at) - at).manhattanLength() <= _GROUP_PX for one in groups)
        return next((one for one, is_near in zip(groups, near, strict=True) if is_near), None)

    def _point(self, mark: SiteMark) -> QPointF:
        return QPointF(*self.frame.point(mark.place))

    def _place(self, at: QPointF) -> Place:
        return self.frame.place(at.x(), at.y())
