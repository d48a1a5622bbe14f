"""Results that were taken in as a step that can be undone, beside all else that was changed."""

from core.history import Changed, Step
from core.imports.in_words import named_in_words
from core.imports.taking import take_out
from core.store import Project
from core.store.taken import Import


class ImportTurn(Step):
    """Takes an import out, of whatever sitting, or in again. With a million it takes a while."""

    shows_little = True

    def __init__(self, project: Project, one: Import, *, back: bool) -> None:
        self._project, self._import, self._back = project, one, back
        self.text = f"{'import of' if back else 'taking out'} {named_in_words(one)}"

    def do(self) -> Changed:
        """Take it out with all that was said of it, or in again with all of that."""
        return self._turn(back=self._back)

    def undo(self) -> Changed:
        """Do the contrary."""
        return self._turn(back=not self._back)

    def redo(self) -> Changed:
        """Do it again."""
        return self._turn(back=self._back)

    def _turn(self, *, back: bool) -> Changed:
        take_out(self._project, self._import, back=back)
        return Changed(imports=True)


class ImportStep(ImportTurn):
    """It is made once the results are in: taking them in is a long job with a place of its own."""

    def __init__(self, project: Project, one: Import) -> None:
        super().__init__(project, one, back=True)

    def do(self) -> Changed:
        """Tell that the results are there."""
        return Changed(imports=True)
