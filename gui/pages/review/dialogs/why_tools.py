"""Asks why a species is shown, or is not."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from core.domain import Species
from gui.pages.review.dialogs.tool import ReviewTool
from gui.pages.review.dialogs.why_box import WhyBox
from gui.pages.rules_box import RulesBox


class WhyTools(ReviewTool):
    """Begins with the clip that is looked at, or with what was looked for."""

    hidden_wanted = Signal()

    def offer(self) -> None:
        """Name what can be done."""
        self._add("why", "Why (not)? …", "", self.ask)

    def rule(self, about: str, found: Sequence[Species]) -> None:
        """Show the rules of species, to make one about one of those that were found."""
        run_id = self._loader.spec.wanted.run_id
        if run_id is not None:
            RulesBox(self._window, self._project, run_id, found, about).open()

    def ask(self, typed: str = "") -> None:
        """Show the answer for what was typed, without it for the current detection."""
        current = self._queue.current
        first = (typed, "", "")
        if current and not typed:
            day = f"{current.at.local:%Y-%m-%d}" if current.at else ""
            first = (current.species.scientific_name, current.site or "", day)
        read = partial(self._project.review.why, self._loader.spec.wanted.run_id)
        box = WhyBox(self._window, read, self._project.sites(), first)
        box.hidden_wanted.connect(self.hidden_wanted)
        box.open()
