"""What the page Overview asks of core in other threads."""

from enum import Enum, auto


class OverviewQuestion(Enum):
    """The places of the page Overview that answers fill."""

    ACTIVITY = auto()
    PICTURES = auto()
