import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QLabel

import gui.start
from core.installation import CheckResult
from core.licences import parts
from gui.widgets.dropped import Dropped
from gui.widgets.help_box import key_lines
from gui.widgets.licences_box import LicencesBox
from gui.widgets.scrolled import Scrolled
from gui.widgets.text_to_copy import TextToCopy


def words_in(box):
    return " ".join(shown.text() for shown in box.findChildren(QLabel))


@pytest.fixture
def caught(window, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    gui.start._catch_bugs(window)
    detail = "inner " + "detail"
    try:
        raise ValueError(detail)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    return window


def test_the_report_of_a_bug_is_kept_and_copied_from_where_it_is_told(caught, qapp):
    assert not caught.notice.action.isHidden()
    caught.notice.action.click()
    (box,) = caught.findChildren(TextToCopy)
    box.copy_button.click()
    assert "ValueError" in qapp.clipboard().text()
    assert "inner detail" not in qapp.clipboard().text()


def test_without_a_crash_that_is_said(window):
    window.around.show_crash_report()
    (box,) = window.findChildren(QDialog)
    assert "Nothing went wrong" in words_in(box)


def test_what_was_found_of_the_installation_can_be_copied(window, qapp):
    window.around._tell_of_installation([CheckResult("Sound", False, "no output")])
    (box,) = window.findChildren(TextToCopy)
    assert "does not work" in words_in(box)
    box.copy_button.click()
    assert "FAILED Sound: no output" in qapp.clipboard().text()


def test_checking_the_installation_is_a_job_of_all_checks(window):
    made = []
    window.around.job_made.connect(lambda *given: made.append(given))
    window.around.check_installation()
    ((job, title, unit),) = made
    job.end_silently()
    assert (title, unit) == ("Checking this installation", "checks")


def test_nobody_is_asked_for_a_newer_version_until_a_person_asks(window, monkeypatch):
    asked = []
    monkeypatch.setattr("gui.small_windows.newer_release", lambda: iter(asked.append(1) or ()))
    window.around.job_made.connect(lambda job, *_: job.end_silently())
    assert not asked
    window.around.look_for_newer()
    assert asked
    window.around._tell_of_newer("This is the newest version.")
    assert "newest" in words_in(window.findChildren(QDialog)[-1])


def test_what_is_new_is_shown_beside_the_manual(window):
    window.around.show_changes()
    assert "What changed" in window.around.help.browser.toPlainText()
    window.around.show_help("review")
    window.around.show_changes()
    assert "What changed" in window.around.help.browser.toPlainText()


def test_every_licence_can_be_read(window):
    known = parts()
    box = LicencesBox(window, known)
    box.list.setCurrentRow([part.name for part in known].index("Qt"))
    assert "LESSER GENERAL PUBLIC LICENSE" in box.text.toPlainText()
    assert "download.qt.io" in words_in(box)


def test_the_welcome_says_what_the_network_may_be_used_for(window):
    assert "non-commercial" in words_in(window.welcome)


def test_a_folder_of_recordings_makes_a_project_for_it(qtbot, window, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr("gui.widgets.dialogs.existing_folder", lambda *_: tmp_path)
    monkeypatch.setattr(window.projects, "ask_new", asked.append)
    window.welcome.folder.click()
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [Dropped(folders=(tmp_path,))]


def test_keys_are_listed_whole_at_the_side_and_none_of_old_keyboards(window, qapp):
    window.around.show_keys(window.menus.groups())
    (box,) = (one for one in window.findChildren(QDialog) if one.isVisible())
    (scrolled,) = box.findChildren(Scrolled)
    assert scrolled.widget().width() <= scrolled.viewport().width()
    box.close()
    leave = QAction("Leave")
    leave.setShortcuts([QKeySequence("Ctrl+Q"), QKeySequence(Qt.Key.Key_Exit)])
    assert key_lines([leave]) == [("Ctrl+Q", "Leave")]
