"""Names, paths and comments that look like markup or keys are shown as they are, on every page."""

import sys

import pytest
from PySide6.QtCore import QAbstractListModel
from PySide6.QtGui import QAction, QKeySequence, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QMessageBox,
    QWidget,
)

from core.deployments import editing
from core.deployments.table import ImportPreview
from core.domain import Species, Verdict
from core.networks import installing
from core.review.plans import PlanRequest
from core.store import Project, sites
from core.store.detections import Filter
from core.store.roots import Root
from gui.pages.sites.import_box import ImportBox
from gui.widgets.notice import Action, Notice
from tests.core.networks.folders import network_folder
from tests.gui.pages.handmade import project_of, tones, write
from tests.gui.pages.heath import settle

PICTURE = '<img src="file:///etc/hostname">'
HOSTILE = [PICTURE, "<b>Bold</b>", "&lt;b&gt; &amp;", "&File", "<b>\nof lines\t</b>", "\u202e<i>x"]
MARK = "&Xq"
"""Part of every hostile name, to find it again where it became the key of a button."""
FILE = "&Xq &lt;b" if sys.platform == "win32" else "<img src=x> <b> &Xq &lt;b"


def open_hostile(qtbot, window, folder, text):
    """Open a project in which everything that has a name has this one; return the name."""
    text = f"{text} {MARK}"
    file = f"{FILE} 20250510_053000.wav"
    write(folder / "sounds" / FILE / file, tones(4, 16_000, 3000), 16_000)
    species = [Species("Troglodytes troglodytes", text), Species(f"Aus {text}", f"Other {text}")]
    calls = [(species[n % 2], n, n + 1, 0.5 + n / 10) for n in range(4)]
    made = project_of(folder / FILE, folder / "sounds", {file: calls})
    project = Project(made)
    with project.reading() as db:
        (site,) = sites.listing(db)
    editing.rename_site(project, site.id, text)
    project.close()
    window.projects.open(made)
    settle(qtbot, window)
    return text


def speak(qtbot, window, text):
    """Say, comment, draw, plan and save under the name."""
    opened, page = window.projects.current, window.session.review
    opened.reviewer = text
    window.go_to("review")
    settle(qtbot, window)
    first, second, third, *_ = page.queue.table.rows
    opened.decide([first.id], Verdict.WRONG, corrected=third.species, note=text)
    opened.decide([second.id], Verdict.CORRECT, note=text)
    opened.review.save_filter(text, Filter(reviewer=text, note=text))
    opened.review.draw(first.recording_id, (0.5, 1.0), (1000, 2000))
    page.tools.plans.pick(PlanRequest(text, "top", n=2, wanted=page.loader.spec.wanted))
    settle(qtbot, window)


def everything():
    """Return all widgets there are, and all actions of them."""
    tops = QApplication.topLevelWidgets()
    widgets = [each for top in tops for each in (top, *top.findChildren(QWidget))]
    actions = [a for each in widgets for a in (*each.actions(), *each.findChildren(QAction))]
    return dict.fromkeys(widgets), dict.fromkeys(actions)


def hints(widgets):
    """Return what the cells of all tables and lists say when the mouse rests on them."""
    models = [view.model() for view in widgets if isinstance(view, QAbstractItemView)]
    for model in filter(None, models):
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
        for row in range(min(model.rowCount(), 60)):
            for column in range(columns):
                yield model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or ""


def check():
    """Nothing that Qt would take for markup is shown where it looks for any; no data is a key."""
    widgets, actions = everything()
    for widget in widgets:
        if isinstance(widget, QLabel):
            plain = widget.textFormat() == Qt.TextFormat.PlainText
            assert plain or not Qt.mightBeRichText(widget.text()), widget.text()
    buttons = [each for each in widgets if isinstance(each, QAbstractButton)]
    for named in (*actions, *buttons):
        if "Xq" in named.text():
            assert QKeySequence.mnemonic(named.text()).isEmpty(), named.text()
            assert not {"\t", "\n"} & set(named.text())
    for hint in (*(each.toolTip() for each in (*widgets, *actions)), *hints(widgets)):
        assert not Qt.mightBeRichText(hint), hint


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_becomes_markup_or_a_key_on_any_page(qtbot, window, tmp_path, text):
    text = open_hostile(qtbot, window, tmp_path, text)
    speak(qtbot, window, text)
    for page in window.session.pages:
        window.go_to(page.name)
        settle(qtbot, window)
        check()


@pytest.mark.parametrize("text", HOSTILE)
def test_nor_in_what_is_said_of_a_clip(qtbot, window, tmp_path, text):
    text = open_hostile(qtbot, window, tmp_path, text)
    speak(qtbot, window, text)
    page = window.session.review
    page.filters.more.fill()
    page.filters.take(Filter(reviewer=text, note=text))
    settle(qtbot, window)
    page.clip.show_detection(page.current, page.clip._recording, there=False)
    page.clip.view._sound_failed(page.clip.view._sound, text)
    page.notice.emit(text)
    page.told.emit(Notice(text, Action("Undo", lambda: None)))
    check()


def test_the_question_before_many_verdicts_is_in_plain_text(qtbot, window, tmp_path):
    open_hostile(qtbot, window, tmp_path, PICTURE)
    window.go_to("review")
    settle(qtbot, window)
    page = window.session.review
    page.species.chosen.emit([page.current.species])
    settle(qtbot, window)
    page.verdict_controller.below()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    box = window.findChild(QMessageBox)
    assert PICTURE in box.text()
    assert box.textFormat() == Qt.TextFormat.PlainText
    check()
    box.reject()


@pytest.mark.parametrize("text", HOSTILE)
def test_nor_in_any_small_window(qtbot, window, tmp_path, text):
    text = open_hostile(qtbot, window, tmp_path, text)
    speak(qtbot, window, text)
    page, other = window.session.review, f"Bo {text}"
    page.project.reviewer = other
    page.project.decide([page.current.id], Verdict.CORRECT, note=text)
    settle(qtbot, window)
    tools = page.tools
    for show in (tools.plans.make_plan, tools.plans.give_plan, tools.exports.export_clips,
                 tools.keys.change_keys, tools.reviewers.show_agreement,
                 lambda: window.around.show_keys(window.menus.groups()), window.show_help,
                 window.find_action,
                 page.typed_entries.ask_species, page.filters.site.open):  # fmt: skip
        show()
    window.session.lost._say(text)
    window.session.sites.missing.show_missing([Root(1, tmp_path / FILE, 3)])
    ImportBox(window, text, ImportPreview((), (text,), text)).open()
    qtbot.wait(50)
    assert len([each for each in window.findChildren(QDialog) if each.isVisible()]) >= 7
    check()
    for each in window.findChildren(QDialog):
        each.reject()


@pytest.mark.parametrize("text", [one for one in HOSTILE if "\n" not in one])
def test_nor_in_what_a_network_says_of_itself(qtbot, window, tmp_path, text):
    text = f"{text} Xq &Xq"
    told = dict.fromkeys(("title", "version", "licence", "citation", "purpose", "source"), text)
    list(installing.add(network_folder(tmp_path / "mine", told)))
    window.networks.show()
    settle(qtbot, window)
    shown = window.networks.window
    shown.view.setCurrentIndex(shown.table.index(shown.table.row_of("marsh-1"), 0))
    shown.details.check.click()
    settle(qtbot, window)
    check()
    shown.details.remove.click()
    shown.terms.ask_to_bring(shown.chosen)
    check()
    assert len([each for each in shown.findChildren(QDialog) if each.isVisible()]) == 2
    for each in shown.findChildren(QDialog):
        each.reject()
