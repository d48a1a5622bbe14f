"""What to say of an analysis that shows nothing: it is under way, found nothing, or hides it."""

from collections.abc import Callable
from functools import partial

from core.store.runs import Coverage, Run
from gui.destinations import HiddenToo
from gui.page_names import PageName
from gui.widgets import words
from gui.widgets.empty import Action, Said

Go = Callable[..., object]
"""Takes a PageName, and perhaps a PageState."""
"""Goes to a page, by its name."""


def under_way(stop: Callable[[], object], go: Go) -> Said:
    """Return what to say while the first detections are still to come."""
    return Said(
        "The recordings are being analysed",
        "Nothing was found so far. What is found is shown here as it comes.",
        (Action("Go to Analysis", partial(go, PageName.ANALYSIS)), Action("Stop", stop)),
    )


def found_nothing(run: Run, coverage: Coverage, hidden: int, go: Go) -> Said:
    """Return why nothing of a run is shown, and what can be done."""
    analysis = Action("Go to Analysis", partial(go, PageName.ANALYSIS))
    if hidden:
        see = partial(go, PageName.REVIEW, HiddenToo())
        return Said(
            "All that was found is hidden",
            f"{words.count(hidden, 'detection')} of species that are not on the list, not expected "
            "at that place and week, or hidden by rules.",
            (Action(f"Show {hidden:,} hidden", see), analysis),
        )
    if run.finished_utc is None:
        return Said(
            "Nothing was found so far",
            f"{words.count(coverage.recordings, 'recording was', 'recordings were')} heard. This "
            "analysis stopped before its end, or runs in another window; start it again and it "
            "goes on.",
            (analysis,),
        )
    if coverage.failed == coverage.recordings:
        return Said(
            "No recording could be heard",
            "The list of recordings gives the reason for each.",
            (Action("Go to Recordings", partial(go, PageName.RECORDINGS)), analysis),
        )
    return Said(
        "Nothing was found",
        f"{words.count(coverage.recordings, 'recording')}, {words.hours(coverage.hours)} of sound, "
        f"were heard, and no score reached {run.settings['min_score']:g}. A lower score or another "
        "list takes moments: the sound is not heard again.",
        (analysis,),
    )
