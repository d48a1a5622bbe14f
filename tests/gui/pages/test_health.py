from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from core.deployments import removing
from core.scan import scan
from core.store import Project
from gui.pages.health import HealthPage, plots_panel
from gui.tables.columns import SECOND_ROLE, SIGN_ROLE
from tests.gui.pages.alone import shown
from tests.gui.pages.heath import lark, settle, write_wav


@pytest.fixture
def page(qtbot, scanned, tmp_path):
    yield from shown(qtbot, HealthPage, scanned, tmp_path / "window.ini")


def findings(page):
    return [page.table.index(row, 0).data() for row in range(page.table.rowCount())]


def measured(qtbot, page):
    page.measure_button.click()
    qtbot.waitUntil(lambda: not page.project.busy, timeout=20_000)
    settle(qtbot, page)


def test_a_finding_has_a_sign_a_sentence_and_what_to_check(page):
    first = page.table.index(0, 0)
    assert findings(page) == ["1 file cannot be analysed."]
    assert first.data(SIGN_ROLE) == "✕"
    assert first.data(SECOND_ROLE).startswith("Look at the reason")
    assert page.table.index(0, 1).data() == "Wood"


def test_a_finding_shows_the_recordings_it_is_about(page):
    assert page.recordings.isVisible()
    assert page.heading.text() == "1 recording of this finding"
    assert page.concerned.index(0, 0).data() == "20250510_070000.wav"


def test_a_gap_shows_the_recordings_around_it(qtbot, page, scanned, tmp_path):
    pond = tmp_path / "Pond"
    for n in (*range(10), *range(20, 30)):
        write_wav(pond / f"20250601_05{n:02d}00.wav", [lark() * (1 + n / 100)])
    with closing(Project(scanned)) as project:
        list(scan(project, pond))
    page.project.places.changed.emit()
    settle(qtbot, page)
    row = next(n for n, what in enumerate(findings(page)) if "gap" in what)
    page.view.setCurrentIndex(page.table.index(row, 0))
    settle(qtbot, page)
    assert "just before and after the gaps" in page.heading.text()
    names = [page.concerned.index(n, 0).data() for n in range(page.concerned.rowCount())]
    assert names == ["20250601_050900.wav", "20250601_052000.wav"]


def test_the_plots_are_those_of_the_findings_deployment(page):
    assert page.plots.shown[0].title.text().startswith("Wood")
    assert page.plots.shown[0].hours.isVisible()
    assert page.plots.shown[0].hours.accessibleDescription() == "1 day, 0 of them without"
    assert page.plots.shown[0].battery.isHidden()


def test_a_deployment_of_which_nothing_can_be_read_says_so_and_not_that_its_start_is_unknown(
    qtbot, page, scanned, tmp_path
):
    broken = tmp_path / "Broken" / "20250503_041000.WAV"
    broken.parent.mkdir()
    broken.write_bytes(b"")
    with closing(Project(scanned)) as project:
        list(scan(project, broken.parent))
    page.project.places.changed.emit()
    settle(qtbot, page)
    page.deployments.setCurrentIndex(
        page.deployments.findText("Broken", Qt.MatchFlag.MatchContains)
    )
    settle(qtbot, page)
    said = page.plots.shown[0].missing.text()
    assert said == "None of these files can be read, so there is nothing to plot."


def test_a_deployment_is_chosen_and_its_good_health_is_said(qtbot, page):
    page.deployments.setCurrentIndex(1)
    settle(qtbot, page)
    assert findings(page) == []
    assert page.good.text().startswith("Nothing to worry about was found.")
    assert page.plots.shown[0].title.text().startswith("Heath")
    assert page.plots.width() == page.width()  # nothing is left blank beside them
    assert page.recordings.isHidden()


def test_all_deployments_without_findings_are_plotted_below_each_other(
    qtbot, page, scanned, monkeypatch
):
    with closing(Project(scanned)) as project:
        bad = Path("Wood") / "20250510_070000.wav"
        removing.remove(project, removing.recordings_at(project, [bad], removed=False))
    page.project.places.changed.emit()
    settle(qtbot, page)
    assert findings(page) == []
    titles = [one.title.text() for one in page.plots.shown if one.isVisible()]
    assert [title.split(" ")[0] for title in titles] == ["Heath", "Wood"]
    monkeypatch.setattr(plots_panel, "_MOST", 1)
    page.reload()
    settle(qtbot, page)
    assert sum(one.isVisible() for one in page.plots.shown) == 1
    assert page.plots.more.text() == "1 more deployment: choose one above to see it."


def test_measuring_is_a_job_and_its_levels_are_plotted(qtbot, page):
    assert page.measure_button.text().strip() == "Measure the sound of 3 recordings"
    page.deployments.setCurrentIndex(1)
    assert page.plots.shown[0].level.isHidden()
    measured(qtbot, page)
    assert page.measure_button.text().strip() == "All sound is measured"
    assert not page.measure_button.isEnabled()
    assert page.plots.shown[0].level.isVisible()
    assert "dB" in page.plots.shown[0].level.accessibleDescription()
    assert page.good.text() == "Nothing to worry about was found."


def test_the_chosen_deployment_stays_when_something_changes(qtbot, page):
    page.deployments.setCurrentIndex(2)
    page.project.places.changed.emit()
    settle(qtbot, page)
    assert page.deployments.currentIndex() == 2
    assert page.deployments.currentText().startswith("Wood")


def test_a_hidden_page_checks_only_when_it_is_looked_at(qtbot, page):
    page.hide()
    page.project.places.changed.emit()
    assert not page._later.isActive()
    page.show()
    settle(qtbot, page)
    assert findings(page) == ["1 file cannot be analysed."]
