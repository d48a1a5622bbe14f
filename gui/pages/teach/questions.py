"""What the page Teach asks of core in other threads."""

from enum import Enum, auto


class TeachQuestion(Enum):
    """The places of the page Teach that answers fill."""

    AHEAD = auto()
    ALIKE = auto()
    CHOSEN_ON_MAP = auto()
    FACTS_OF_MAP = auto()
    HEAR = auto()
    LEARN = auto()
    MADE = auto()
    MAP = auto()
    NAME = auto()
    OTHER_LABEL = auto()
    PLACE = auto()
    SEEK = auto()
