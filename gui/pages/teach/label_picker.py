"""Which other sound is in a clip: one that has clips already, noise, or a new one."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from core.heads.knowledge import KnownLabel
from core.heads.names import NOISE
from core.names import clean, key
from gui.theme import GRID
from gui.widgets.typed_list import Entry, TypedList

_HINT = "A call, an individual, another species, noise …"


class LabelPicker(TypedList):
    """What is typed and fits none is a new label."""

    def __init__(self, parent: QWidget, then: Callable[[str], object]) -> None:
        super().__init__(parent, "What else is in it", "Sounds that match")
        self.setFixedHeight(32 * GRID)
        self.field.setPlaceholderText(_HINT)
        self.labels: Sequence[KnownLabel] = ()
        self.taken.connect(then)

    def ask(self, above: QWidget) -> None:
        """Show it above a widget, ready to type."""
        self.move(above.mapToGlobal(QPoint(2 * GRID, -self.height() - GRID)))
        self.begin()

    def entries(self, text: str) -> Iterable[Entry]:
        """Return the labels that fit."""
        wanted = clean(text)
        exact = False
        for one in self.labels:
            exact |= key(wanted) in (key(one.text), key(one.title))
            if key(wanted) in key(f"{one.title} {one.text}"):
                beside = "" if one.title == one.text else f"   {one.text}"
                yield Entry(f"{one.title}{beside}", one.text)
        if key(wanted) in NOISE and all(key(one.text) != NOISE for one in self.labels):
            yield Entry("noise: wind, rain, machines …", NOISE)
        if wanted and not exact and key(wanted) != NOISE:
            yield Entry(f"{wanted}: a new label", wanted)
