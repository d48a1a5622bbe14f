"""Results that were taken in as a step that can be undone, beside all else that was changed."""

from core.history import Changed, Step
from core.imports.in_words import named_in_words
from core.imports.taking import take_out
from core.store import Project
from core.store.taken import Import


class ImportStep(Step):
    """It is made once the results are in: taking them in is a long job with a place of its own."""

    shows_little = True

    def __init__(self, project: Project, one: Import) -> None:
        self._project, self._import = project, one
        self.text = f"import of {named_in_words(one)}"

    def do(self) -> Changed:
        """Tell that the results are there."""
        return Changed(imports=True)

    def undo(self) -> Changed:
        """Take them out with all that was said of them. With a million it takes a while."""
        return self._turn(back=False)

    def redo(self) -> Changed:
        """Take them in again with what was said of them."""
        return self._turn(back=True)

    def _turn(self, *, back: bool) -> Changed:
        take_out(self._project, self._import, back=back)
        return Changed(imports=True)
