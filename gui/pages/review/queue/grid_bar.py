"""The line above the grid: its order, how many are chosen, and whether the mouse plays."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.domain import Detection
from core.store.detection_order import BEST_FIRST
from core.store.detections import Sort, SortBy
from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import label, name_button, row
from gui.widgets.plain import give_tip

ORDERS = (
    ("Best score first", BEST_FIRST),
    ("Lowest score first", Sort(SortBy.SCORE, descending=False)),
    ("Earliest first", Sort(SortBy.TIME, descending=False)),
    ("Latest first", Sort(SortBy.TIME, descending=True)),
    ("By species", Sort(SortBy.SPECIES, descending=False)),
    ("By site", Sort(SortBy.SITE, descending=False)),
    ("Not reviewed first", Sort(SortBy.VERDICT, descending=False)),
    ("By recording", Sort(SortBy.RECORDING, descending=False)),
)
_WITHOUT = "  (this analysis kept nothing to compare by)"


class GridBar(QWidget):
    """Says what is wanted; whoever fills the grid answers with ``show_order``."""

    sort_wanted = Signal(str, bool)
    """What to sort by, and whether the largest comes first."""
    alike_wanted = Signal(object)
    """Ids of detections: what sounds like them comes first."""
    references_wanted = Signal()
    """What sounds like the kept references comes first."""
    hover_changed = Signal(bool)

    def __init__(self, chosen: Callable[[], Sequence[Detection]]) -> None:
        super().__init__()
        self._chosen = chosen
        self._comparable = self._alike = False
        self._sort = BEST_FIRST
        self.order = QToolButton()
        give_look(self.order, "chip")
        self.order.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.order.setCheckable(True)
        self.menu = QMenu(self.order)
        self.menu.aboutToShow.connect(self.fill)
        self.order.setMenu(self.menu)
        self.compared = ElidedLabel("muted")
        self.number = label("", "muted")
        self.hover = QToolButton()
        give_look(self.hover, "chip")
        give_icon(self.hover, "play")
        name_button(self.hover, "Play on hover")
        self.hover.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        give_tip(self.hover, "Play the clip on which the mouse rests; Space plays the current one")
        self.hover.setCheckable(True)
        self.hover.toggled.connect(self.hover_changed)
        self.setLayout(
            row(self.order, self.compared, self.number, self.hover, grows=1,
                margins=(2 * GRID, GRID // 2, GRID, GRID // 2))
        )  # fmt: skip
        self.show_order(BEST_FIRST, planned=False, alike=None)

    def allow_comparing(self, can: bool) -> None:
        """Say whether there are embeddings."""
        self._comparable = can

    def show_chosen(self, number: int) -> None:
        """Say about how many clips the next verdict is, where it is more than one."""
        self.number.setText(f"{words.count(number, 'clip')} chosen" if number > 1 else "")

    def say_comparing(self) -> None:
        """Say that an order by what is alike is being made: of many clips it takes a while."""
        self.compared.setText("Comparing …")

    def show_order(self, sort: Sort, *, planned: bool, alike: tuple[int, int] | None) -> None:
        """Say what sorts: a column, a plan, or (how many were compared, of how many)."""
        self._sort, self._alike = sort, alike is not None
        name = next((name for name, each in ORDERS if each == sort), "By another column")
        if planned or alike:
            name = "In the order of the plan" if planned else "Most alike first"
        self.order.setText(f"{name}  ▾")
        self.order.setAccessibleName(f"Order: {name}")
        self.order.setEnabled(not planned)
        self.order.setChecked(self._alike)
        self.compared.setText(_compared(*alike) if alike else "")
        give_tip(self.compared, self.compared.text())

    def fill(self) -> None:
        """Make the menu afresh."""
        self.order.setChecked(self._alike)
        self.menu.clear()
        for name, sort in ORDERS:
            action = self._add(name, partial(self.sort_wanted.emit, sort.by, sort.descending))
            action.setCheckable(True)
            action.setChecked(sort == self._sort and not self._alike)
        self.menu.addSeparator()
        ids = [d.id for d in self._chosen()]
        clips = (
            f"the {words.count(len(ids), 'chosen clip')}" if len(ids) > 1 else "the current clip"
        )
        for name, do in (
            (f"Most like {clips}", partial(self.alike_wanted.emit, ids)),
            ("Most like the kept references", self.references_wanted.emit),
        ):
            action = self._add(name if self._comparable else name + _WITHOUT, do)
            action.setEnabled(self._comparable and bool(ids))

    def _add(self, name: str, do: Callable[[], object]) -> QAction:
        action = self.menu.addAction(name)
        action.triggered.connect(lambda: do())
        return action


def _compared(number: int, of: int) -> str:
    if not number:
        return "Nothing to compare with: nothing was kept of the chosen clips."
    if number == of:
        return f"All {of:,} compared"
    return f"{number:,} of {of:,} compared; the others follow, the best score first"
