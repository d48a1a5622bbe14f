"""Clips and tables of the detections that are shown, written to disk."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from core.bundles.making import Bundled
from core.bundles.note import SUFFIX
from core.errors import UserError
from core.exports import Blur
from core.exports.clips import left_out_in_words
from core.jobs import Progress
from gui.pages.review.dialogs.clips_form import ClipsForm
from gui.pages.review.dialogs.tool import ReviewTool
from gui.pages.review.questions import ReviewQuestion
from gui.widgets import words
from gui.widgets.dialogs import documents, existing_folder, file_to_write

_NO_SPEECH = "clips/without voices"


class ExportTools(ReviewTool):
    """Ask which and where to, then write."""

    job_made = Signal(object, str, str)
    """A BackgroundJob, its title, and its unit."""

    def offer(self) -> None:
        """Name what can be done."""
        self._add("clips", "Export clips …", "export", self.export_clips)
        self._add("shown", "Export the detections shown (CSV) …", "export", self.export_shown)
        self._add("bundle", "Bundle this plan for a reviewer …", "export", self.export_bundle)

    def export_clips(self) -> None:
        """Ask which clips to export and how."""
        confirmed = self._project.review.confirmed
        self._requests.ask(
            ReviewQuestion.CLIPS, self._loader.asked, confirmed, self._open_clips_form
        )

    def _open_clips_form(self, confirmed: int) -> None:
        spec, chosen = self._loader.spec, self._queue.chosen()
        shown = self._queue.table.rowCount() if self._loader.numbered else None
        no_speech = bool(self._remembered.value(_NO_SPEECH, False))
        form = ClipsForm(self._window, chosen, spec.wanted, (confirmed, shown), no_speech)
        form.done_with.connect(lambda: self._to_folder(form))
        form.open()

    def _to_folder(self, form: ClipsForm) -> None:
        folder = existing_folder(self._window, "Folder for the clips")
        self._remembered.keep(_NO_SPEECH, form.settings.no_speech)
        if folder:
            blur = self._blur()
            if self._remembered.blur and blur is None:
                return
            settings = replace(form.settings, for_excel=self._remembered.for_excel, blur=blur)
            job = self._project.exports.clips(form.wanted, folder, settings)
            last: deque[Progress] = deque(maxlen=1)
            job.progressed.connect(lambda step: last.append(step))
            job.completed.connect(lambda: self._say(_written(folder, last)))
            self.job_made.emit(job, "Exporting clips", "clips")

    def _blur(self) -> Blur | None:
        """Return how places are rounded; None where they are not, or where that was refused."""
        try:
            wanted = self._remembered
            return self._project.exports.blur(wanted.blur, wanted.secret_species)
        except UserError as error:
            self._say(str(error))
            return None

    def export_shown(self) -> None:
        """Ask where to, and write the detections of the queue in its order."""
        spec = self._loader.spec
        name = f"{self._project.name} {'plan' if spec.plan else 'detections'}.csv"
        path = file_to_write(
            self._window, "Export the detections shown", documents() / name, "Tables (*.csv)"
        )
        if path:
            job = self._project.review.export_shown(spec, path, self._remembered.table_style)
            job.answered.connect(partial(self._exported, path))
            self.job_made.emit(job, "Exporting", "detections")

    def export_bundle(self) -> None:
        """Ask where to, and pack the clips of the plan that is followed for a reviewer."""
        plan = self._loader.spec.plan
        if plan is None:
            self._say("Choose a plan first, then bundle it for somebody.")
            return
        name = f"{plan.name} for {plan.reviewer or 'review'}"
        path = file_to_write(
            self._window, "Bundle the clips of the plan", documents() / f"{name}{SUFFIX}",
            f"Bundles (*{SUFFIX})",
        )  # fmt: skip
        if path:
            blur = self._blur()
            if self._remembered.blur and blur is None:
                return
            job = self._project.exports.bundle(plan, path, blur)
            job.answered.connect(self._bundled)
            self.job_made.emit(job, "Bundling clips", "recordings")

    def _bundled(self, made: Bundled) -> None:
        size = f"{words.count(made.clips, 'clip')}, {made.bytes / 1e6:,.1f} MB, no other sound"
        places = " Places are rounded." if self._remembered.blur else ""
        lost = words.count(len(made.missing), "recording")
        missing = f" The clips of {lost} are without sound." if made.missing else ""
        self._say(
            f"{made.path.name}: {size}.{places}{missing} Send it to the reviewer, and merge what "
            "comes back."
        )

    def _exported(self, path: Path, number: int) -> None:
        self._say(f"{words.count(number, 'detection')} written to {path.name}.")


def _written(folder: Path, last: Sequence[Progress]) -> str:
    """Say where the clips are, and how many were left out by the last step."""
    return f"The clips are in {folder}.{left_out_in_words(last[-1].left_out if last else 0)}"
