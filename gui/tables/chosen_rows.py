"""The rows that are chosen in a list, as ranges: naming each would take long for a million."""

from collections.abc import Iterable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QAbstractItemView

_Flag = QItemSelectionModel.SelectionFlag


def chosen_rows(view: QAbstractItemView) -> list[range]:
    """Return the chosen rows in order; ranges that meet are one."""
    selection = view.selectionModel().selection()
    blocks = (selection.at(number) for number in range(selection.count()))
    return joined(range(block.top(), block.bottom() + 1) for block in blocks)


def unless_last(
    view: QAbstractItemView, index: QModelIndex | QPersistentModelIndex, wanted: _Flag
) -> _Flag:
    """Return what a click does to the choice: nothing, where no row would be chosen any more.

    What is shown beside a list is about the chosen row: a click on empty space would leave it there
    with nothing to say what it is about.
    """
    rows = chosen_rows(view)
    is_last = sum(map(len, rows)) == 1 and index.row() in rows[0]
    takes_it = bool(wanted & (_Flag.Toggle | _Flag.Deselect)) and is_last
    return _Flag.NoUpdate if takes_it or not index.isValid() else wanted


def joined(ranges: Iterable[range]) -> list[range]:
    """Return ranges in order, without overlaps."""
    found: list[range] = []
    for one in sorted(ranges, key=lambda each: each.start):
        if found and one.start <= found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, one.stop))
        else:
            found.append(one)
    return found
