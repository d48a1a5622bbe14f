"""What pages in common, and those without a folder ask of core in other threads."""

from enum import Enum, auto


class PageQuestion(Enum):
    """The places of pages in common, and those without a folder that answers fill."""

    ADDED = auto()
    CONTENT = auto()
    EXPORT = auto()
    HEARD = auto()
    IMPORTED = auto()
    METHODS = auto()
    MINUTES = auto()
    MISSING = auto()
    NEW_FOLDER = auto()
    PICTURE = auto()
    PRESENCE = auto()
    RECALL = auto()
    ROWS = auto()
    RULES = auto()
    SEARCH = auto()
