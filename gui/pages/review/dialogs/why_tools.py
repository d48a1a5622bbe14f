"""Asks why a species is shown, or is not."""

from functools import partial

from PySide6.QtCore import Signal

from gui.pages.review.dialogs.tool import ReviewTool
from gui.pages.review.dialogs.why_box import WhyBox


class WhyTools(ReviewTool):
    """Begins with the clip that is looked at, or with what was looked for."""

    hidden_wanted = Signal()

    def offer(self) -> None:
        """Name what can be done."""
        self._add("why", "Why (not)? …", "", self.ask)

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
