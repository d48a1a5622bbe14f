"""Where a site is: its name, its coordinates, and a small map to put it on."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from core.store.sites import Site
from gui.theme import GRID
from gui.widgets.map_paint import Shapes, SiteMark
from gui.widgets.parts import button, column, label, row
from gui.widgets.plain import give_tip
from gui.widgets.site_map import SiteMap


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
        self.latitude = _field("Latitude in degrees, south is negative", "52.15470")
        self.longitude = _field("Longitude in degrees, west is negative", "4.48530")
        self.place = button("Place here", self._place)
        self.forget = button("Forget", self._forget, look="quiet")
        give_tip(self.forget, "Take the coordinates away")
        self.click = QCheckBox("Place it with a click on the map")
        self.zone = label("", "muted", wrap=True)
        self._build()

    def show_site(self, site: Site) -> None:
        """Show a site, unless it is on screen as it is: what is being typed stays."""
        if site == self._site:
            return
        known = site.latitude is not None
        moved_on = self._site is None or self._site.id != site.id
        self._site = site
        self.name.setText(site.name)
        self.latitude.setText(_number(site.latitude))
        self.longitude.setText(_number(site.longitude))
        self.forget.setEnabled(known)
        self.zone.setText(_zone_words(site))
        if moved_on or known:
            self.click.setChecked(not known)
        self._say_what_can_be_done()
        self.map.choose(site.id, placing=self.click.isChecked())

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
        for field in (self.latitude, self.longitude):
            field.textChanged.connect(self._say_what_can_be_done)
            field.returnPressed.connect(self._place)
        self.click.toggled.connect(self._placing_changed)
        self.map.chosen.connect(self.site_chosen)
        self.map.placed.connect(self.place_wanted)
        inner = column(
            row(self.name, self.rename, grows=0),
            self.map,
            row(self.latitude, self.longitude, self.place, self.forget),
            self.click,
            self.zone,
            grows=1,
        )
        self.setLayout(inner)
        self.setMinimumHeight(36 * GRID)

    def _say_what_can_be_done(self) -> None:
        site = self._site
        name = self.name.text().strip()
        self.rename.setEnabled(site is not None and bool(name) and name != site.name)
        typed = (self.latitude.text().strip(), self.longitude.text().strip())
        now = site and (_number(site.latitude), _number(site.longitude))
        self.place.setEnabled(site is not None and all(typed) and typed != now)

    def _rename(self) -> None:
        if self._site and self.rename.isEnabled():
            self.rename_wanted.emit(self._site.id, self.name.text())

    def _place(self) -> None:
        if self._site is None or not self.place.isEnabled():
            return
        try:
            place = [_degrees(field.text()) for field in (self.latitude, self.longitude)]
        except ValueError:
            self.problem.emit("These are no degrees. Write them as 52.1547 and 4.4853.")
            return
        self.place_wanted.emit(self._site.id, *place)

    def _forget(self) -> None:
        if self._site:
            self.place_wanted.emit(self._site.id, None, None)

    def _placing_changed(self, placing: bool) -> None:
        if self._site:
            self.map.choose(self._site.id, placing=placing)


def _field(name: str, example: str = "") -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    give_tip(made, name)
    made.setPlaceholderText(example)
    made.setMinimumWidth(10 * GRID)
    return made


def _marks(sites: Iterable[Site]) -> Sequence[SiteMark]:
    return [
        SiteMark(site.id, site.name, (site.latitude, site.longitude))
        for site in sites
        if site.latitude is not None and site.longitude is not None
    ]


def _number(degrees: float | None) -> str:
    return "" if degrees is None else f"{degrees:.6f}".rstrip("0").rstrip(".")


def _degrees(text: str) -> float:
    return float(text.strip().rstrip("°").replace(",", ".").replace("−", "-"))


def _zone_words(site: Site) -> str:
    if site.latitude is None:
        return "Nobody has said yet where this is. Sunrise, range and zone follow from it."
    return f"The time zone there is {site.zone}." if site.zone else "There is no time zone there."
