"""Where a site is: its name, its coordinates, and a small map to put it on."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from core.deployments.written_places import read_place
from core.errors import UserError
from core.store.sites import Site
from gui.theme import GRID, theme
from gui.widgets.map_ground import Shapes
from gui.widgets.map_layout import SiteMark
from gui.widgets.parts import button, column, label, name_button, row
from gui.widgets.plain import give_tip
from gui.widgets.site_map import SiteMap

_WAYS = (
    "As any map or receiver gives it: 46.45, 6.10, or 46°27'00\"N 6°06'00\"E, UTM such as "
    "32U 461344 5481745, a link of Google Maps or OpenStreetMap, a whole plus code, or a WKT point"
)


class PlacePanel(QWidget):
    """Shows one site; says what is wanted, and does nothing itself."""

    rename_wanted = Signal(int, str)
    place_wanted = Signal(int, object, object)
    """The site, latitude and longitude in degrees, or None for both."""
    site_chosen = Signal(int)
    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._site: Site | None = None
        self.name = _field("Name of the site")
        self.rename = button("Rename", self._rename)
        self.map = SiteMap()
        self.where = _field("Coordinates, or a link from a map")
        give_tip(self.where, _WAYS)
        self.place = button("Set place", self._place)
        self.clear = button("Clear", self._clear, look="quiet")
        give_tip(self.clear, "Take the coordinates of this site away")
        self.click = button("Point to it on the map", picture="sites")
        self.click.setCheckable(True)
        self.zone = label("", "muted", wrap=True)
        self._build()

    def show_site(self, site: Site) -> None:
        """Show a site, unless it is on screen as it is: what is being typed stays."""
        if site == self._site:
            return
        self._site = site
        self.name.setText(site.name)
        self.name.setCursorPosition(0)
        self.where.setText(_written(site))
        self.clear.setEnabled(site.latitude is not None)
        self.zone.setText(_zone_words(site))
        self.click.setChecked(False)
        self._say_what_can_be_done()
        self.map.choose(site.id, placing=False)

    def show_all(self, sites: Iterable[Site]) -> None:
        """Show all sites on the map, as far as it is known where they are."""
        self.map.show_sites(_marks(sites))

    def show_shapes(self, shapes: Shapes) -> None:
        """Show outlines on the map."""
        self.map.show_shapes(shapes)

    def _build(self) -> None:
        self.rename.setEnabled(False)
        self.name.textChanged.connect(self._say_what_can_be_done)
        self.name.returnPressed.connect(self._rename)
        self.where.textChanged.connect(self._say_what_can_be_done)
        self.where.returnPressed.connect(self._place)
        self.click.toggled.connect(self._placing_changed)
        self.map.chosen.connect(self.site_chosen)
        self.map.placed.connect(self.place_wanted)
        inner = column(
            row(self.name, self.rename, grows=0),
            self.map,
            row(self.where, self.place, grows=0),
            row(self.click, self.clear, 1),
            self.zone,
            grows=1,
        )
        self.setLayout(inner)
        self._keep_room()
        theme().changed.connect(self._keep_room)

    def _keep_room(self) -> None:
        """Leave room to everything: the map would lie over the field below it."""
        self.setMinimumHeight(round(36 * GRID * theme().scale))

    def _say_what_can_be_done(self) -> None:
        site = self._site
        name = self.name.text().strip()
        self.rename.setEnabled(site is not None and bool(name) and name != site.name)
        typed = self.where.text().strip()
        self.place.setEnabled(site is not None and bool(typed) and typed != _written(site))

    def _rename(self) -> None:
        if self._site and self.rename.isEnabled():
            self.rename_wanted.emit(self._site.id, self.name.text())

    def _place(self) -> None:
        if self._site is None or not self.place.isEnabled():
            return
        try:
            latitude, longitude = read_place(self.where.text())
        except UserError as refused:
            self.problem.emit(str(refused))
            return
        self.place_wanted.emit(self._site.id, latitude, longitude)

    def _clear(self) -> None:
        if self._site:
            self.place_wanted.emit(self._site.id, None, None)

    def _placing_changed(self, placing: bool) -> None:
        name_button(self.click, "Now click where it is" if placing else "Point to it on the map")
        if self._site:
            self.map.choose(self._site.id, placing=placing)


def _field(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    give_tip(made, name)
    made.setPlaceholderText(name)
    made.setMinimumWidth(10 * GRID)
    return made


def _marks(sites: Iterable[Site]) -> Sequence[SiteMark]:
    return [
        SiteMark(site.id, site.name, (site.latitude, site.longitude))
        for site in sites
        if site.latitude is not None and site.longitude is not None
    ]


def _number(degrees: float) -> str:
    return f"{degrees:.6f}".rstrip("0").rstrip(".")


def _written(site: Site) -> str:
    if site.latitude is None or site.longitude is None:
        return ""
    return f"{_number(site.latitude)}, {_number(site.longitude)}"


def _zone_words(site: Site) -> str:
    if site.latitude is None:
        return "No place yet: it gives sunrise, zone and species."
    return f"Time zone there: {site.zone}" if site.zone else "There is no time zone there."
