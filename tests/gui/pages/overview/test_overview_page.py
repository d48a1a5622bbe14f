"""The Overview page: what it says, and what a click opens."""

import csv
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from core.domain import Species, Verdict
from core.overview import SpeciesGlance
from core.precisions import Basis, JudgedShare
from core.store.detections import Filter
from core.store.runs import Coverage
from gui.page_names import PageName
from gui.pages.overview.headline import Headline
from gui.pages.states import State
from tests.gui.pages.heath import settle


@pytest.fixture
def page(qtbot, opened):
    opened.go_to("overview")
    settle(qtbot, opened)
    return opened.session.overview


def middle(area) -> QPoint:
    return QPoint(round(area.x + area.width / 2), round(area.y + area.height / 2))


def numbers(page) -> list[str]:
    return [label.text() for label in page.headline.numbers]


def test_headline_numbers_say_what_was_found_and_how_far_the_listening_is(qtbot, page):
    assert numbers(page)[0] == "1"
    assert numbers(page)[1] == "0"
    assert numbers(page)[3] == "0 of 3"
    assert page.headline.next.text() == "Next: 3 clips, about 1 minute"
    project = page.project
    first = project.page(Filter(run_id=project.runs()[0].id), limit=1)[0]
    project.decide([first.id], Verdict.CORRECT)
    settle(qtbot, page.window())
    assert (numbers(page)[1], numbers(page)[3]) == ("1", "1 of 3")


def test_the_report_is_said_to_have_as_many_species_as_were_detected(qtbot, page):
    assert (numbers(page)[0], page.in_report.text()) == ("1", "All 1 in the report")
    with closing(sqlite3.connect(page.project.folder / "project.db")) as db, db:
        db.execute("UPDATE species SET \"group\" = 'sound'")
    page.project.overview.forget()
    page.reload()
    settle(qtbot, page.window())
    assert (numbers(page)[0], page.in_report.text()) == ("0", "All in the report")


def test_what_is_most_useful_is_said_whole_where_there_is_room(qtbot, page):
    page.resize(1800, 900)
    text = page.headline.most_useful
    qtbot.waitUntil(lambda: text.width() >= text.fontMetrics().horizontalAdvance(text.text()) > 0)


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (1500, ["Next: 902,908 clips, about 2,006 hours", "most useful first: 00 Warbler"]),
        (1171, ["Next: 902,908 clips", "about 2,006 hours"]),
        (900, []),
    ],
)
def test_how_much_is_next_is_said_beside_long_numbers_as_far_as_there_is_room(
    qtbot, looks, page, width, said
):
    found = page.project.overview.state().glance
    coverage = Coverage(100_000, 0, 8333.0, 9_999_999)
    many = SpeciesGlance(
        Species("Genus major", "00 Warbler"),
        950_390,
        40_000,
        7_000,
        482,
        JudgedShare(None, Basis.NOTHING),
    )
    headline = Headline(lambda: None)
    qtbot.addWidget(headline)
    headline.resize(width, 77)
    headline.show_glance(
        replace(found, found=replace(found.found, coverage=coverage), species=[many])
    )
    headline.show()
    shown = [one for one in (headline.next, headline.most_useful) if one.isVisible()]
    assert [one.text() for one in shown] == said
    for one in shown:
        assert one.width() >= one.fontMetrics().horizontalAdvance(one.text())
    assert "902,908 clips, about 2,006 hours" in headline.go_on.toolTip()


def test_a_click_on_a_species_shows_its_clips_in_review(qtbot, page):
    area = page.species.plot.areas[0]
    qtbot.mouseClick(page.species, Qt.MouseButton.LeftButton, pos=middle(area))
    settle(qtbot, page.window())
    window = page.window()
    assert window.stack.currentWidget() is window.session.review
    assert window.session.review.filters.filter.species == "Cuculus canorus"


def test_the_same_by_keys_alone(qtbot, page):
    page.species.setFocus()
    qtbot.keyClick(page.species, Qt.Key.Key_Down)
    assert "Common Cuckoo" in page.species.accessibleDescription()
    qtbot.keyClick(page.species, Qt.Key.Key_Return)
    settle(qtbot, page.window())
    assert page.window().stack.currentWidget() is page.window().session.review


def test_an_hour_opens_the_clips_of_that_hour(qtbot, page):
    areas = page.profile.plot.areas
    heard = next(area for area in areas if "% of the windows" in area.tip)
    qtbot.mouseClick(page.profile, Qt.MouseButton.LeftButton, pos=middle(heard))
    settle(qtbot, page.window())
    wanted = page.window().session.review.filters.filter
    assert wanted.minutes == (heard.key[1] * 60, heard.key[1] * 60 + 59)
    assert page.window().session.review.current is not None


def test_what_comes_next_is_the_most_useful_species_not_judged_yet(qtbot, page):
    qtbot.mouseClick(page.headline.go_on, Qt.MouseButton.LeftButton)
    settle(qtbot, page.window())
    wanted = page.window().session.review.filters.filter
    assert (wanted.species, wanted.verdicts) == ("Cuculus canorus", frozenset({None}))


def test_each_remark_has_a_button_that_leads_where_it_is_settled(qtbot, page):
    with qtbot.waitSignal(page.page_wanted) as told:
        button = page.to_look_at.rows[0].findChild(type(page.headline.go_on))
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told.args[0] in (PageName.SITES, PageName.REVIEW, PageName.RECORDINGS)


def test_a_plot_is_copied_and_saved_with_its_numbers(page, tmp_path):
    page.profile.copy_picture()
    assert not QGuiApplication.clipboard().image().isNull()
    page.profile.save_picture(tmp_path / "p.svg")
    page.profile.save_picture(tmp_path / "p.png")
    page.profile.save_numbers(tmp_path / "p.csv")
    assert (tmp_path / "p.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")
    lines = (tmp_path / "p.csv").read_text(encoding="utf-8").splitlines()
    assert next(csv.DictReader(lines))["species"] == "Common Cuckoo"
    assert "Copy picture" in [action.text() for action in page.profile.menu().actions()]


def test_a_right_click_on_a_species_offers_its_clips(qtbot, page):
    at = middle(page.species.plot.areas[0])
    reason, point = QContextMenuEvent.Reason.Mouse, page.species.mapToGlobal(at)
    QApplication.sendEvent(page.species, QContextMenuEvent(reason, at, point))
    menu = QApplication.activePopupWidget()
    with qtbot.waitSignal(page.page_wanted) as told:
        menu.actions()[0].trigger()
    menu.close()
    assert told.args == [PageName.REVIEW, Filter(species="Cuculus canorus")]


def test_a_picture_that_cannot_be_written_is_told(qtbot, page, tmp_path):
    with qtbot.waitSignal(page.notice) as told:
        page.profile.save_picture(tmp_path / "none" / "p.svg")
    assert "cannot be written" in told.args[0]


def test_narrow_windows_put_the_halves_below_each_other_and_cut_nothing(qtbot, page):
    window = page.window()
    for size in ((960, 600), (1920, 1080)):
        window.resize(*size)
        qtbot.wait(20)
        for label in page.headline.numbers:
            assert label.width() >= label.sizeHint().width()
        plot = page.species.plot
        assert plot.width == page.species.width()


def test_a_project_without_recordings_says_what_to_do(qtbot, window, tmp_path):
    window.projects.open(tmp_path / "new", create=True)
    settle(qtbot, window)
    assert window.stack.currentWidget() is window.session.recordings
    window.go_to("overview")
    settle(qtbot, window)
    assert window.session.overview.states.state is State.EMPTY
