"""What the Overview page asks of core."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from core import overview
from core.audio.thumbnails import thumbnail
from core.document import DocumentWish, writing
from core.document.pictures import png
from core.errors import UserError
from core.overview import Glance, OverviewActivity, Remark
from core.store import Project, detections, recordings
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
class ClipPicture:
    """A spectrogram as PNG in base64."""

    on_white: str
    on_black: str


class OpenOverview(QObject):
    """Looks at an open project as a whole. Its methods may be called in another thread."""

    def __init__(self, project: Project, parent: QObject) -> None:
        super().__init__(parent)
        self._project = project

    def state(self) -> OverviewState:
        """Return what the project comes to now."""
        found = overview.glance(self._project)
        with self._project.reading() as db:
            totals = recordings.totals(db)
        return OverviewState(found, overview.remarks(self._project, found), totals)

    def activity(self, run_id: int) -> OverviewActivity:
        """Return when species were heard. With a million detections it takes seconds."""
        return overview.activity(self._project, run_id)

    def writing(self, run_id: int, wish: DocumentWish, path: Path) -> BackgroundJob:
        """Return the job, not yet started, that writes the report document of a run."""
        return BackgroundJob(writing(self._project, ReportScope(run_id), wish, path), self.parent())

    def pictures(self, run_id: int, species: Sequence[str]) -> Mapping[str, ClipPicture]:
        """Return the clearest clip of each species, where it can be read."""
        found = {}
        best = overview.clearest(self._project, run_id, species)
        with self._project.reading() as db:
            clips = {d.id: d for d in detections.by_ids(db, best.values())}
            files = recordings.by_ids(db, {d.recording_id for d in clips.values()})
        for name, detection_id in best.items():
            clip = clips[detection_id]
            file = files[clip.recording_id]
            try:
                seen = thumbnail(file.path, (clip.start_s, clip.end_s), _PICTURE, file.content_hash)
            except UserError:
                continue
            on_white, on_black = (b64encode(png(one)).decode() for one in (255 - seen, seen))
            found[name] = ClipPicture(on_white, on_black)
        return found
