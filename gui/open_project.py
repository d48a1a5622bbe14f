"""The project on screen: the window's only door into core."""

import getpass
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core import report as reports
from core.analysis import Plan, Settings, analyse, plan
from core.domain import Detection, Recording, Species, SpeciesCount, Verdict
from core.exports import export
from core.networks.catalogue import network
from core.report import Report
from core.review import Desk
from core.scan import scan
from core.store import Project, detections, recordings, runs, sites
from core.store.detections import Filter
from core.store.recordings import Totals
from core.store.runs import Run
from gui.background import BackgroundJob


class OpenProject(QObject):
    """A core project, with news of its changes for the pages that show it.

    Reading methods are plain and may be called in another thread (``gui.background.call``);
    those that change something are called in the window's.
    """

    recordings_changed = Signal()
    detections_changed = Signal()
    """Detections were added: by an analysis."""
    verdicts_changed = Signal(list)
    """Detection ids that something was said about."""

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._desk = Desk(project, _user_name())

    @property
    def name(self) -> str:
        """Return the project's name."""
        return self._project.name

    @property
    def folder(self) -> Path:
        """Return the project's folder."""
        return self._project.folder

    # --- recordings ---

    def scan(self, folder: Path) -> BackgroundJob:
        """Return the job, not yet started, so that a page can watch it first."""
        job = BackgroundJob(scan(self._project, folder), self)
        job.progressed.connect(self.recordings_changed)
        job.finished.connect(self.recordings_changed)
        return job

    def totals(self) -> Totals:
        """Return how much the project holds."""
        with self._project.reading() as db:
            return recordings.totals(db)

    def files(self) -> list[Recording]:
        """Return all files, usable or not, in order of path."""
        with self._project.reading() as db:
            return list(recordings.everything(db))

    def recording(self, recording_id: int) -> Recording:
        """Return one recording."""
        with self._project.reading() as db:
            return recordings.get(db, recording_id)

    def sites(self) -> list[str]:
        """Return the names of all sites."""
        with self._project.reading() as db:
            return sites.names(db)

    # --- analysis ---

    def plan(self, settings: Settings) -> Plan:
        """Return what an analysis with these settings would have to do."""
        return plan(self._project, network(settings.network), settings)

    def analyse(self, settings: Settings) -> BackgroundJob:
        """Return the job, not yet started, so that a page can watch it first."""
        job = BackgroundJob(analyse(self._project, network(settings.network), settings), self)
        job.finished.connect(self.detections_changed)
        return job

    def runs(self) -> list[Run]:
        """Return all analyses, the newest first."""
        with self._project.reading() as db:
            return runs.everything(db)

    # --- review ---

    @property
    def reviewer(self) -> str:
        """Return the name that verdicts are stored under."""
        return self._desk.reviewer

    @reviewer.setter
    def reviewer(self, name: str) -> None:
        self._desk.reviewer = name

    def species(self, wanted: Filter) -> list[SpeciesCount]:
        """Return how often each species was heard, the most frequent first."""
        with self._project.reading() as db:
            return detections.by_species(db, wanted)

    def count(self, wanted: Filter) -> tuple[int, int]:
        """Return (how many detections are shown, how many more the species list hides)."""
        with self._project.reading() as db:
            return detections.count(db, wanted)

    def page(
        self, wanted: Filter, after: Detection | None = None, limit: int = 200
    ) -> list[Detection]:
        """Return the next detections, best score first; ``after`` ends the page before."""
        with self._project.reading() as db:
            return detections.page(db, wanted, after=after, limit=limit)

    def neighbours(self, detection: Detection) -> list[Detection]:
        """Return all detections of the same run and recording, in order of time."""
        wanted = Filter(run_id=detection.run_id, recording_id=detection.recording_id, unlisted=True)
        with self._project.reading() as db:
            return detections.in_recording(db, wanted)

    def detection(self, detection_id: int) -> Detection | None:
        """Return one detection as it stands now."""
        with self._project.reading() as db:
            return detections.get(db, detection_id)

    def decide(
        self,
        detection_ids: Sequence[int],
        verdict: Verdict | None,
        corrected: Species | None = None,
        note: str = "",
    ) -> None:
        """Store what the reviewer says of detections: one step to undo."""
        self._desk.decide(detection_ids, verdict, corrected=corrected, note=note)
        self.verdicts_changed.emit(list(detection_ids))

    def comment(self, detection_id: int, note: str) -> None:
        """Add a note to a detection."""
        self._desk.comment(detection_id, note)
        self.verdicts_changed.emit([detection_id])

    @property
    def can_undo(self) -> bool:
        """Tell whether there is a decision to take back."""
        return self._desk.can_undo

    @property
    def can_redo(self) -> bool:
        """Tell whether there is a decision to make again."""
        return self._desk.can_redo

    def undo(self) -> list[int]:
        """Take back the last decision; return the detections it was about."""
        return self._announced(self._desk.undo())

    def redo(self) -> list[int]:
        """Decide again what was taken back last; return the detections it was about."""
        return self._announced(self._desk.redo())

    def _announced(self, detection_ids: list[int]) -> list[int]:
        if detection_ids:
            self.verdicts_changed.emit(detection_ids)
        return detection_ids

    # --- report ---

    def report(self, run_id: int | None = None) -> Report:
        """Return the species report of a run, by default of the newest."""
        return reports.build(self._project, run_id)

    def export(self, run_id: int, format_id: str, path: Path) -> int:
        """Write a run's findings and return the number of rows."""
        return export(self._project, run_id, format_id, path)

    def close(self) -> None:
        """Let running jobs finish the step in hand, then let go of the files."""
        for job in self.findChildren(BackgroundJob):
            job.cancel()
            job.wait()
        self._project.close()


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such thing on this system
        return "reviewer"
