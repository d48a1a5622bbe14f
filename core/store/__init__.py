"""The project on disk: one SQLite database, embedding shards, and plain functions on them."""

from core.store.project import Project, is_project

__all__ = ["Project", "is_project"]
