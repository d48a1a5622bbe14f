"""The page of sites and deployments."""

from gui.pages.sites.page import SitesPage

__all__ = ["SitesPage"]
