"""What a run lacks: recordings it has not been through, places set and analyses cut short since."""

from sqlalchemy import Connection

from core.counted import counted
from core.moved_recordings import moved_in_words
from core.store import recordings, runs, samples
from core.store.runs import Run
from core.store.samples import RandomDraw
from core.store.scope import ReportScope


def not_whole(db: Connection, run: Run) -> list[str]:
    """Say what a run has not been through, what it knew otherwise, and what was cut short since."""
    said = []
    left = left_of(db, run)
    again = "Combine again" if run.is_combined else "Start it again"
    if left and run.finished_utc is None:
        said.append(
            f"This analysis is not finished: it is through with {_through(db, run, left)}. {again} "
            "and it goes on."
        )
    elif left:
        said.append(_not_yet(run, left))
    if moved := moved_in_words(db, run):
        said.append(moved)
    said += _not_drawn_from(db, run)
    later = runs.unfinished_since(db, run)
    if later is not None:
        said.append(
            f"A newer analysis ({later.fingerprint[:8]}) is not finished: it is through with "
            f"{_through(db, later, left_of(db, later))}, and none of it is in this result. Start "
            "it again and it goes on."
        )
    return said


def _not_drawn_from(db: Connection, run: Run) -> list[str]:
    """Say how many recordings the plan of which most clips were judged could not draw from."""
    every = [(_judged(db, run, draw), draw) for draw in samples.draws(db, run.id)]
    judged, draw = max(every, key=lambda pair: pair[0], default=(0, None))
    since = runs.heard_since(db, run.id, draw.made_utc) if draw and judged else 0
    if draw is None or not since:
        return []
    were = counted(since, "recording was", "recordings were")
    return [
        f"{were} analysed since the clips of plan {draw.plan_id} were drawn: precision takes them "
        "to be like the others. Another plan draws from all."
    ]


def _judged(db: Connection, run: Run, draw: RandomDraw) -> int:
    clips = samples.clips(db, ReportScope(run.id), draw)
    return sum(clip.is_right is not None for clip in clips)


def _not_yet(run: Run, left: int) -> str:
    number = f"{left:,} recording{'s' if left > 1 else ''}"
    if run.is_imported:
        return f"Of {number} the files that were taken in tell nothing."
    if run.is_combined:
        return (
            f"Not combined yet: {number}. Combine again to add what all its sources have heard by "
            "then."
        )
    return f"Not analysed yet: {number}. Start the analysis again to add them."


def left_of(db: Connection, run: Run) -> int:
    """Return how many recordings a run has not been through."""
    return recordings.left_to_analyse(db, run.id)[0]


def _through(db: Connection, run: Run, left: int) -> str:
    done = runs.coverage(db, run.id).recordings
    return f"{done:,} of {counted(done + left, 'recording')}"
