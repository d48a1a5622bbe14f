"""An edit of sites, deployments, clocks or recordings as a step that waits, and can be undone."""

from collections.abc import Callable
from dataclasses import dataclass

from core.deployments import editing
from core.history import Changed, Step
from core.store import Project, edits
from core.store.edits import Edit

Change = Callable[[], object]
"""A change of sites or deployments, still to be done."""


class EditStep(Step):
    """One entry of the log of edits. Its text is known once it is done."""

    shows_little = True

    def __init__(self, project: Project, change: Change | None, entry: Edit | None = None) -> None:
        """``entry`` is the edit where it was made before; or else what undid it, to be redone."""
        self.text = entry.text if entry else "the change"
        self._project, self._change, self._entry = project, change, entry

    def do(self) -> Changed:
        """Make the change; nothing is different where the log has no new entry."""
        if self._change is None:
            return Changed()
        before = self._last()
        self._change()
        after = self._last()
        if after is None or after == before:
            return Changed()
        self._entry, self.text = after, after.text
        return Changed(places=True)

    def undo(self) -> Changed:
        """Put back what it changed. Raises ChangedSinceError where that is different by now."""
        return self._turn(edits.undo)

    def redo(self) -> Changed:
        """Change it again. Raises ChangedSinceError where that is different by now."""
        return self._turn(edits.redo)

    def _turn(self, turn: editing.Turn) -> Changed:
        if self._entry is None:
            return Changed()
        self._entry = editing.turned(self._project, self._entry, turn)
        return Changed(places=True)

    def _last(self) -> Edit | None:
        with self._project.reading() as db:
            return edits.last(db)


@dataclass(frozen=True, slots=True)
class EarlierEdits:
    """What was edited before, as far as it can be taken back or made again."""

    done: tuple[EditStep, ...] = ()
    undone: tuple[EditStep, ...] = ()


def earlier(project: Project) -> EarlierEdits:
    """Return the edits that hold now, the oldest first, and the one that was undone last."""
    with project.reading() as db:
        holding, again = edits.holding(db), edits.last_undone(db)
    undone = (EditStep(project, None, again),) if again else ()
    return EarlierEdits(tuple(EditStep(project, None, one) for one in holding), undone)
