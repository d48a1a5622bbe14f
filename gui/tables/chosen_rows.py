"""The rows that are chosen in a list, as ranges: naming each would take long for a million."""

from collections.abc import Iterable

from PySide6.QtWidgets import QAbstractItemView


def chosen_rows(view: QAbstractItemView) -> list[range]:
    """Return the chosen rows in order; ranges that meet are one."""
    selection = view.selectionModel().selection()
    blocks = (selection.at(number) for number in range(selection.count()))
    return joined(range(block.top(), block.bottom() + 1) for block in blocks)


def joined(ranges: Iterable[range]) -> list[range]:
    """Return ranges in order, without overlaps."""
    found: list[range] = []
    for one in sorted(ranges, key=lambda each: each.start):
        if found and one.start <= found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, one.stop))
        else:
            found.append(one)
    return found
