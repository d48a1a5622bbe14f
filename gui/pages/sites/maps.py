"""What lies below the sites on the map: the world, and a map that somebody brought."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from gui.open_project import OpenProject
from gui.pages.page import Page
from gui.pages.sites.questions import SitesQuestion
from gui.requests import the_project
from gui.widgets import dialogs
from gui.widgets.map_ground import NOTHING, Lines, Shapes, lines
from gui.widgets.site_map import SiteMap

_KINDS = "Maps (*.geojson *.json *.gpx);;All files (*)"


class Maps(QObject):
    """The own map of a project is remembered by its file, which is read again each time."""

    def __init__(self, page: Page, shown: SiteMap) -> None:
        super().__init__(page)
        self._page, self._map = page, shown
        self._shapes = NOTHING
        shown.own_map_wanted.connect(self._turn)

    def show_project(self, project: OpenProject) -> None:
        """Show the world, and the project's own map."""
        self._show(NOTHING)
        file = self._page.remembered.value(self._key(project), "")
        work = partial(_ground, project, Path(file) if file else None)
        self._page.requests.ask(SitesQuestion.GROUND, the_project, work, self._show)

    def _turn(self) -> None:
        project = self._page.project
        if self._shapes.own.points:
            self._page.remembered.keep(self._key(project), "")
            self._show(Shapes(self._shapes.land, self._shapes.borders, NOTHING.own))
            return
        file = dialogs.file_to_read(self._page, "Show a map of your own", _KINDS)
        if file:
            work = partial(_own, project, file)
            self._page.requests.ask(
                SitesQuestion.OWN_MAP, the_project, work, partial(self._take, project, file)
            )

    def _take(self, project: OpenProject, file: Path, own: Lines) -> None:
        self._page.remembered.keep(self._key(project), str(file))
        self._show(Shapes(self._shapes.land, self._shapes.borders, own))
        self._map.fit()

    def _show(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._map.show_shapes(shapes)

    def _key(self, project: OpenProject) -> str:
        return self._page.remembered.of_project(project.folder, "map")


def _ground(project: OpenProject, file: Path | None) -> Shapes:
    world = project.places.outlines()
    own = _own(project, file) if file is not None and file.is_file() else NOTHING.own
    return Shapes(lines(world.land), lines(world.borders), own)


def _own(project: OpenProject, file: Path) -> Lines:
    return lines(project.places.own_map(file))
