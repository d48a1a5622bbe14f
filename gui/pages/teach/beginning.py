"""What the page Teach reads before anything is sought."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from core.store.recordings import Totals
from core.store.runs import Run
from gui.open_project import OpenProject
from gui.open_teaching import Vocabulary
from gui.page_names import PageName
from gui.widgets.empty import Action, Said


class TeachBeginning(NamedTuple):
    """What there is to learn from."""

    vocabulary: Vocabulary | None
    """None where nothing was analysed yet."""
    totals: Totals
    sites: list[str]
    passes: list[Run]
    """The analyses whose clips can be looked at, the newest first."""
    others: list[Run]
    """Those that can be looked at together with the one at hand."""


def before_analysis(totals: Totals, go_to: Callable[[PageName], object]) -> Said:
    """Return what is said where nothing was analysed yet."""
    if totals.usable:
        go = Action("Go to Analysis", partial(go_to, PageName.ANALYSIS))
        sentence = "Analyse your recordings first; then a sound can be learned from them."
    else:
        go = Action("Go to Recordings", partial(go_to, PageName.RECORDINGS))
        sentence = "Add recordings first, then analyse them; then a sound can be learned."
    return Said("Nothing to learn from yet", sentence, (go,))


def read_beginning(project: OpenProject) -> TeachBeginning:
    """Read it. Raises UserError where no clip was kept."""
    teaching = project.teaching
    heard = teaching.vocabulary()
    others = teaching.others() if heard else []
    return TeachBeginning(heard, project.totals(), project.sites(), teaching.passes(), others)
