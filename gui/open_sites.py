"""Sites, deployments and their health in the project on screen: ``project.places``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.deployments import (
    editing,
    effects,
    outlines,
    own_maps,
    relinking,
    removing,
    starts,
    table,
    zones,
)
from core.deployments.apply_clocks import LocalTime
from core.deployments.clock import Clock
from core.deployments.edit_step import Change, EditStep
from core.deployments.effects import Effect
from core.deployments.outlines import Line, Outlines
from core.deployments.relinking import Match
from core.deployments.table import ImportPreview
from core.exports.files import write_csv
from core.health import Health, checking, measure
from core.jobs import Inquiry
from core.store import Project, deployments, levels, sites
from core.store.deployments import Deployment
from core.store.sites import Site
from gui.background import BackgroundJob
from gui.open_changes import ChangeQueue


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the page of sites shows."""

    sites: tuple[Site, ...]
    deployments: tuple[Deployment, ...]
    alike: tuple[tuple[str, ...], ...]
    """Names of sites that differ only in how they are written."""


class Places(QObject):
    """Reads are plain methods to be called in another thread; a change is made by ``do``."""

    changed = Signal()
    """Sites, deployments or clocks are others now."""
    levels_changed = Signal()

    def __init__(self, project: Project, changes: ChangeQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._project, self._changes = project, changes

    # --- reading ---

    def overview(self) -> Overview:
        """Return sites and deployments as they are."""
        with self._project.reading() as db:
            every = deployments.listing(db)
            return Overview(
                tuple(sites.listing(db)),
                tuple(every),
                tuple(sites.alike(db)),
            )

    def zones(self) -> list[str]:
        """Return the names of all time zones."""
        return zones.every_zone()

    def outlines(self) -> Outlines:
        """Return the land and borders of the world."""
        return outlines.world()

    def own_map(self, file: Path) -> Sequence[Line]:
        """Return the lines of a GeoJSON or GPX file."""
        return own_maps.read_map(file)

    def folders(self, deployment_id: int) -> list[str]:
        """Return the folders that recordings of a deployment lie in."""
        with self._project.reading() as db:
            return deployments.folders(db, deployment_id)

    def effect(self, deployment: Deployment, clock: Clock, local_time: LocalTime | None) -> Effect:
        """Return what setting a clock would change."""
        return effects.effect_of(
            self._project,
            deployment.id,
            zone=clock.zone,
            mode=clock.mode,
            known=clock.known,
            site_zone=deployment.site_zone,
            local_time=local_time,
        )

    # --- changing ---

    def do(
        self,
        change: Change,
        then: Callable[[str], object],
        failed: Callable[[], object] | None = None,
    ) -> None:
        """Make a change in its turn: one step to undo. ``then`` gets what it did, in words."""
        step = EditStep(self._project, change)
        self._changes.do(step, lambda _changed: then(step.text), failed)

    def rename(self, site_id: int, name: str) -> Change:
        """Return the change that gives a site another name."""
        return partial(editing.rename_site, self._project, site_id, name)

    def place(self, site_id: int, latitude: float | None, longitude: float | None) -> Change:
        """Return the change that puts a site somewhere, in degrees."""
        return partial(editing.set_coordinates, self._project, site_id, latitude, longitude)

    def set_clock(self, one: Deployment, clock: Clock, local_time: LocalTime | None) -> Change:
        """Return the change that sets zone, mode and known times of a clock, and what is shown.

        A zone that was there before is not said again: it overrules no offset that it did not.
        """
        return partial(
            editing.set_clock,
            self._project,
            one.id,
            zone=editing.KEEP if clock.zone == one.zone else clock.zone,
            mode=clock.mode,
            known=clock.known,
            local_time=local_time,
        )

    def merge_sites(self, site_ids: Sequence[int], into: int) -> Change:
        """Return the change that makes several sites one."""
        return partial(editing.merge_sites, self._project, site_ids, into)

    def merge_deployments(self, deployment_ids: Sequence[int], into: int) -> Change:
        """Return the change that makes several deployments one."""
        return partial(editing.merge_deployments, self._project, deployment_ids, into)

    def move(self, deployment_ids: Sequence[int], site: str) -> Change:
        """Return the change that puts deployments at a site, which may be new."""
        return partial(editing.move_to_site, self._project, deployment_ids, site)

    def split(
        self, deployment_id: int, since: datetime | None, folder: str | None, site: str | None
    ) -> Change:
        """Return the change that gives later recordings, or those of a folder, a deployment.

        ``since`` is by the corrected clock, as the window shows all times.
        """
        return partial(
            editing.split_deployment,
            self._project,
            deployment_id,
            since=since,
            folder=folder,
            site=site,
        )

    def import_table(self, path: Path) -> Change:
        """Return the change that takes over a table of deployments."""
        return partial(table.import_table, self._project, path)

    def relink(self, root: Path, folder: Path) -> Change:
        """Return the change that links a root's recordings to the folder they are in now."""
        return partial(relinking.relink, self._project, root, folder)

    def remove(self, ids: Sequence[int]) -> Change:
        """Return the change that takes recordings out of the project."""
        return partial(removing.remove, self._project, ids)

    def set_starts(self, ids: Sequence[int], first: str) -> Change:
        """Return the change that says when recordings began; empty: take it back."""

        def change() -> None:
            if first:
                starts.set_in_a_row(self._project, ids, starts.read_start(first))
            else:
                editing.set_starts(self._project, dict.fromkeys(ids))

        return change

    def remove_folder(self, folder: Path) -> Change:
        """Return the change that takes what lies in and below a folder out of the project."""

        def change() -> int:
            ids = removing.recordings_at(self._project, [folder], removed=False)
            return removing.remove(self._project, ids)

        return change

    def restore(self) -> Change:
        """Return the change that takes back all recordings that were removed."""
        return partial(removing.restore, self._project)

    # --- tables and folders ---

    def plan_import(self, path: Path) -> ImportPreview:
        """Return what importing a table would do."""
        return table.plan_import(self._project, path)

    def export_table(self, path: Path, for_excel: bool = False) -> int:
        """Write the deployments as CSV; return how many there are."""
        rows = ([row[name] for name in table.COLUMNS] for row in table.rows(self._project))
        return write_csv(path, table.COLUMNS, rows, for_excel=for_excel)

    def find_moved(self, root: Path) -> list[Match]:
        """Look on all disks for the folder that a root's recordings are in now."""
        return relinking.find_moved(self._project, root)

    # --- health ---

    def checking(self) -> Inquiry[list[Health]]:
        """Find out the health of every deployment, by site and time."""
        return checking(self._project)

    def unmeasured(self) -> int:
        """Return how many recordings have no levels yet."""
        with self._project.reading() as db:
            return levels.count_waiting(db, 1)

    def measuring(self) -> BackgroundJob:
        """Return the job, not yet started, that measures levels; it goes on where it stopped."""
        job = BackgroundJob(measure(self._project), self.parent())
        job.finished.connect(self.levels_changed)
        return job
