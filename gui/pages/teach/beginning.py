"""What the page Teach reads before anything is sought."""

from typing import NamedTuple

from core.store.recordings import Totals
from core.store.runs import Run
from gui.open_project import OpenProject
from gui.open_teaching import Vocabulary


class TeachBeginning(NamedTuple):
    """What there is to learn from."""

    vocabulary: Vocabulary | None
    """None where nothing was analysed yet."""
    totals: Totals
    sites: list[str]
    passes: list[Run]
    """The analyses whose clips can be looked at, the newest first."""


def read_beginning(project: OpenProject) -> TeachBeginning:
    """Read it. Raises UserError where no clip was kept."""
    teaching = project.teaching
    heard = teaching.vocabulary()
    return TeachBeginning(heard, project.totals(), project.sites(), teaching.passes())
