"""The page on which an analysis is chosen, started and watched."""

from gui.pages.analysis.page import AnalysisPage

__all__ = ["AnalysisPage"]
