"""What people say about detections: verdicts from the keyboard, from files, and undone."""

from core.review.desk import Desk, Stepped
from core.review.imports import Imported, import_verdicts

__all__ = ["Desk", "Imported", "Stepped", "import_verdicts"]
