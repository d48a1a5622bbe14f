"""What the window of networks asks of core in other threads."""

from enum import Enum, auto


class NetworksQuestion(Enum):
    """The places of the window of networks that answers fill."""

    CHECK = auto()
    LISTING = auto()
    OWN = auto()
