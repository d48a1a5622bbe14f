"""A network that is nothing like BirdNET, through the window's own doors."""

from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from core.analysis import Settings, analyse
from core.domain import Verdict
from core.inference.executors import InProcess
from core.networks import catalogue
from core.scan import scan
from core.store import Project
from tests.core.networks.test_toy_journey import WINDOWS, pond
from tests.core.networks.toy import CRICKET, MANIFEST, Toy
from tests.gui.pages.heath import settle

__all__ = ["pond"]


@pytest.fixture
def toy_known(monkeypatch):
    monkeypatch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS, Toy()))


@pytest.fixture
def toy_window(qtbot, toy_known, window, pond, tmp_path):
    """The window with the scanned project open, and the toy chosen."""
    with closing(Project(tmp_path / "Pond")) as project:
        list(scan(project, pond))
    window.projects.open(tmp_path / "Pond")
    settle(qtbot, window)
    window.go_to("analysis")
    settle(qtbot, window)
    return window


@pytest.fixture
def heard(qtbot, toy_window):
    """The window after the toy has listened."""
    form = toy_window.session.analysis.form
    form.network.setCurrentIndex(form.network.findData("toy-1"))
    form.min_score.setValue(0.2)
    settle(qtbot, toy_window)
    toy_window.session.analysis.panel.start.click()
    qtbot.waitUntil(lambda: not toy_window.job_bar.jobs, timeout=60_000)
    settle(qtbot, toy_window)
    return toy_window


def test_the_form_offers_what_the_network_has(qtbot, toy_window):
    form = toy_window.session.analysis.form
    form.network.setCurrentIndex(form.network.findData("toy-1"))
    settle(qtbot, toy_window)
    assert form.overlap.value() == 0.25
    assert not form.sensitivity.isVisibleTo(form)
    assert "CC0" in form.licence.sentence.text()


def test_song_and_call_are_told_apart_and_decided_by_keys(qtbot, heard):
    heard.go_to("review")
    settle(qtbot, heard)
    page = heard.session.review
    assert {d.heard_as for d in page.queue.table.rows} == {
        "Common Toad, toad song", "Common Toad, toad call", "Field Cricket",
    }  # fmt: skip
    assert len(page.queue.table.rows) == 5 * WINDOWS + 1
    first = page.current
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
    settle(qtbot, heard)
    assert [d.id for d in page.queue.table.rows if d.verdict is Verdict.CORRECT] == [first.id]


def test_corrections_are_offered_from_the_project_when_the_network_is_gone(
    qtbot, heard, monkeypatch
):
    monkeypatch.setattr(catalogue, "NETWORKS", ())
    heard.go_to("review")
    settle(qtbot, heard)
    page = heard.session.review
    song = next(n for n, d in enumerate(page.queue.table.rows) if "song" in d.heard_as)
    page.queue.go_to_row(song)
    settle(qtbot, heard)
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Slash)
    settle(qtbot, heard)
    qtbot.keyClicks(page.typed_entries.picker.field, "crick")
    qtbot.keyClick(page.typed_entries.picker.field, Qt.Key.Key_Return)
    settle(qtbot, heard)
    (said,) = [d for d in page.queue.table.rows if d.verdict]
    assert (said.verdict, said.corrected) == (Verdict.WRONG, CRICKET)
    heard.go_to("report")
    settle(qtbot, heard)
    assert "Toy 1" in heard.session.report.facts.text()
    heard.go_to("analysis")
    settle(qtbot, heard)
    heard.session.analysis.form.min_score.setValue(0.5)
    settle(qtbot, heard)
    assert "no network called toy-1" in heard.session.analysis.panel.problem.text()
    assert not heard.session.analysis.panel.start.isEnabled()


def test_what_another_network_says_stands_beside_the_clip(qtbot, heard, pond):
    project = heard.session.analysis.project._project
    other = Toy(replace(MANIFEST, id="other-1", title="Other"))
    list(analyse(project, other, Settings("other-1", min_score=0.9), executor=InProcess()))
    heard.go_to("review")
    settle(qtbot, heard)
    page = heard.session.review
    qtbot.keyClick(page.queue.view, Qt.Key.Key_S)
    settle(qtbot, heard)
    named = page.current.network_title
    (said,) = {"Toy 1", "Other 1"} - {named}
    assert f"{said} {page.current.score:.2f}" in page.verdicts.facts.text()


def test_what_the_network_cannot_hear_of_a_list_is_said_where_it_is_chosen(
    qtbot, toy_window, tmp_path
):
    (tmp_path / "list.txt").write_text("Bufo bufo\nTurdus merula\n", "utf-8")
    form = toy_window.session.analysis.form
    form.network.setCurrentIndex(form.network.findData("toy-1"))
    form.list_file.setText(str(tmp_path / "list.txt"))
    form.by_list.click()
    settle(qtbot, toy_window)
    assert form.of_species.isVisible()
    assert form.of_species.text().endswith("cannot hear 1 species of the list: Turdus merula.")
    assert toy_window.session.analysis.panel.start.isEnabled()
    form.by_nothing.click()
    settle(qtbot, toy_window)
    assert not form.of_species.isVisible()
