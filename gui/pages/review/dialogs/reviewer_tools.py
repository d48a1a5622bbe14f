"""Reviewers: one's own name, how far two agree, and what was said in another copy."""

from functools import partial
from pathlib import Path

from core.errors import UnusableValueError
from core.review.merge import Merged
from gui.pages.review.dialogs.agreement_box import AgreementBox
from gui.pages.review.dialogs.tool import ReviewTool
from gui.widgets import dialogs, words

_REVIEWER = "reviewer"


class ReviewerTools(ReviewTool):
    """What can be done about who reviews."""

    def offer(self) -> None:
        """Name what can be done."""
        self._add("agreement", "Agreement of reviewers …", "", self.show_agreement)
        self._add("reviewer", "Your name as a reviewer …", "", self.ask_name)
        self._add("merge", "Merge verdicts of another copy …", "import", self.ask_merge)

    def begin(self) -> None:
        """Work under the name that is remembered, or that a bundle is for."""
        remembered = self._remembered.value(_REVIEWER, self._project.reviewer)
        bundle = self._project.bundle
        self._project.reviewer = (bundle and bundle.reviewer) or remembered

    def ask_name(self) -> None:
        """Ask under which name verdicts are stored."""
        asked = "Your name as a reviewer", "Verdicts are stored under"
        if name := dialogs.text(self._window, *asked, self._project.reviewer):
            self.take_name(name)

    def take_name(self, name: str) -> None:
        """Store verdicts under this name from now on."""
        try:
            name = self._project.review.plans.reviewer_called(name)
        except UnusableValueError as error:
            self._say(str(error))
            return
        self._project.reviewer = name
        self._remembered.keep(_REVIEWER, name)
        self._say(f"Verdicts are stored under {name} from now on.")

    def show_agreement(self) -> None:
        """Show how far two reviewers agree."""
        names = self._project.review.plans.reviewers()
        if len(names) < 2:
            self._say("Agreement needs two reviewers who have listened to the same clips.")
            return
        read = self._project.review.plans.agreement
        box = AgreementBox(self._window, names, read, self._remembered)
        box.requests.failed.connect(self._say)
        box.open()

    def ask_merge(self) -> None:
        """Ask for the other copy of the project, or for the database that a reviewer sent."""
        file = dialogs.file_to_read(
            self._window, "project.db of the other copy", "Projects (project.db *.db *.undersong)"
        )
        if file:
            self.merge(file)

    def merge(self, folder: Path) -> None:
        """Take in what was said in another copy."""
        work = partial(self._project.review.plans.merge, folder)
        self._requests.do(work, self._merged, in_turn=True)

    def _merged(self, merged: Merged) -> None:
        taken = words.count(merged.verdicts, "verdict")
        if merged.references:
            taken += f" and {words.count(merged.references, 'kept clip')}"
        text = f"{taken} taken in, {merged.known:,} known before."
        if merged.unplaced:
            text += f" Left out, of recordings or analyses that are not here: {merged.unplaced:,}."
        self._say(text)
        self._project.detections_changed.emit()
