"""Lists of the files of the project on screen: ``project.files``."""

from collections.abc import Sequence

from core.deployments import relinking
from core.domain import Detection
from core.store import Project, detections, file_lists, recordings, runs
from core.store.detections import Filter
from core.store.file_lists import FileFilter, ListedFile
from core.store.recordings import Totals
from core.store.roots import Root


class OpenFiles:
    """Plain methods, to be called in another thread."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def ids(self, wanted: FileFilter, order: tuple[str, bool]) -> Sequence[int]:
        """Return files, usable or not, by their ids, in an order of ``FILE_ORDERS``."""
        with self._project.reading() as db:
            return file_lists.file_ids(db, wanted, order)

    def listed(self, ids: Sequence[int]) -> list[ListedFile]:
        """Return files by their ids, in that order; nobody looks whether they are there."""
        with self._project.reading() as db:
            return file_lists.listed(db, ids)

    def missing_roots(self) -> list[Root]:
        """Return the folders of recordings that are not there now."""
        return relinking.missing_roots(self._project)

    def newest_id(self) -> int:
        """Return the id of the file that was added last; 0 where there is none."""
        with self._project.reading() as db:
            return recordings.newest_id(db)

    def added_since(self, file_id: int) -> Totals:
        """Count what was added after a file."""
        with self._project.reading() as db:
            return recordings.totals(db, file_id)

    def heard_in(self, recording_id: int) -> list[Detection]:
        """Return what the newest analysis found in a recording, in order of time."""
        with self._project.reading() as db:
            run = runs.latest(db)
            wanted = Filter(run_id=run.id if run else 0, recording_id=recording_id)
            return detections.in_recording(db, wanted)
