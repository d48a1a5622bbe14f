"""The page on which a person listens, looks and decides."""

from gui.pages.review.page import ReviewPage

__all__ = ["ReviewPage"]
