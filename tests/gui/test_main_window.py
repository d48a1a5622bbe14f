import logging
import os
import subprocess
import sys
import time
from functools import partial

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QLabel, QMessageBox

import gui.start
from core.jobs import Progress
from core.store import Project
from gui.arguments import read
from gui.background import BackgroundJob
from gui.main_window import MainWindow
from gui.page_names import PAGES
from gui.pages.states import State
from gui.remembered import Remembered
from gui.widgets.action_finder import matching
from gui.widgets.job_bar import JobRow
from tests.gui.pages.heath import settle

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture
def opened(qtbot, window, tmp_path):
    window.projects.open(tmp_path / "Spring", create=True)
    settle(qtbot, window)
    return window


def start(*arguments):
    code = "import sys; from gui.app import main; sys.argv[1:] = sys.argv[1:]; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_the_module_that_workers_import_loads_no_qt():
    code = "import sys, gui.app; sys.exit('PySide6' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_a_system_asks_the_running_program_to_open_is_taken():
    code = """
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from gui.start import Application
app = Application([])
app.wanted.connect(lambda url: print(url.toLocalFile()))
QCoreApplication.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile("/Spring/Spring.undersong")))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "/Spring/Spring.undersong"


def test_a_window_is_loaded_without_what_only_training_and_statistics_use():
    code = "import sys, gui.start; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    parts = {f"scipy.{part}" for part in ("optimize", "sparse", "special", "stats")}
    assert not parts & set(done.stdout.split())
    assert "gui.main_window" in done.stdout


@pytest.fixture
def boxed(monkeypatch):
    shown = []
    monkeypatch.setattr(QMessageBox, "critical", lambda *words: shown.append(words[-1]))
    return shown


def test_a_missing_project_is_said_in_a_box(capsys, qapp, tmp_path, boxed):
    assert gui.start.run(read([str(tmp_path / "nothing")])) == 1
    assert "There is no project in" in boxed[0]
    assert boxed[0] in capsys.readouterr().err


def test_who_takes_a_screenshot_sees_no_box(capsys, qapp, tmp_path, boxed):
    words = [str(tmp_path / "nothing"), "--screenshot", str(tmp_path / "shot.png")]
    assert gui.start.run(read(words)) == 1
    assert not boxed
    assert "There is no project in" in capsys.readouterr().err


def started_without_a_screen(*arguments):
    code = "from gui.app import main; main()"
    without = {name: value for name, value in os.environ.items() if name not in SCREENS}
    return subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code, *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=60, env=without,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
@pytest.mark.parametrize("words", [["nothing"], []])
def test_without_a_screen_what_is_wrong_is_said_without_loading_a_window(words):
    done = started_without_a_screen(*words)
    said = next(one for one in done.stderr.splitlines() if not one.startswith("import time"))
    assert done.returncode == 1
    assert said.startswith("There is no project in nothing" if words else "There is no screen")
    assert "PySide6" not in done.stderr


def test_a_home_that_cannot_be_written_is_said_in_a_box(capsys, qapp, tmp_path, monkeypatch, boxed):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "file" / "home"))
    assert gui.start.run(read([])) == 1
    assert "UNDERSONG_HOME names another folder" in boxed[0]
    assert boxed[0] in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--page", "kitchen"], ["--size", "big"], ["--theme", "pink"]])
def test_wrong_usage_ends_with_two_and_says_what_can_be(capsys, wrong):
    with pytest.raises(SystemExit) as ended:
        read(wrong)
    assert ended.value.code == 2
    assert wrong[0] in capsys.readouterr().err


def test_a_screenshot_is_taken_and_the_program_ends(tmp_path):
    Project(tmp_path / "Spring").close()
    picture = tmp_path / "shot.png"
    done = start(tmp_path / "Spring", "--page", "report", "--screenshot", picture,
                 "--size", "1000x700", "--theme", "dark")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes()[16:24] == (1000).to_bytes(4, "big") + (700).to_bytes(4, "big")


def test_the_window_of_networks_is_begun_with_like_a_page(tmp_path):
    picture = tmp_path / "shot.png"
    done = start("--page", "networks", "--screenshot", picture, "--size", "1000x700")
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes()[16:24] == (1000).to_bytes(4, "big") + (700).to_bytes(4, "big")


def test_without_a_project_there_is_the_welcome_page(window):
    assert window.stack.currentWidget() is window.welcome
    assert window.rail.isHidden()


def test_at_first_the_window_is_no_taller_than_the_screen(window):
    window.restore(QSize(4000, 4000))
    assert window.height() < window.screen().availableSize().height()


def test_opening_that_takes_long_is_said_and_nothing_else_is_opened_meanwhile(
    qtbot, window, tmp_path, held_back
):
    window.projects.open(tmp_path / "Spring", create=True)
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.text.text() == "Opening Spring …"
    window.notice.hide()
    window.projects.open(tmp_path / "Summer", create=True)
    assert window.notice.isVisible()
    assert held_back.outstanding() == 1
    held_back.let_go()
    settle(qtbot, window)
    assert window.projects.current.name == "Spring"
    assert not window.notice.isVisible()


def test_a_project_opens_on_its_first_page_and_is_recent(opened, tmp_path):
    assert opened.stack.currentWidget() is opened.session.recordings
    assert opened.windowTitle().startswith("Spring")
    assert opened._remembered.recent() == [tmp_path / "Spring"]


def test_a_folder_that_is_no_project_is_refused_in_a_sentence(qtbot, window, tmp_path):
    window.projects.open(tmp_path)
    qtbot.waitUntil(lambda: window.notice.isVisible())
    assert "There is no project in" in window.notice.text.text()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_an_empty_state_with_a_button(qtbot, opened, name):
    opened.go_to(name)
    settle(qtbot, opened)
    page = opened.stack.currentWidget()
    assert page.states.state is State.EMPTY
    assert page.states.empty.button.text()
    assert page.states.empty.sentence.text().endswith(".")


def test_each_project_opens_on_the_page_where_it_was_left(qtbot, opened, tmp_path):
    opened.go_to("report")
    again = MainWindow(Remembered(tmp_path / "window.ini"))
    qtbot.addWidget(again, before_close_func=lambda each: each.leave())
    again.show()
    again.projects.open(tmp_path / "Spring")
    settle(qtbot, again)
    assert again.stack.currentWidget() is again.session.report
    again.projects.open(tmp_path / "Summer", create=True)
    qtbot.waitUntil(lambda: again.projects.current.name == "Summer")
    settle(qtbot, again)
    assert again.stack.currentWidget() is again.session.recordings


def test_any_action_is_found_by_typing_part_of_its_name(opened):
    found = matching(opened.menus.all_actions(), "add rec")
    assert [a.text() for a in found] == ["Add recordings …"]


def test_what_cannot_be_done_now_is_not_offered(qtbot, opened, tmp_path):
    opened.projects.open(tmp_path / "Summer", create=True)
    settle(qtbot, opened)
    assert matching(opened.menus.all_actions(), "export") == []
    assert matching([QAction("Fly")], "fl")


def test_an_action_is_found_by_what_its_tip_tells_too(opened):
    assert [a.text() for a in matching(opened.menus.all_actions(), "dark")] == ["&Preferences …"]
    by_model = [a.text() for a in matching(opened.menus.all_actions(), "models")]
    assert "Net&works …" in by_model


def test_words_that_no_action_has_are_told_and_enter_does_nothing(qtbot, opened):
    opened.find_action()
    finder = opened.finder
    finder.field.setText("p")
    items = [finder.list.item(row) for row in range(finder.list.count())]
    assert items
    assert not any(item.icon().isNull() for item in items)  # names are in line
    finder.field.setText("sing a song")
    assert finder.list.item(0).text() == "Nothing of this name can be done now"
    qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    assert finder.isVisible()
    finder.close()


def test_the_reviewers_name_is_in_the_header_and_a_click_changes_it(opened, monkeypatch):
    monkeypatch.setattr("gui.widgets.dialogs.text", lambda *_, **__: "Ann")
    opened.header.reviewer.click()
    assert opened.header.reviewer.text().strip() == "Ann"
    assert opened.projects.current.reviewer == "Ann"


def test_merging_is_in_the_file_menu_and_found_once(opened):
    merge = [a for a in opened.menus.all_actions() if a.text().startswith("Merge verdicts")]
    assert len(merge) == 1
    assert merge[0] in opened.menus.file.actions()


def test_the_keys_name_the_digits_too(opened):
    opened.around.show_keys(opened.menus.groups())
    (box,) = opened.findChildren(QDialog)
    said = [each.text() for each in box.findChildren(QLabel)]
    assert "1 – 9" in said
    assert "Correct" in said
    assert {"File", "Review", "On the spectrogram", "In lists"} <= set(said)
    box.close()


def test_help_is_about_the_page(opened):
    opened.go_to("report")
    opened.show_help()
    shown = opened.around.help.browser
    assert shown.toPlainText().startswith("Reports and what the numbers mean")
    opened.around.help.close()


def test_about_names_the_licence_and_how_to_cite(opened):
    next(a for a in opened.menus.help.actions() if "About" in a.text()).trigger()
    (box,) = opened.findChildren(QDialog)
    text = " ".join(label.text() for label in box.findChildren(type(opened.notice.text)))
    assert "CC BY-NC-SA 4.0" in text
    assert "Kahl" in text
    box.close()


def test_a_job_is_shown_on_every_page_and_closing_waits_for_its_step(qtbot, opened):
    job = BackgroundJob(_endless(), opened)
    opened.job_bar.add(job, "Counting", "files")
    opened.go_to("report")
    qtbot.waitUntil(lambda: "files" in opened.job_bar.findChild(JobRow).text.text())
    assert opened.job_bar.isVisible()
    opened.close()
    qtbot.waitUntil(lambda: not opened.isVisible(), timeout=10_000)
    assert job.isFinished()


def test_a_job_can_be_paused_and_goes_on(qtbot, opened):
    job = BackgroundJob(_endless(), opened)
    opened.job_bar.add(job, "Counting", "files")
    row = opened.job_bar.findChild(JobRow)
    row.pause.click()
    assert (job.paused, row.pause.text()) == (True, "Go on")
    row.pause.click()
    assert not job.paused
    row.stop.click()
    qtbot.waitUntil(lambda: opened.job_bar.isHidden(), timeout=10_000)


def test_a_bug_is_logged_and_the_person_told_where(qtbot, opened, monkeypatch, caplog):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    gui.start._catch_bugs(opened)
    with caplog.at_level(logging.CRITICAL):
        sys.excepthook(ValueError, ValueError("inner detail"), None)
    assert "undersong.log" in opened.notice.text.text()
    assert "inner detail" not in opened.notice.text.text()
    assert caplog.records


def test_every_control_has_a_name_for_screen_readers(qtbot, opened):
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTableView

    nameless = [
        (type(w).__name__, w.parent())
        for kind in (QAbstractButton, QComboBox, QTableView, QLineEdit)
        for w in opened.findChildren(kind)
        if not (w.accessibleName() or getattr(w, "text", str)() or w.objectName().startswith("qt_"))
        and w.focusPolicy()
    ]
    assert nameless == []


def _endless():
    number = 0
    while True:
        number += 1
        time.sleep(0.01)  # as real work does
        yield Progress(number % 100, 100)


def test_a_read_only_project_is_said_to_be_one(qtbot, window, tmp_path, monkeypatch):
    Project(tmp_path / "Spring").close()
    monkeypatch.setattr("gui.open_folder.Project", partial(Project, read_only=True))
    window.projects.open(tmp_path / "Spring")
    settle(qtbot, window)
    assert "read-only" in window.header.project.text()
    assert "nothing can be changed" in window.notice.text.text()


def test_no_project_is_made_among_recordings(qtbot, window, tmp_path):
    (tmp_path / "card").mkdir()
    (tmp_path / "card" / "20240501_050000.WAV").write_bytes(b"RIFF")
    window.projects.open(tmp_path / "card", create=True)
    qtbot.waitUntil(lambda: "away from the recordings" in window.notice.text.text())
    assert [p.name for p in (tmp_path / "card").iterdir()] == ["20240501_050000.WAV"]
