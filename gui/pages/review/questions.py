"""What the page Review asks of core in other threads."""

from enum import Enum, auto


class ReviewQuestion(Enum):
    """The places of the page Review that answers fill."""

    ALIKE = auto()
    ALTERNATIVES = auto()
    AROUND = auto()
    BELOW = auto()
    CLIPS = auto()
    COUNTED = auto()
    COUNTS = auto()
    ELSEWHERE = auto()
    EXAMPLE = auto()
    EXPECTED = auto()
    FRESH = auto()
    HELD = auto()
    HOVER = auto()
    MARKS = auto()
    MORE = auto()
    NAMES = auto()
    PLACE = auto()
    PLANS = auto()
    QUEUE = auto()
    REFERENCES = auto()
    REVIEWERS = auto()
    ROWS = auto()
    SAID = auto()
    SCORES = auto()
    SCORES_OF_CLIP = auto()
    SITES = auto()
    SPECIES = auto()
    TABLE = auto()
    UPCOMING = auto()
    VOICES = auto()
    WHY = auto()
