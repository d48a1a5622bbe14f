"""What people say about detections: verdicts from the keyboard, from files, and undone."""

from core.history import Changed, History
from core.review.desk import Desk
from core.review.imports import Imported, import_verdicts

__all__ = ["Changed", "Desk", "History", "Imported", "import_verdicts"]
