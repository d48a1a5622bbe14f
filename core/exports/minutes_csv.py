"""Minutes to listen to completely, as a table of labels to be filled in and taken back.

One row a minute, in the plan's order: what is heard goes into ``label`` (a further row for each
further species), and ``exhaustive`` 1 says that all of it was labelled.
"""

from pathlib import Path

from core.exports.files import write_csv
from core.store import Project, recordings
from core.store.minute_plans import MinutePlan

COLUMNS = ("file", "start_s", "end_s", "label", "present", "exhaustive", "reviewer")


def write(project: Project, plan: MinutePlan, path: Path, for_excel: bool = False) -> int:
    """Write the minutes of a plan; return how many. Those of removed recordings are left out."""
    with project.reading() as db:
        files = recordings.by_ids(db, {one.recording_id for one in plan.minutes})
    names = {i: file.path.relative_to(file.root).as_posix() for i, file in files.items()}
    rows = (
        (names[m.recording_id], f"{m.start_s:.3f}", f"{m.end_s:.3f}", None, None, None,
         plan.reviewer)
        for m in plan.minutes
        if m.recording_id in names
    )  # fmt: skip
    return write_csv(path, COLUMNS, rows, for_excel=for_excel)
