"""The project on disk: one SQLite database, embedding shards, and plain functions on them."""

from core.store.marker import is_project
from core.store.project import Project

__all__ = ["Project", "is_project"]
