"""What the Overview page asks of core."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject

from core import overview
from core import report as reports
from core.document import DocumentWish, writing
from core.document.pictures import clip_without_rumble, png
from core.jobs import Inquiry
from core.overview import Glance, OverviewActivity, Remark, RunFindings
from core.read_picture import ReadPicture
from core.report import Report, ReportRow
from core.report_plots import ReportPicture
from core.store import Project, detections, recordings, runs
from core.store.recordings import Totals
from core.store.scope import ReportScope
from gui.background import BackgroundJob

_PICTURE = (184, 84)


@dataclass(frozen=True, slots=True)
class OverviewState:
    """What changes with every verdict."""

    glance: Glance | None
    """None where nothing was analysed."""
    remarks: Sequence[Remark]
    totals: Totals


@dataclass(frozen=True, slots=True)
class BestClipPicture:
    """A spectrogram as PNG in base64."""

    on_white: str
    on_black: str


class OpenOverview(QObject):
    """Looks at an open project as a whole. Its methods may be called in another thread."""

    def __init__(self, project: Project, parent: QObject) -> None:
        super().__init__(parent)
        self._project = project
        self._kept: tuple[RunFindings | None, Totals] | None = None
        self._asked = 0

    def state(self) -> OverviewState:
        """Return what the project comes to now; only what people said is counted anew each time."""
        asked = self._asked
        found, totals = self._kept or self._count()
        if asked == self._asked:  # else there is more by now
            self._kept = found, totals
        if found is None:
            return OverviewState(None, (), totals)
        with self._project.reading() as db:
            glance = overview.glance(db, found)
        return OverviewState(glance, overview.remarks(glance, totals), totals)

    def forget(self) -> None:
        """Count all anew when asked next: there are other detections, recordings or sites."""
        self._asked += 1
        self._kept = None

    def _count(self) -> tuple[RunFindings | None, Totals]:
        with self._project.reading() as db:
            return overview.findings(db), recordings.totals(db)

    def activity(self, run_id: int) -> OverviewActivity:
        """Return when species were heard. With a million detections it takes seconds."""
        found = self._kept[0] if self._kept else None
        return overview.activity(self._project, run_id, found.deployments if found else None)

    def writing(self, of: ReportScope, wish: DocumentWish, path: Path) -> BackgroundJob:
        """Return the job, not yet started, that writes the document of a run or a part of it."""
        return BackgroundJob(writing(self._project, of, wish, path), self.parent())

    def report(self, run_id: int | None, days: tuple[date | None, date | None]) -> Inquiry[Report]:
        """Build the report of a run, by default of the newest, on all or some days: in steps."""
        if run_id is None:
            with self._project.reading() as db:
                newest = runs.latest(db)
            run_id = newest.id if newest else None
        of = None if run_id is None else ReportScope(run_id, None, *days)
        return reports.building(self._project, scope=of)

    def picture(
        self, wanted: ReportPicture, found: Report, chosen: ReportRow, beside: int | None = None
    ) -> ReadPicture:
        """Read the numbers of one of a report's pictures, ``beside`` which analysis if of two."""
        with self._project.reading() as db:
            if wanted.read_beside is not None and beside is not None:
                return wanted.read_beside(db, found, beside)
            return wanted.read(db, found, chosen)

    def pictures(self, run_id: int, species: Sequence[str]) -> Mapping[str, BestClipPicture]:
        """Return the clearest clip of each species, where it can be read."""
        found = {}
        with self._project.reading() as db:
            best = detections.best_of(db, run_id, species)
            clips = {d.id: d for d in detections.by_ids(db, best.values())}
            files = recordings.by_ids(db, {d.recording_id for d in clips.values()})
        for name, detection_id in best.items():
            clip = clips[detection_id]
            file = files[clip.recording_id]
            seen = clip_without_rumble(file, (clip.start_s, clip.end_s), _PICTURE)
            if seen is None:
                continue
            on_white, on_black = (b64encode(png(one)).decode() for one in (255 - seen, seen))
            found[name] = BestClipPicture(on_white, on_black)
        return found
