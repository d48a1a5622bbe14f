"""The project at a glance."""

from gui.pages.overview.page import OverviewPage

__all__ = ["OverviewPage"]
