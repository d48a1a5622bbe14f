"""Where a review was left: the filters, the plan, the order and the clip, found again next time."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer

from core.review.plans import ReviewPlan
from core.store.detection_filter import from_json, to_json
from core.store.detection_order import BEST_FIRST
from core.store.detections import Filter, Sort, SortBy
from gui.open_project import OpenProject
from gui.pages.review.filters.filter_bar import FilterBar
from gui.pages.review.filters.species_panel import SpeciesPanel
from gui.pages.review.queue.queries import QueueStart
from gui.pages.review.queue.queue import Queue
from gui.pages.review.queue.queue_loader import QueueLoader
from gui.remembered import Remembered

_SOON_MS = 400
_NAME = "review"


class LeftOff(QObject):
    """Remembers by itself; nothing that is lost with it is work."""

    def __init__(
        self,
        queue: Queue,
        loader: QueueLoader,
        filters: FilterBar,
        species: SpeciesPanel,
        remembered: Remembered,
    ) -> None:
        super().__init__(filters)
        self._queue, self._loader = queue, loader
        self._filters, self._species, self._remembered = filters, species, remembered
        self._project = loader.project
        self._newest: int | None = None
        self._later = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._later.timeout.connect(self.keep)
        queue.current_changed.connect(lambda found: found and self._later.start())
        loader.opened.connect(self._note)

    def begin(self) -> None:
        """Go on where the project was left; what is not there any more is passed over."""
        found: dict[str, Any] = self._remembered.value(self._place(self._project), {})
        wanted, sort = _filter(found), _sort(found)
        runs = self._project.runs()
        if not runs or found.get("newest") != runs[0].id:  # there is something newer to listen to
            wanted = replace(wanted, run_id=None)
        plan = _plan(self._project, found.get("plan"))
        if self._project.bundle and not found:
            plan = next(iter(self._project.review.plans.everything()), None)
        self._filters.start_with(wanted)
        self._species.show_chosen(wanted)
        self._loader.resume(sort, plan, found.get("clip"))

    def keep(self) -> None:
        """Remember now how it is."""
        self._later.stop()
        spec, current = self._loader.spec, self._queue.current
        if current is None:
            return
        self._remembered.keep(
            self._place(self._project),
            {
                "filter": to_json(self._filters.filter),
                "sort": [str(spec.sort.by), spec.sort.descending],
                "plan": spec.plan.id if spec.plan else None,
                "clip": current.id,
                "newest": self._newest,
            },
        )

    def _note(self, found: QueueStart) -> None:
        self._newest = found.runs[0].id if found.runs else None
        self._later.start()

    def _place(self, project: OpenProject) -> str:
        return self._remembered.of_project(project.folder, _NAME)


def _filter(found: dict[str, Any]) -> Filter:
    try:
        return from_json(found.get("filter", {}))
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):  # of another version
        return Filter()


def _sort(found: dict[str, Any]) -> Sort:
    try:
        by, descending = found["sort"]
        return Sort(SortBy(by), bool(descending))
    except (TypeError, ValueError, KeyError):
        return BEST_FIRST


def _plan(project: OpenProject, plan_id: object) -> ReviewPlan | None:
    if plan_id is None:
        return None
    return next((p for p in project.review.plans.everything() if p.id == plan_id), None)
