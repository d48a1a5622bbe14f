"""What the window asks of core to take in what other programs found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.imports import Gathered, ImportStep, ImportTurn, gather, preview, take
from core.imports.gathering import ResultsPreview
from core.jobs import Inquiry
from core.store import Project, taken
from core.store.taken import Import
from gui.background import BackgroundJob
from gui.open_changes import ChangeQueue


@dataclass(frozen=True, slots=True)
class ReadResults:
    """Results that were read, and what would come in."""

    gathered: Gathered
    seen: ResultsPreview


@dataclass(frozen=True, slots=True)
class KnownImport:
    """What was taken in at once, now or in an earlier sitting."""

    import_: Import
    run_id: int | None
    """Of its analysis; None where nothing of it has a score, or it was taken out."""


class OpenImports(QObject):
    """Takes results into an open project. ``known`` may be called in another thread."""

    changed = Signal()
    """Results came in, or were taken out."""

    def __init__(self, project: Project, changes: ChangeQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._project, self._changes = project, changes

    def reading(self, files: Sequence[Path]) -> BackgroundJob:
        """Return the job, not yet started, that reads files; it answers with ReadResults."""
        return BackgroundJob(self._read(files), self.parent())

    def taking(self, found: Gathered, settled: Mapping[str, str], reviewer: str) -> BackgroundJob:
        """Return the job, not yet started, that takes results in; it answers with a KnownImport.

        ``settled``: file as the results name it -> the recording's path, as a person says.
        """
        job = BackgroundJob(self._take(found, settled, reviewer), self.parent())
        job.finished.connect(self.changed)
        return job

    def taken(self, one: Import) -> None:
        """Let the next undo take out what came in."""
        self._changes.do(ImportStep(self._project, one))

    def known(self) -> list[KnownImport]:
        """Return all that was taken in, the newest first."""
        with self._project.reading() as db:
            return [KnownImport(one, taken.run_id(db, one)) for one in taken.listing(db)]

    def turn(self, one: Import, *, back: bool) -> None:
        """Take an import out of the project, or in again; it can be undone."""
        self._changes.do(ImportTurn(self._project, one, back=back))

    def _read(self, files: Sequence[Path]) -> Inquiry[ReadResults]:
        found = yield from gather(self._project, files)
        return ReadResults(found, preview(found))

    def _take(
        self, found: Gathered, settled: Mapping[str, str], reviewer: str
    ) -> Inquiry[KnownImport]:
        if settled:
            found = yield from gather(self._project, found.files, found.format.id, settled)
        one = yield from take(self._project, found, reviewer)
        with self._project.reading() as db:
            return KnownImport(one, taken.run_id(db, one))
