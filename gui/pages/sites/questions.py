"""What the page Sites asks of core in other threads."""

from enum import Enum, auto


class SitesQuestion(Enum):
    """The places of the page Sites that answers fill."""

    EFFECT = auto()
    FOLDERS = auto()
    GROUND = auto()
    IMPORT = auto()
    OWN_MAP = auto()
    ZONES = auto()
