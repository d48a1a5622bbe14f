"""What the window of heads asks of core in other threads."""

from enum import Enum, auto


class HeadsQuestion(Enum):
    """The places of the window of heads that answers fill."""

    AHEAD = auto()
    LISTING = auto()
    TO_JUDGE = auto()
