"""Which other projects are looked into: chosen, remembered, and why one cannot be."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.heads.elsewhere import Place
from gui.open_project import OpenProject
from gui.pages.teach.among import Among
from gui.pages.teach.questions import TeachQuestion
from gui.remembered import Remembered
from gui.requests import Requests
from gui.widgets import dialogs

_NAME = "teach/where"


class Whereabouts(QObject):
    """Remembered for each project; other analyses of the same are not."""

    changed = Signal()

    def __init__(
        self, project: OpenProject, among: Among, requests: Requests, remembered: Remembered
    ) -> None:
        super().__init__(among)
        self._among, self._requests, self._remembered = among, requests, remembered
        self.project = project
        self._known_as = remembered.of_project(project.folder, _NAME)
        kept = remembered.value(self._known_as, [])
        among.where.choose([Path(one) for one in kept if isinstance(one, str)])
        among.where.chosen.connect(self._take)
        among.where.folder_wanted.connect(self._ask)
        among.leave_out.clicked.connect(self._leave_out)
        among.find_it.clicked.connect(self._find)

    @property
    def places(self) -> tuple[Place, ...]:
        """Return where to look besides."""
        return self._among.where.places

    def offer(self) -> None:
        """Offer the projects that were open last."""
        recent = [one for one in self._remembered.recent() if one != self.project.folder]
        self._among.where.offer_folders(recent)

    def here_only(self) -> None:
        """Look in this project only, without telling."""
        if self.places:
            self._among.where.choose(())
            self._keep()

    def _take(self, places: Sequence[Place]) -> None:
        self._among.where.choose(places)
        self._keep()
        self.changed.emit()

    def _keep(self) -> None:
        folders = [str(one) for one in self.places if isinstance(one, Path)]
        self._remembered.keep(self._known_as, folders)

    def _ask(self, instead_of: Place | None = None) -> None:
        start = str(self.project.folder.parent)
        folder = dialogs.existing_folder(self._among, "The folder of another project", start)
        if folder:
            work = partial(self.project.teaching.place_at, folder)
            self._requests.ask(
                TeachQuestion.PLACE, lambda: self.places, work, partial(self._add, instead_of),
                self._among.show_problem,
            )  # fmt: skip

    def _add(self, instead_of: Place | None, folder: Path) -> None:
        self._take([*(one for one in self.places if one != instead_of), folder])

    def _find(self) -> None:
        self._ask(self._among.troubles[0].place)

    def _leave_out(self) -> None:
        out = [one.place for one in self._among.troubles]
        self._take([one for one in self.places if one not in out])
