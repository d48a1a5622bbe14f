"""The chip of the rarer filters: who said it, comments, and filters saved under a name."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from core.store.detections import Filter
from core.taxon_groups import TaxonGroup
from gui.stylesheet import give_look
from gui.widgets import dialogs
from gui.widgets.plain import add_action, on_button

_SKIPPED = (
    ("Nothing", ""), ("The rest of the day at the site", "day"), ("The rest of the site", "site"),
)  # fmt: skip
_SKIPPING = {"day": "skips confirmed days", "site": "skips confirmed sites"}
_TAB = "\t"
_COMMENTS = (("Any", None), ("With a comment", True), ("Without a comment", False))


class MoreChip(QToolButton):
    """Fills its menu when it is opened."""

    chosen = Signal(object)
    """A Filter."""
    save_wanted = Signal(str)
    forget_wanted = Signal(str)
    opened = Signal()
    """The menu is open: ``show_numbers`` may say how many detections each choice leaves."""
    closed = Signal()
    hidden_wanted = Signal(bool)
    """Show what the species list hides, or hide it again."""

    def __init__(self) -> None:
        super().__init__()
        give_look(self, "chip")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setCheckable(True)
        self._wanted = Filter()
        self._reviewers: Sequence[str] = ()
        self._saved: dict[str, Filter] = {}
        self._hidden = 0
        self._counted: list[tuple[QAction, Filter]] = []
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self.fill)
        self._menu.aboutToShow.connect(self.opened)
        self._menu.aboutToHide.connect(self.closed)
        self.setMenu(self._menu)
        self.show_filter(self._wanted)

    def offer(self, reviewers: Sequence[str], saved: dict[str, Filter]) -> None:
        """Take over who has reviewed and which filters are saved."""
        self._reviewers, self._saved = reviewers, saved

    def offer_hidden(self, number: int) -> None:
        """Take over how many the species list hides."""
        self._hidden = number

    def show_filter(self, wanted: Filter) -> None:
        """Show what is filtered by now."""
        self._wanted = wanted
        parts = [TaxonGroup(one).title for one in sorted(wanted.groups or ())]
        parts.append(wanted.reviewer or "")
        if wanted.has_note is not None:
            parts.append("with a comment" if wanted.has_note else "without a comment")
        parts += [f"“{wanted.note}”" if wanted.note else "", _SKIPPING.get(wanted.skip, "")]
        text = ", ".join(part for part in parts if part)
        self.setText(on_button(f"{text or 'More'}  ▾"))
        self.setAccessibleName(f"More filters: {text or 'none'}")
        self.setChecked(bool(text))

    def fill(self) -> None:
        """Make the menu afresh."""
        self._menu.clear()
        self._counted.clear()
        who = self._menu.addMenu("Reviewer")
        for name, value in (("Anybody", None), *((each, each) for each in self._reviewers)):
            self._offer(who, name, replace(self._wanted, reviewer=value))
        groups = self._menu.addMenu("Group")
        self._offer(groups, "All groups", replace(self._wanted, groups=None))
        for group in TaxonGroup:
            self._offer(groups, group.title, replace(self._wanted, groups=frozenset({group})))
        said = self._menu.addMenu("Comment")
        for name, there in _COMMENTS:
            self._offer(said, name, replace(self._wanted, has_note=there, note=""))
        self._add(said, "That holds …", bool(self._wanted.note), self._ask_note)
        skipped = self._menu.addMenu("Once a species is confirmed, skip")
        for name, rest in _SKIPPED:
            self._offer(skipped, name, replace(self._wanted, skip=rest))
        shown = self._wanted.unlisted
        some = f" ({self._hidden:,})" if self._hidden else ""
        hides = f"Also what the species list or rules hide{some}"
        self._add(self._menu, hides, shown, partial(self.hidden_wanted.emit, not shown))
        self._menu.addSeparator()
        for name, wanted in self._saved.items():
            self._add(self._menu, name, _same(wanted, self._wanted), partial(self._load, wanted))
        self._menu.addAction("Save this filter …").triggered.connect(self._ask_name)
        if self._saved:
            forget = self._menu.addMenu("Delete a saved filter")
            for name in self._saved:
                action = add_action(forget, name)
                action.triggered.connect(_call(partial(self.forget_wanted.emit, name)))
        self._menu.addAction("No filter at all").triggered.connect(
            _call(partial(self._load, Filter()))
        )

    def _add(self, menu: QMenu, name: str, on: bool, do: Callable[[], object]) -> QAction:
        action = add_action(menu, name)
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(_call(do))
        return action

    @property
    def choices(self) -> list[Filter]:
        """Return the filters that are offered, in the order of their numbers."""
        return [wanted for _, wanted in self._counted]

    def show_numbers(self, numbers: Sequence[int]) -> None:
        """Say beside each choice how many detections it leaves."""
        if len(numbers) == len(self._counted):
            for (action, _), number in zip(self._counted, numbers, strict=True):
                action.setText(f"{action.text().partition(_TAB)[0]}{_TAB}{number:,}")

    def _offer(self, menu: QMenu, name: str, wanted: Filter) -> None:
        """Offer what is counted, too."""
        chosen = wanted == self._wanted
        action = self._add(menu, name, chosen, partial(self.chosen.emit, wanted))
        self._counted.append((action, wanted))

    def _load(self, wanted: Filter) -> None:
        self.chosen.emit(replace(wanted, run_id=self._wanted.run_id))

    def _ask_note(self) -> None:
        said = dialogs.text(self, "Comment", "Comments that hold", self._wanted.note, does="Show")
        if said is not None:
            self.chosen.emit(replace(self._wanted, note=said, has_note=None))

    def _ask_name(self) -> None:
        if name := dialogs.text(self, "Save this filter", "Name of the filter"):
            self.save_wanted.emit(name)


def _same(one: Filter, other: Filter) -> bool:
    names = [f.name for f in fields(Filter) if f.name != "run_id"]
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _call(do: Callable[[], object]) -> Callable[[], None]:
    def call() -> None:
        do()

    return call
