"""The page of the health check."""

from gui.pages.health.page import HealthPage

__all__ = ["HealthPage"]
