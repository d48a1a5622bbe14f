"""The networks that are known here: those that can be used first, the others by their names."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt

from core.networks.catalogue import Readiness
from gui.open_networks import ListedNetwork
from gui.tables.columns import Column, Index
from gui.tables.plain import PlainTable
from gui.widgets import network_words as said

_ORDER = {Readiness.READY: 0, Readiness.NEEDS_RUNTIME: 1, Readiness.NOT_INSTALLED: 2}

COLUMNS: tuple[Column[ListedNetwork], ...] = (
    Column(
        "Network", lambda one: one.name,
        second_heading="Purpose", second=lambda one: one.manifest.purpose,
        sign=lambda one: said.standing(one).sign,
        tint=lambda one: said.standing(one).tint,
    ),
    Column("Readiness", lambda one: said.standing(one).words),
    Column("Facts", lambda one: " · ".join(map(_unbroken, said.facts(one)))),
)  # fmt: skip


class NetworksTable(PlainTable[ListedNetwork]):
    """All of them, or those that fit what was typed."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def show_networks(self, found: Sequence[ListedNetwork], typed: str) -> None:
        """Show those that have all words of ``typed`` somewhere in what is said of them."""
        wanted = typed.casefold().split()
        fitting = [one for one in found if _has_all(one, wanted)]
        self.show(sorted(fitting, key=_place))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says; to a screen reader, all that is painted. Called by Qt."""
        if role != Qt.ItemDataRole.AccessibleTextRole or not index.isValid():
            return super().data(index, role)
        one = self.rows[index.row()]
        told = (one.name, said.standing(one).words, one.manifest.purpose, *said.facts(one))
        return ", ".join(each for each in told if each)

    def row_of(self, id: str) -> int | None:
        """Return where a network is."""
        return next((n for n, one in enumerate(self.rows) if one.id == id), None)


def _unbroken(fact: str) -> str:
    """Return a fact that goes to the next line as a whole."""
    return fact.replace(" ", "\u00a0").replace("-", "\u2011")


def _has_all(one: ListedNetwork, words: Sequence[str]) -> bool:
    manifest = one.manifest
    told = (one.name, one.id, manifest.purpose, manifest.runtime, said.standing(one).words)
    text = " ".join((*told, *said.facts(one))).casefold()
    return all(word in text for word in words)


def _place(one: ListedNetwork) -> tuple[int, bool, str, str]:
    return _ORDER[one.state], not one.is_here, one.name.casefold(), one.id
