"""The empty state of the review page: what to do first, and where."""

from PySide6.QtCore import Signal

from gui.widgets.empty import EmptyState


class NothingYet(EmptyState):
    """Leads to the page on which detections begin."""

    page_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__("", "", "Analyse", self._leave)
        self._next_page = "recordings"
        self.say_what_to_do(any_files=False)

    def say_what_to_do(self, *, any_files: bool) -> None:
        """Say whether recordings or an analysis come first."""
        self._next_page = "analysis" if any_files else "recordings"
        sentence = (
            "Analyse your recordings first; what the network finds is then here to listen to."
            if any_files
            else "Add recordings first, then analyse them; what is found is then here to review."
        )
        self.say(
            "Nothing to review yet",
            sentence,
            "Go to Analysis" if any_files else "Go to Recordings",
        )

    def _leave(self) -> None:
        self.page_wanted.emit(self._next_page)
