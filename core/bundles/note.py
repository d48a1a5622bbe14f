"""What a bundle says of itself: in its file, and in the project that is made of it."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from core.counted import counted

FILE = "bundle.json"
FORMAT, VERSION = "undersong-bundle", 1
SUFFIX = ".undersong"
"""That of a project's marker too: a double click opens either."""
CLIPS, TILES = "clips", "tiles"


@dataclass(frozen=True, slots=True)
class BundleNote:
    """What a bundle holds, and of what."""

    id: str
    """Of the plan: the same in every copy of the project."""
    plan: str
    project: str
    clips: int
    recordings: int
    around_s: float
    """Sound before and after each clip."""
    reviewer: str | None = None

    @property
    def limits(self) -> str:
        """Say what cannot be done with it."""
        return (
            f"This is a bundle for review: {counted(self.clips, 'clip')} of “{self.plan}” with "
            f"{self.around_s:g} s around each, and no other sound. Listen and judge; effort and "
            "reports are right only in the whole project. When you are done, send back project.db "
            "from this project's folder: what you said is taken in by merging."
        )


def read_note(db: Connection) -> BundleNote | None:
    """Return of what a project is a bundle, None where it is none."""
    row = db.exec_driver_sql("SELECT value FROM remembered WHERE name = 'bundle'").first()
    return BundleNote(**json.loads(row[0])) if row else None
