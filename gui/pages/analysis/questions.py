"""What the page Analysis asks of core in other threads."""

from enum import Enum, auto


class AnalysisQuestion(Enum):
    """The places of the page Analysis that answers fill."""

    ANALYSES = auto()
    FINISHED = auto()
    LIST_SPECIES = auto()
    LIST_BEGINNING = auto()
    PLAN = auto()
