"""What the window asks of core to write what was found for other programs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject

from core import exports
from core.bundles.making import make_bundle
from core.exports import Blur, Selection, TableStyle, species_csv
from core.exports.clips import ClipSettings, export_clips
from core.exports.files import Writing
from core.exports.secret_species import blur_of
from core.jobs import Inquiry
from core.report import Report, ReportRow
from core.review.plans import ReviewPlan
from core.store import Project
from core.store.detections import Filter
from gui.background import BackgroundJob


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of an export."""

    path: Path
    rows: int
    left_out: Sequence[str] = ()
    """What is not in it for a reason, in sentences."""


class OpenExports(QObject):
    """Writes an open project for other programs."""

    def __init__(self, project: Project, parent: QObject) -> None:
        super().__init__(parent)
        self._project = project

    def blur(self, blur: Blur | None, species: Sequence[str]) -> Blur | None:
        """Return how places are rounded: of some species only those where they were heard.

        Raises UnusableValueError for a species that the project does not know.
        """
        return blur and blur_of(self._project, blur.degrees, species)

    def number(self, wanted: Selection, format_id: str) -> int:
        """Return how many rows an export would have. May be called in another thread."""
        return exports.number(self._project, wanted, format_id)

    def write(
        self, wanted: Selection, format_id: str, path: Path, style: TableStyle,
        blur: Blur | None = None,
    ) -> BackgroundJob:  # fmt: skip
        """Return the job, not yet started, that writes a selection; it answers with Exported."""
        wanted = replace(wanted, blur=blur)
        writing = exports.exporting(self._project, wanted, format_id, path, style)
        return self._job(writing, path, wanted, format_id)

    def write_rows(
        self, report: Report, rows: Sequence[ReportRow], path: Path, style: TableStyle,
        blur: Blur | None = None,
    ) -> BackgroundJob:  # fmt: skip
        """Return the job, not yet started, that writes rows of a report as they come."""
        told = species_csv.blurred(self._project, blur, rows) if blur else rows
        return self._job(species_csv.write_rows(report, told, path, style), path)

    def clips(
        self, wanted: Filter | Sequence[int], folder: Path, settings: ClipSettings
    ) -> BackgroundJob:
        """Return the job, not yet started, that writes clips."""
        return BackgroundJob(export_clips(self._project, wanted, folder, settings), self.parent())

    def bundle(self, plan: ReviewPlan, path: Path, blur: Blur | None = None) -> BackgroundJob:
        """Return the job, not yet started, that packs a plan's clips; it answers with Bundled."""
        return BackgroundJob(make_bundle(self._project, plan, path, blur=blur), self.parent())

    def _job(
        self, writing: Writing, path: Path, wanted: Selection | None = None, format_id: str = ""
    ) -> BackgroundJob:
        def exported() -> Inquiry[Exported]:
            rows = yield from writing
            left = exports.lacking(self._project, wanted, format_id) if wanted else []
            return Exported(path, rows, left)

        return BackgroundJob(exported(), self.parent())
