import csv

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain import Verdict
from gui.widgets import dialogs
from tests.gui.pages.heath import settle

CTRL = Qt.KeyboardModifier.ControlModifier


def test_by_keyboard_from_an_empty_project_to_an_exported_csv(
    qtbot, window, sounds, tmp_path, monkeypatch
):
    out = tmp_path / "species.csv"
    monkeypatch.setattr(dialogs, "documents", lambda: tmp_path)
    monkeypatch.setattr(dialogs, "existing_folder", lambda *_: sounds)
    monkeypatch.setattr(dialogs, "file_to_write", lambda *_: out)

    def press(key, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(QApplication.focusWidget() or window, key, modifier)
        qtbot.waitUntil(lambda: not window.job_bar.jobs, timeout=60_000)
        settle(qtbot, window)

    press(Qt.Key.Key_N, CTRL)
    press(Qt.Key.Key_Return)  # the name and place that are offered
    window.activateWindow()  # as every screen but the one of tests does
    qtbot.waitUntil(window.isActiveWindow)
    assert window.stack.currentWidget() is window.session.recordings
    press(Qt.Key.Key_Space)  # the one button of the empty page
    assert window.session.recordings.totals.text().startswith("4 files")
    press(Qt.Key.Key_4, CTRL)
    assert window.session.analysis.panel.start.text() == "Analyse 3 recordings"
    press(Qt.Key.Key_Space)
    assert "Review them" in window.notice.action.text()
    press(Qt.Key.Key_5, CTRL)
    press(Qt.Key.Key_Y)
    press(Qt.Key.Key_N)
    assert [d.verdict for d in window.session.review.queue.table.rows[:2]] == [
        Verdict.CORRECT,
        Verdict.WRONG,
    ]
    press(Qt.Key.Key_6, CTRL)
    press(Qt.Key.Key_E, CTRL)
    press(Qt.Key.Key_Return)  # these rows, not those of each site
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    cuckoo = next(
        r for r in rows if r["common_name"] == "Common Cuckoo" and r["site"] == "all sites"
    )
    assert (cuckoo["verified_correct"], cuckoo["verified_wrong"]) == ("1", "1")
    assert window.notice.action.text() == "Open folder"
