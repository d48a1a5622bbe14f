"""The pages of a project, as the command line names them, and two windows beside them."""

from enum import StrEnum


class PageName(StrEnum):
    """A page, or one of the windows of networks and of heads."""

    OVERVIEW = "overview"
    RECORDINGS = "recordings"
    SITES = "sites"
    HEALTH = "health"
    ANALYSIS = "analysis"
    REVIEW = "review"
    REPORT = "report"
    TEACH = "teach"
    NETWORKS = "networks"
    HEADS = "heads"


WINDOWS = (PageName.NETWORKS, PageName.HEADS)
PAGES = tuple(name for name in PageName if name not in WINDOWS)
