"""The page on which the program learns a sound."""

from gui.pages.teach.page import TeachPage

__all__ = ["TeachPage"]
