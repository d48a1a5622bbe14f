"""Formats of exports in a menu, by what they are for: all in one would be higher than a screen."""

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from core.exports import FAMILIES


def add_formats(menu: QMenu, exports: Sequence[QAction]) -> None:
    """Add a menu for each family of formats. The data of each action is the id of its format."""
    by_id = {action.data(): action for action in exports}
    for family, formats in FAMILIES.items():
        inside = QMenu(family, menu)
        for action in (by_id[one.id] for one in formats if one.id in by_id):
            action.setIconVisibleInMenu(False)  # all have the same
            inside.addAction(action)
        menu.addMenu(inside)
