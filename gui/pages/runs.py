"""How runs are named on pages."""

from core.store.runs import Run
from gui.widgets import words


def run_name(run: Run) -> str:
    """Return what tells a run from others: network, threshold, list, day."""
    parts = [run.title, f"score from {run.settings['min_score']:g}"]
    chosen = run.settings.get("species_list")
    if chosen:
        parts.append(f"list {chosen['name']}")
    parts.append(words.moment(run.started_utc))
    if run.finished_utc is None:
        parts.append("not finished")
    return " · ".join(parts)


def short_run_name(run: Run) -> str:
    """Return what tells a run from others where there is little room: network, day and time."""
    return f"{run.title} · {words.moment(run.started_utc)}"
