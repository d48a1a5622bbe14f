"""Networks come to this computer: fetched, brought or added; and leave it."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox

from core.networks import catalogue, installing
from core.networks.catalogue import Readiness
from core.networks.files import networks_folder
from gui.widgets.job_bar import JobRow
from tests.core.networks.folders import network_folder
from tests.core.networks.server import DiskUsage
from tests.gui.drops import drop
from tests.gui.pages.heath import settle


def choose(qtbot, shown, id):
    shown.view.setCurrentIndex(shown.table.index(shown.table.row_of(id), 0))
    settle(qtbot, shown)
    assert shown.chosen.id == id


def texts(box):
    return "\n".join(each.text() for each in box.findChildren(QLabel))


def finished(qtbot, window):
    qtbot.waitUntil(lambda: not window.job_bar.jobs, timeout=20_000)
    settle(qtbot, window)


@pytest.fixture
def fetched(qtbot, networks, click, asked):
    """Open the window and let marsh-1 be fetched."""

    def fetch():
        shown = networks()
        choose(qtbot, shown, "marsh-1")
        click(shown.details.install)
        click(asked(shown).buttons[0])
        return shown

    return fetch


def test_nothing_is_fetched_before_licence_and_citation_were_shown_and_accepted(
    qtbot, window, networks, offered, click, asked
):
    server, shown = offered(), networks()
    choose(qtbot, shown, "marsh-1")
    click(shown.details.install)
    box = asked(shown)
    for words in ("CC0", "Nobody, nowhere", "127.0.0.1", "There is room for"):
        assert words in texts(box)
    assert box.buttons[0].text() == "Accept and install"
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert (server.asked, catalogue.installed()) == ([], frozenset())
    click(shown.details.install)
    qtbot.keyClick(asked(shown), Qt.Key.Key_Return)
    finished(qtbot, window)
    assert server.asked == [""]
    assert catalogue.entry("marsh-1").state is Readiness.READY


def test_what_is_installed_is_offered_by_the_analysis_at_once(
    qtbot, window, form, offered, fetched
):
    offered()
    before = form.count()
    shown = fetched()
    finished(qtbot, window)
    assert (form.count(), form.findData("marsh-1") >= 0) == (before + 1, True)
    assert "Ready" in shown.details.standing.text()
    assert "installed" in shown.details.result.text()
    assert (shown.chosen.id, shown.details.check.isVisible()) == ("marsh-1", True)


def test_a_download_that_breaks_off_comes_to_its_end(qtbot, window, offered, fetched):
    server = offered(breaks_after=50_000)
    fetched()
    finished(qtbot, window)
    assert server.asked[1] == "bytes=50000-"
    assert catalogue.entry("marsh-1").state is Readiness.READY


def test_a_slow_download_shows_how_far_it_is_can_be_stopped_and_goes_on(
    qtbot, window, offered, fetched, click, asked
):
    server = offered(breaks_after=30_000, delay_s=0.1)
    shown = fetched()
    qtbot.waitUntil(lambda: " of 256." in shown.details.progress.text(), timeout=10_000)
    assert shown.details.progress.text().startswith("Installing · ")
    assert not shown.details.install.isVisible()
    assert window.job_bar.findChild(JobRow).text.text().startswith("Installing Marsh 1: ")
    click(shown.details.stop)
    assert shown.details.progress.text().startswith("Stopping")
    assert not shown.details.stop.isEnabled()
    finished(qtbot, window)
    assert "Partly downloaded" in shown.details.standing.text()
    assert "goes on from there" in shown.details.todo.text()
    asked_before = len(server.asked)
    click(shown.details.install)
    click(asked(shown).buttons[0])
    finished(qtbot, window)
    assert server.asked[asked_before].startswith("bytes=")
    assert catalogue.entry("marsh-1").state is Readiness.READY


def test_what_has_come_before_it_was_stopped_can_be_removed(qtbot, window, offered, fetched, click):
    offered(breaks_after=30_000, delay_s=0.1)
    shown = fetched()
    qtbot.waitUntil(lambda: installing.begun_bytes("marsh-1") > 0, timeout=10_000)
    click(shown.details.stop)
    finished(qtbot, window)
    click(shown.details.remove)
    agree(qtbot, shown, "Remove Marsh 1")
    qtbot.waitUntil(lambda: not shown.details.remove.isVisible())
    assert installing.begun_bytes("marsh-1") == 0


@pytest.mark.parametrize(
    ("how", "sentence"),
    [({"content": b"another" * 99_999}, "SHA-256 differs"), ({"status": 404}, "404")],
    ids=["wrong file", "not there"],
)
def test_what_cannot_be_had_is_said_beside_the_network_in_words_for_a_window(
    qtbot, window, offered, fetched, how, sentence
):
    offered(**how)
    shown = fetched()
    finished(qtbot, window)
    said = shown.details.problem.text()
    assert sentence in said
    assert "bring the file" in said
    assert "--" not in said
    assert not window.notice.isVisible()  # said once
    assert shown.details.bring.isVisible()
    assert catalogue.installed() == frozenset()


def test_where_there_is_no_room_nothing_can_be_accepted(
    qtbot, networks, offered, click, asked, monkeypatch
):
    offered()
    shown = networks()
    choose(qtbot, shown, "marsh-1")
    monkeypatch.setattr(installing.shutil, "disk_usage", lambda _: DiskUsage(0, 0, 60_000_000))
    click(shown.details.install)
    assert asked(shown).buttons[0].isEnabled()
    asked(shown).reject()
    monkeypatch.setattr(installing.shutil, "disk_usage", lambda _: DiskUsage(0, 0, 1000))
    click(shown.details.install)
    assert "no room" in texts(asked(shown))
    assert not asked(shown).buttons[0].isEnabled()


@pytest.mark.parametrize("kind", ["folder", "file", "archive"])
def test_without_the_web_it_is_brought_from_what_one_has(  # noqa: PLR0913
    qtbot, window, networks, offered, click, asked, stick, monkeypatch, kind
):
    server, shown = offered(), networks()
    choose(qtbot, shown, "marsh-1")
    click(shown.details.bring)
    assert "Nobody, nowhere" in texts(asked(shown))
    if kind == "archive":
        brought = shutil.make_archive(str(stick.parent / "all"), "zip", stick)
    else:
        brought = str(stick if kind == "folder" else stick / "net.tflite")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: brought)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (brought, ""))
    click(asked(shown).buttons[kind != "folder"])
    finished(qtbot, window)
    assert server.asked == []
    is_whole = kind != "file"
    assert (catalogue.entry("marsh-1").state is Readiness.READY) == is_whole
    assert ("no labels.txt" in shown.details.problem.text()) != is_whole


def add(qtbot, shown, folder, monkeypatch, click):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    click(shown.own)
    settle(qtbot, shown)


def test_a_network_of_ones_own_is_added_from_its_folder(  # noqa: PLR0913
    qtbot, window, form, networks, stick, monkeypatch, click, asked
):
    shown = networks()
    add(qtbot, shown, stick, monkeypatch, click)
    box = asked(shown)
    assert ("Add Marsh 1?" in texts(box), "Nobody, nowhere" in texts(box)) == (True, True)
    click(box.buttons[0])
    finished(qtbot, window)
    assert (shown.chosen.id, shown.chosen.state) == ("marsh-1", Readiness.READY)
    assert form.findData("marsh-1") >= 0


def test_a_folder_without_a_manifest_and_a_second_network_of_a_name_are_refused(  # noqa: PLR0913
    qtbot, window, networks, stick, monkeypatch, click, asked, tmp_path
):
    shown = networks()
    add(qtbot, shown, tmp_path, monkeypatch, click)
    assert "network.toml" in shown.details.problem.text()
    list(installing.add(stick))
    other = network_folder(tmp_path / "other")
    add(qtbot, shown, other, monkeypatch, click)
    click(asked(shown).buttons[0])
    finished(qtbot, window)
    assert "already" in shown.details.problem.text()
    assert "undersong" not in shown.details.problem.text()


def agree(qtbot, shown, name):
    (box,) = (b for b in shown.findChildren(QMessageBox) if b.isVisible())
    button = next(b for b in box.buttons() if b.text() == name)
    assert button is not box.defaultButton()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_removing_asks_says_what_follows_and_deletes(qtbot, window, form, offered, fetched, click):
    offered()
    shown = fetched()
    finished(qtbot, window)
    shown.activateWindow()
    shown.view.setFocus()
    qtbot.waitUntil(shown.view.hasFocus)
    qtbot.keyClick(shown.view, Qt.Key.Key_Delete)
    (box,) = (b for b in shown.findChildren(QMessageBox) if b.isVisible())
    for words in ("kB are deleted", "can be installed again", "stays in your projects"):
        assert words in box.informativeText()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert catalogue.installed() == {"marsh-1"}
    click(shown.details.remove)
    agree(qtbot, shown, "Remove Marsh 1")
    qtbot.waitUntil(lambda: shown.chosen.state is Readiness.NOT_INSTALLED)
    assert list(networks_folder().iterdir()) == []
    assert form.findData("marsh-1") < 0


def test_a_network_that_listens_is_not_removed(qtbot, window, networks, stick, click, monkeypatch):
    list(installing.add(stick))
    shown = networks()
    choose(qtbot, shown, "marsh-1")
    monkeypatch.setattr(shown._networks, "_in_use", lambda: {"marsh-1"})
    click(shown.details.remove)
    assert "Stop the analysis" in shown.details.problem.text()
    assert not [b for b in shown.findChildren(QMessageBox) if b.isVisible()]


def test_closing_the_window_of_networks_stops_nothing(qtbot, window, offered, fetched):
    offered(breaks_after=60_000, delay_s=0.05)
    shown = fetched()
    shown.close()
    assert window.job_bar.jobs
    finished(qtbot, window)
    assert catalogue.entry("marsh-1").state is Readiness.READY


@pytest.mark.parametrize("what", ["", "network.toml"])
def test_the_folder_of_a_network_is_dropped_and_asked_about(qtbot, networks, asked, stick, what):
    shown = networks()
    assert drop(shown, stick / what) == "Drop to add this network"
    settle(qtbot, shown)
    assert asked(shown).windowTitle() == "Add Marsh 1?"


def test_what_is_dropped_and_is_no_network_says_what_one_is(qtbot, networks, tmp_path):
    shown, file = networks(), tmp_path / "net.tflite"
    file.write_bytes(b"")
    drop(shown, file)
    settle(qtbot, shown)
    assert shown.notice.text.text() == (
        "net.tflite is no folder: drop one that holds network.toml."
    )
    (tmp_path / "Marsh").mkdir()
    drop(shown, tmp_path / "Marsh")
    settle(qtbot, shown)
    assert "network.toml" in shown.details.problem.text()
