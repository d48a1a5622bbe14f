"""What the page Health asks of core in other threads."""

from enum import Enum, auto


class HealthQuestion(Enum):
    """The places of the page Health that answers fill."""

    FILES = auto()
    ROWS = auto()
