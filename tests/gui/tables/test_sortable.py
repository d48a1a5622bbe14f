"""A click on a heading sorts, in every table that has headings."""

import pkgutil
from importlib import import_module

import gui
from gui.tables.columns import Column

NOT_SORTED = {
    "gui.tables.clips_table": "a ranking is what it shows",
    "gui.tables.findings_table": "has no headings",
    "gui.tables.heads_table": "the list of heads has no headings",
    "gui.tables.labels_table": "headings are signs without room for another",
    "gui.tables.networks_table": "has no headings",
}
COMMENTS = "Comment"  # a column of the queue, which the database sorts


def test_every_column_with_a_heading_sorts():
    found = {}
    for module in pkgutil.walk_packages(gui.__path__, "gui."):
        for name, columns in vars(import_module(module.name)).items():
            if isinstance(columns, tuple) and columns and isinstance(columns[0], Column):
                left = [c.heading for c in columns if c.heading not in ("", COMMENTS)
                        and not c.sortable]  # fmt: skip
                if left:
                    found[module.name, name] = left
    assert {module for module, _ in found} == set(NOT_SORTED)
    assert ("gui.tables.heads_table", "FIGURES") not in found
    assert ("gui.tables.heads_table", "COMPARED") not in found
