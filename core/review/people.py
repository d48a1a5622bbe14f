"""Reviewers by name: one person is known by one spelling in a project."""

from sqlalchemy import Connection, select, union

from core.errors import UnusableValueError
from core.names import LONGEST, clean, key
from core.store.review_schema import AnnotationEditRow, CommentRow, ReviewPlanRow
from core.store.schema import VerdictRow
from core.store.teaching_schema import AskedClipRow, ClipLabelRow

_ROWS = (VerdictRow, CommentRow, AnnotationEditRow, ReviewPlanRow, ClipLabelRow, AskedClipRow)


def spellings(db: Connection) -> dict[str, str]:
    """Return key -> name as it is written here: of all who spoke or were given something."""
    query = union(*(select(row.reviewer).where(row.reviewer.is_not(None)) for row in _ROWS))
    names = sorted((name for name in db.scalars(query) if name), reverse=True)
    return {key(name): name for name in names}


def known_as(db: Connection, typed: str) -> str:
    """Return the name that this project knows a reviewer by, or the new name.

    Blanks around it, its case and the way its letters are composed make nobody another person.
    Raises UnusableValueError where nothing is left, or far too much.
    """
    name = clean(typed)
    if not name or len(name) > LONGEST:
        raise UnusableValueError(f"A reviewer needs a name of at most {LONGEST} letters.")
    return spellings(db).get(key(name), name)
