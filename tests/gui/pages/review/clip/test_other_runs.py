"""Several analyses of one recording are compared on its spectrogram."""

from contextlib import closing

import pytest

from core.domain import Species
from core.store import Project
from gui.widgets import words
from tests.gui.pages.handmade import WREN, project_of, tones, write
from tests.gui.pages.heath import settle

ROBIN = Species("Erithacus rubecula", "European Robin")
NAME = "20250510_060000.wav"


@pytest.fixture
def page(qtbot, window, tmp_path):
    """The review page of two runs over one file: first a wren was heard, then a robin."""
    sounds, folder = tmp_path / "sounds", tmp_path / "project"
    write(sounds / NAME, tones(9, 16_000, 2000), 16_000)
    project_of(folder, sounds, {NAME: [(WREN, 3, 6, 0.8)]}, "first")
    project_of(folder, sounds, {NAME: [(ROBIN, 4, 7, 0.9)]}, "second")
    with closing(Project(folder)) as project, project.writing() as db:
        began = "UPDATE runs SET started_utc = '2025-05-11T08:00:00+00:00' WHERE fingerprint = ?"
        db.exec_driver_sql(began, ("first",))
    window.projects.open(folder)
    settle(qtbot, window)
    window.go_to("review")
    settle(qtbot, window)
    return window.session.review


def show_others(page, on):
    page.clip.view.bar.display.click()
    page.clip.view._panel.other_runs.setChecked(on)
    page.clip.view._panel.close()


def name_of(page, fingerprint):
    run = next(r for r in page.project.runs() if r.fingerprint == fingerprint)
    return f"BirdNET 2.4 · {words.moment(run.started_utc)}"


def test_what_another_analysis_heard_is_shown_when_wanted_and_says_which_it_is(page):
    assert page.clip.view.band.captions() == ["· European Robin  0.90"]
    show_others(page, True)
    assert page.clip.view.band.captions() == [
        "· European Robin  0.90", f"· Eurasian Wren  0.80 · {name_of(page, 'first')}",
    ]  # fmt: skip
    show_others(page, False)
    assert page.clip.view.band.captions() == ["· European Robin  0.90"]


def test_a_click_on_it_takes_it_in_hand_and_the_other_is_then_of_another(qtbot, page):
    show_others(page, True)
    wren = next(b for b in page.clip.view._boxes if b.other_run)
    assert (wren.start_s, wren.end_s) == (3, 6)
    page.clip.view.box_clicked.emit(wren.id)
    settle(qtbot, page.window())
    assert page.queue.current.species == WREN
    assert f"· European Robin  0.90 · {name_of(page, 'second')}" in page.clip.view.band.captions()


def test_the_choice_is_remembered(page):
    show_others(page, True)
    assert page.remembered.value("spectrogram")["other_runs"] is True
