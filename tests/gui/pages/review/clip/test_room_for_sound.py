"""The sound owns the page, and is shown as far up as suits what sings."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update

from core.store import Project
from core.store.run_schema import PassRow
from gui.pages import sound_picture
from gui.widgets.action_finder import matching
from tests.gui.pages.handmade import WREN, project_of, tones, write
from tests.gui.pages.heath import settle


@pytest.mark.parametrize(("width", "height", "share"), [(1280, 800, 0.45), (960, 600, 0.27)])
def test_the_sound_has_most_of_the_page(qtbot, page, width, height, share):
    page.window().resize(width, height)
    settle(qtbot, page.window())
    assert page.clip.view.canvas.plot_rect().height() >= share * height
    assert page.queue.view.viewport().height() >= 1.9 * page.queue.view.rowHeight(0)


def test_birds_are_shown_up_to_12_khz(page):
    assert page.clip.view.canvas.heights_hz() == pytest.approx((0, 12_000), rel=0.01)
    assert not page.clip.playback.slow.isVisible()


def test_bats_are_shown_whole_and_can_be_heard_ten_times_slower(qtbot, window, tmp_path):
    write(tmp_path / "sounds" / "20250510_220000.wav", tones(2, 192_000, 45_000), 192_000)
    heard = {"20250510_220000.wav": [(WREN, 0.2, 1.2, 0.9)]}
    folder = project_of(tmp_path / "project", tmp_path / "sounds", heard)
    project = Project(folder)
    with project.writing() as db:
        db.execute(update(PassRow).values(sample_rate=256_000))
    project.close()
    window.projects.open(folder)
    window.go_to("review")
    settle(qtbot, window)
    page = window.session.review
    assert page.clip.view.canvas.heights_hz() == pytest.approx((0, 96_000), rel=0.01)
    qtbot.mouseClick(page.clip.playback.slow, Qt.MouseButton.LeftButton)
    assert page.clip.player.treatment.speed == pytest.approx(0.1)
    assert page.clip.playback.speed.currentText().startswith("1/10")


def test_the_picture_of_the_sound_is_kept_as_a_file(qtbot, page, monkeypatch, tmp_path):
    asked, file = [], tmp_path / "a.png"
    monkeypatch.setattr(
        sound_picture,
        "file_to_write",
        lambda *what: asked.append(what[2].name) or file,
    )
    page.clip.view.bar.save_asked.emit()
    assert file.stat().st_size > 1000
    assert asked[0].startswith(page.current.species.common_name)
    assert "The picture is in" in page.window().notice.text.text()
    (action,) = matching(page.page_actions(), "save picture")  # as the search for actions does
    action.trigger()
    assert len(asked) == 2
    page.show_grid(True)
    assert not action.isEnabled()


def test_words_beside_the_verdicts_never_lie_over_each_other(qtbot, page, looks):
    looks.enlarge(4)
    for width in range(500, 1400, 100):
        bar = page.verdicts
        bar.setFixedWidth(width)
        qtbot.wait(1)
        shown = [each for each in (bar.species, bar.scientific, bar.play) if each.isVisible()]
        for left, right in pairwise(shown):
            assert left.geometry().right() < right.geometry().left(), width
    looks.enlarge(0)
