"""The log of comments on detections. A comment is its author's and changes no verdict.

There is one text for each detection: who changes it is the author of what it says then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from core.store import log
from core.store.groups import in_groups
from core.store.log import Log
from core.store.review_schema import CommentRow, CurrentCommentRow

LOG = Log(CommentRow, CurrentCommentRow, "detection_id")
E, C = CommentRow, CurrentCommentRow


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reviewer notes of one detection; without text: nothing any more."""

    detection_id: int
    text: str
    reviewer: str


def add(db: Connection, comments: Sequence[Comment]) -> dict[int, str]:
    """Append to the log; return what the entry of each detection is known by."""
    rows = [
        {"detection_id": c.detection_id, "text": c.text, "reviewer": c.reviewer} for c in comments
    ]
    return log.append(db, LOG, rows)


def current(db: Connection, detection_ids: Iterable[int]) -> dict[int, Comment]:
    """Return what is noted now of each detection that anybody has commented on."""
    held = select(C.detection_id, C.text, C.reviewer)
    return {
        row.detection_id: Comment(*row)
        for some in in_groups(detection_ids)
        for row in db.execute(held.where(C.detection_id.in_(some)))
    }


def by_reviewer(db: Connection, reviewer: str, ids: Iterable[int]) -> dict[int, Comment]:
    """Return what one reviewer noted last of these detections."""
    return {
        row.detection_id: Comment(row.detection_id, row.text, row.reviewer)
        for some in in_groups(ids)
        for row in db.execute(
            select(log.newest(LOG, E.detection_id.in_(some), E.reviewer == reviewer))
        )
    }
