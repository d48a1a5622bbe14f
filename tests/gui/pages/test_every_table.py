"""The habits of tables hold for every one: rows are chosen and copied, columns remembered."""

import re
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

import gui
from core.domain import Species, Verdict
from core.heads import own_library
from core.heads.knowledge import KnownLabel
from core.review.agreement import Agreement
from core.review.minutes import MinutesWish
from core.statistics.kappa import cohens_kappa
from gui.main_window import MainWindow
from gui.pages.minutes_box import MinutesBox
from gui.pages.review.dialogs.agreement_box import AgreementBox
from gui.remembered import Remembered
from gui.tables.table_view import TableView
from tests.gui.heads.test_heads_window import FIGURES, measured
from tests.gui.pages.heath import settle

CONTROL = Qt.KeyboardModifier.ControlModifier
COUNTS = {(Verdict.CORRECT, Verdict.CORRECT): 3, (Verdict.WRONG, Verdict.CORRECT): 1}
CUCKOO = Species("Cuculus canorus", "Common Cuckoo")
AGREED = Agreement(CUCKOO, 4, 3, cohens_kappa(COUNTS), cohens_kappa(COUNTS), COUNTS)
KNOWN = KnownLabel("Cuculus canorus", "Common Cuckoo", 3, 1)


def walk(qtbot, window):
    """Yield every table while it is on screen, with two rows or more."""
    session = window.session

    def visit(name):
        window.go_to(name)
        settle(qtbot, window)
        return session.page(name)

    yield visit("recordings").view
    yield visit("sites").view
    health = visit("health")
    number = next(n for n, row in enumerate(health.table.rows) if row.finding.files)
    health.view.setCurrentIndex(health.table.index(number, 0))
    settle(qtbot, window)
    yield health.concerned_view
    review = visit("review")
    yield review.queue.view
    yield review.species.view
    agreement = AgreementBox(
        window, ["Ann", "Bob"], lambda *_: [AGREED, replace(AGREED, species=None)],
        window._remembered,
    )  # fmt: skip
    agreement.show()
    qtbot.waitUntil(lambda: not agreement.requests.busy)
    yield agreement.view
    agreement.close()
    report = visit("report")
    yield report.view
    yield from _of_minutes(qtbot, report)
    teach = visit("teach")
    teach.sought.show_labels([KNOWN, replace(KNOWN, text="rain", title="rain")])
    yield teach.sought.labels
    yield from _of_heads(qtbot, window)


def _of_minutes(qtbot, report):
    report._show_minutes()
    box = report.findChild(MinutesBox)
    box.begin(MinutesWish(box._run_id, None, (9, 0, 0)))
    changes = box._project.changes
    qtbot.waitUntil(lambda: not (box.requests.busy or changes.waiting), timeout=20_000)
    yield box.minutes
    box.close()


def _of_heads(qtbot, window):
    own_library.keep(measured("frogs"))
    own_library.keep(measured("other", FIGURES[::-1]))
    window.show_heads()
    settle(qtbot, window)
    details = window.heads.window.details
    details.other.setCurrentIndex(1)
    yield details.figures
    yield details.beside
    window.heads.window.close()


def in_the_source():
    """Return the names of all tables that the program has."""
    kinds = "|".join(kind.__name__ for kind in (TableView, *TableView.__subclasses__()))
    made = re.compile(rf'\b(?:{kinds})\("([^"]+)"')
    files = Path(gui.__path__[0]).rglob("*.py")
    return {name for file in files for name in made.findall(file.read_text(encoding="utf-8"))}


def test_rows_of_every_table_are_chosen_with_control_and_a_and_copied_with_their_headings(
    qtbot, opened
):
    copied = {}
    for view in walk(qtbot, opened):
        QGuiApplication.clipboard().clear()
        view.window().activateWindow()
        view.setFocus()
        qtbot.waitUntil(view.hasFocus)
        qtbot.keyClick(view, Qt.Key.Key_A, CONTROL)
        qtbot.keyClick(view, Qt.Key.Key_C, CONTROL)

        headings, *rows = QGuiApplication.clipboard().text().splitlines()
        told = headings.split("\t")
        assert [told.count(one.name) for one in view.columns.shown] == [1] * len(view.columns.shown)
        assert {row.count("\t") for row in rows} == {len(told) - 1}
        assert sum(map(len, view.row_actions.chosen)) == len(rows) > 0
        copied[view.accessibleName()] = len(rows)
    assert set(copied) == in_the_source()


def choices(view, column):
    """Return what a person chose of a table's columns: their order, which are shown, a width."""
    state = view.columns.state
    return state["order"], state["chosen"], view.columnWidth(column)


def test_columns_of_every_table_are_remembered_where_a_person_put_them(
    qtbot, opened, heath, tmp_path
):
    left, pulled = {}, {}
    for view in walk(qtbot, opened):
        header, name = view.horizontalHeader(), view.accessibleName()
        shown = [n for n in range(header.count()) if not header.isSectionHidden(n)]
        header.moveSection(header.visualIndex(shown[-1]), 0)
        can = [n for n in shown if header.sectionResizeMode(n) == header.ResizeMode.Interactive]
        pulled[name] = can[0] if can else 0
        header.resizeSection(pulled[name], header.sectionSize(pulled[name]) + 13)
        view.columns.choose(next(n for n in shown if n != pulled[name]), shown=False)
        left[name] = choices(view, pulled[name])
    assert set(left) == in_the_source()
    again = MainWindow(Remembered(tmp_path / "window.ini"))
    qtbot.addWidget(again, before_close_func=lambda each: each.leave())
    again.resize(opened.size())
    opened.leave()
    again.show()
    again.projects.open(heath)
    settle(qtbot, again)
    named = ((view, view.accessibleName()) for view in walk(qtbot, again))
    assert {name: choices(view, pulled[name]) for view, name in named} == left
