"""All that is done now and then: plans, reviewers, clips, keys."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from gui.pages.review.dialogs.export_tools import ExportTools
from gui.pages.review.dialogs.key_tools import KeyTools
from gui.pages.review.dialogs.plan_tools import PlanTools
from gui.pages.review.dialogs.reviewer_tools import ReviewerTools
from gui.pages.review.dialogs.why_tools import WhyTools
from gui.pages.review.queue.queue import Queue
from gui.pages.review.queue.queue_loader import QueueLoader
from gui.remembered import Remembered
from gui.requests import Requests

_IN_MENUS = (
    "plan", "more", "give", "take_in", "agreement", "reviewer", "bundle", "clips", "shown", "merge",
    "why", "keys",
)  # fmt: skip
_OF_DETECTIONS = ("clips", "shown", "plan", "more", "give", "bundle")


class Tools(QObject):
    """Offers what has something to work on now."""

    told = Signal(object)
    """A Notice."""

    def __init__(
        self, queue: Queue, loader: QueueLoader, requests: Requests, remembered: Remembered
    ) -> None:
        super().__init__(queue)
        self._queue = queue
        self.plans = PlanTools(queue, loader, requests, remembered)
        self.reviewers = ReviewerTools(queue, loader, requests, remembered)
        self.exports = ExportTools(queue, loader, requests, remembered)
        self.keys = KeyTools(queue, loader, requests, remembered)
        self.why = WhyTools(queue, loader, requests, remembered)
        self._every = (self.plans, self.reviewers, self.exports, self.keys, self.why)
        made: dict[str, QAction] = {}
        for tool in self._every:
            tool.told.connect(self.told)
            made |= tool.actions
        self.actions = {name: made[name] for name in _IN_MENUS}
        queue.table.modelReset.connect(self._enable)
        self._enable()

    def begin(self) -> None:
        """Work under the reviewer's name."""
        self.reviewers.begin()

    def _enable(self) -> None:
        anything = self._queue.table.rowCount() > 0
        for name, action in self.actions.items():
            action.setEnabled(anything or name not in _OF_DETECTIONS)
