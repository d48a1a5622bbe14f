"""What people say about detections: verdicts from the keyboard, from files, and undone."""

from core.review.desk import Desk
from core.review.imports import Imported, import_verdicts

__all__ = ["Desk", "Imported", "import_verdicts"]
