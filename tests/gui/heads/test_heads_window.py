"""The window of heads: the list, one and another beside it, files, names, and what is undone."""

from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from core.heads import library, own_library
from core.heads.evaluation import Evaluation, LabelFigures
from core.heads.shelf import Credits
from core.heads.trained_head import made
from core.store import Project
from gui.heads.forms import CreditsForm, ExportForm, ImportForm, NameForm
from gui.heads.window import HeadsWindow
from gui.open_heads import OpenHeads, Shelf
from gui.pages.states import State
from gui.remembered import Remembered
from gui.tables.table_view import TableView
from gui.widgets import dialogs, head_words
from tests.core.heads.made_heads import FACTS, head_on
from tests.gui.drops import drop
from tests.gui.pages.heath import settle

FIGURES = (
    LabelFigures("Turdus merula", 12, 6, 20, average_precision=0.9, precision=0.8, recall=0.7),
    LabelFigures("my frog", 5, 2, 3, average_precision=0.4),
)


def measured(name="my sounds", figures=FIGURES):
    head = head_on(None)
    facts = replace(
        FACTS, name=name, evaluation=Evaluation(figures, by_site=False, mean_average_precision=0.65)
    )
    return made(facts, head.weights)


@pytest.fixture
def project(tmp_path):
    with closing(Project(tmp_path / "project")) as made_project:
        yield made_project


@pytest.fixture
def opened(qtbot, project, tmp_path):
    """Open the window with the heads of the project and of the library."""
    parent = QWidget()
    qtbot.addWidget(parent)

    def do(*, with_project=True):
        shown = HeadsWindow(parent, Remembered(tmp_path / "window.ini"))
        heads = OpenHeads(project if with_project else None, parent)
        shown.show_heads(heads, None)
        with qtbot.waitActive(shown):
            shown.show()
            shown.activateWindow()
        settle(qtbot, shown)
        shown.view.setFocus()
        return shown

    return do


@pytest.fixture
def form(qtbot):
    """Return what is asked of a person now."""

    def find(shown, kind) -> QDialog:
        qtbot.waitUntil(lambda: any(one.isVisible() for one in shown.findChildren(kind)))
        return next(one for one in shown.findChildren(kind) if one.isVisible())

    return find


def texts(view: TableView):
    model = view.model()
    return [
        [model.index(r, c).data() for c in range(model.columnCount())]
        for r in range(model.rowCount())
    ]


def names(shown):
    return [(one.name, one.shelf) for one in shown.table.rows]


def test_where_there_is_no_head_it_says_where_they_come_from(opened):
    shown = opened()
    assert shown.states.state is State.EMPTY
    assert not shown.details.isVisible()


def test_heads_of_project_and_library_are_listed_with_what_was_measured(opened, project):
    library.keep(project, measured())
    own_library.keep(measured("frogs"))
    shown = opened()
    assert names(shown) == [("my sounds", Shelf.PROJECT), ("frogs", Shelf.LIBRARY)]
    said = shown.table.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("my sounds, No detections yet, Blackbird, my frog, 12 clips")
    assert "Blackbird: with 12 clips from 6 recordings: average precision 0.90." in (
        shown.details.sentences.text()
    )
    assert texts(shown.details.figures)[0][:5] == [
        "Blackbird",
        "12 ✓  20 ✕",
        "0.90",
        "80 %",
        "70 %",
    ]


def test_two_heads_are_compared_sound_by_sound(opened, project):
    library.keep(project, measured())
    own_library.keep(measured("other", (replace(FIGURES[0], average_precision=0.95),)))
    shown = opened()
    shown.details.other.setCurrentIndex(1)
    assert texts(shown.details.beside) == [["Blackbird", "0.90", "0.95"], ["my frog", "0.40", ""]]


def test_a_removed_head_comes_back_with_its_version(qtbot, opened, project):
    for seed in (1, 2):
        library.keep(project, made(replace(FACTS, seed=seed), head_on(None).weights))
    shown = opened()
    assert shown.chosen.kept.version == "2"
    qtbot.keyClick(shown.view, Qt.Key.Key_Delete)
    settle(qtbot, shown)
    assert [one.kept.version for one in shown.table.rows] == ["1"]
    shown.notice.action.click()
    settle(qtbot, shown)
    assert [one.kept.version for one in shown.table.rows] == ["2", "1"]
    assert shown.chosen.kept.version == "2"


@pytest.mark.parametrize("shelf", list(Shelf))
def test_a_head_is_renamed_and_back_and_a_name_of_another_is_refused(
    qtbot, opened, project, form, shelf
):
    for name in ("a toad", "other"):
        if shelf is Shelf.PROJECT:
            library.keep(project, measured(name))
        else:
            own_library.keep(measured(name))
    shown = opened()
    for typed, expected in (("natterjack", "natterjack"), ("OTHER", "natterjack")):
        shown.details.rename.click()
        asked = form(shown, NameForm)
        asked.name.setText(typed)
        asked.does.click()
        settle(qtbot, shown)
        assert expected in [one.name for one in shown.table.rows]
    assert "Take another name" in shown.details.problem.text()
    shown.notice.action.click()
    settle(qtbot, shown)
    assert [one.name for one in shown.table.rows] == ["a toad", "other"]


def test_what_is_written_to_a_file_can_be_taken_in_elsewhere(
    qtbot, opened, project, form, tmp_path, monkeypatch
):
    library.keep(project, measured())
    shown = opened()
    path = tmp_path / "mine.npz"  # a dialog's own idea of the ending
    monkeypatch.setattr(dialogs, "file_to_write", lambda *_: path)
    shown.details.export.click()
    form(shown, ExportForm).does.click()
    settle(qtbot, shown)
    written = tmp_path / "mine.head.npz"
    assert f"Written to {written}" in shown.details.result.text()
    monkeypatch.setattr(dialogs, "file_to_read", lambda *_: written)
    shown.take_in.click()
    asked = form(shown, ImportForm)
    asked.shelf.setCurrentIndex(1)
    asked.does.click()
    settle(qtbot, shown)
    assert names(shown) == [("my sounds", Shelf.PROJECT), ("my sounds", Shelf.LIBRARY)]
    assert shown.table.rows[0].elsewhere


def test_a_file_that_is_no_head_is_refused_with_the_reason(
    qtbot, opened, form, tmp_path, monkeypatch
):
    file = tmp_path / "head.json"
    file.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(dialogs, "file_to_read", lambda *_: file)
    shown = opened(with_project=False)
    shown.take_in.click()
    form(shown, ImportForm).does.click()
    settle(qtbot, shown)
    assert "head.json cannot be used as a head" in shown.notice.text.text()


def test_a_damaged_file_is_listed_with_what_is_wrong_and_can_be_removed(qtbot, opened):
    own = own_library.keep(measured())
    own.path.write_bytes(b"PK nothing")
    shown = opened(with_project=False)
    assert "cannot be used" in shown.details.problem.text()
    assert not shown.details.export.isVisible()
    shown.details.remove.click()
    settle(qtbot, shown)
    assert shown.states.state is State.EMPTY


def test_what_fits_nothing_is_said_and_leads_back_to_all(qtbot, opened, project):
    library.keep(project, measured())
    shown = opened()
    shown.search.setText("wolf")
    assert shown.states.state is State.NOTHING_FOUND
    shown.states.take_focus()
    shown.search.setText("blackbird")
    assert names(shown) == [("my sounds", Shelf.PROJECT)]


@pytest.mark.parametrize("shelf", list(Shelf))
def test_author_and_licence_are_said_shown_and_taken_back(qtbot, opened, project, form, shelf):
    if shelf is Shelf.PROJECT:
        library.keep(project, measured())
    else:
        own_library.keep(measured())
    shown = opened()
    shown.details.credits.click()
    asked = form(shown, CreditsForm)
    asked.author.setText("Ada Frost")
    asked.licence.setCurrentText("CC BY 4.0")
    asked.does.click()
    settle(qtbot, shown)
    facts = {one.kept.credits for one in shown.table.rows}
    assert facts == {Credits("Ada Frost", "CC BY 4.0")}
    assert "Ada Frost" in [text for _, text in head_words.at_length(shown.chosen)]
    shown.notice.action.click()
    settle(qtbot, shown)
    assert shown.chosen.kept.credits == Credits()


def test_heads_that_are_dropped_are_asked_about_one_after_the_other(qtbot, opened, form, tmp_path):
    given = []
    for name in ("frogs", "toads"):
        kept = own_library.keep(measured(name))
        given.append(kept.path.rename(tmp_path / f"{name}.head.npz"))
    shown = opened()
    assert drop(shown, *given) == "Drop to import this head"
    for name in ("frogs", "toads"):
        settle(qtbot, shown)
        asked = form(shown, ImportForm)
        assert name in asked.windowTitle()
        asked.does.click()
    settle(qtbot, shown)
    assert sorted(one.name for one in shown.table.rows) == ["frogs", "toads"]


def test_what_is_dropped_and_is_no_file_is_refused_with_what_to_do(qtbot, opened, tmp_path):
    shown = opened()
    drop(shown, tmp_path)
    settle(qtbot, shown)
    assert shown.notice.text.text() == f"{tmp_path.name} is a folder: drop the file."
