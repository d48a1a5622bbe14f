"""In every table a click on a heading sorts, and both names of a species are copied."""

import pkgutil
from importlib import import_module

import gui
from gui.tables.columns import Column

NOT_SORTED = {
    "gui.tables.clips_table": "a ranking is what it shows",
    "gui.tables.examples_table": "clips side by side, which have no such headings",
    "gui.tables.findings_table": "has no headings",
    "gui.tables.heads_table": "the list of heads has no headings",
    "gui.tables.networks_table": "has no headings",
}
COMMENTS = "Comment"  # a column of the queue, which the database sorts


def every_table():
    """Yield module, name and columns of each."""
    for module in pkgutil.walk_packages(gui.__path__, "gui."):
        for name, columns in vars(import_module(module.name)).items():
            if isinstance(columns, tuple) and columns and isinstance(columns[0], Column):
                yield module.name, name, columns


def test_every_column_with_a_heading_sorts():
    found = {
        (module, name)
        for module, name, columns in every_table()
        if any(c.heading not in ("", COMMENTS) and not c.sortable for c in columns)
    }
    assert {module for module, _ in found} == set(NOT_SORTED)
    assert ("gui.tables.heads_table", "FIGURES") not in found
    assert ("gui.tables.heads_table", "COMPARED") not in found


def test_what_stands_beside_a_name_is_copied_under_a_heading_of_its_own():
    assert [
        (module, column.heading)
        for module, _, columns in every_table()
        for column in columns
        if (column.second is None) != (not column.second_heading)
    ] == []
