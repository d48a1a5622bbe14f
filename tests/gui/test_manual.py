"""The manual leads nowhere that is not there, and is found by searching."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl

from core.cli.app import build
from gui import manual
from gui.small_windows import MANUAL
from gui.widgets.help_window import HelpWindow
from gui.widgets.plain import words_of
from tests.gui.pages.heath import settle

LINK = re.compile(r"\]\(([^)]+)\)")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
OF_OTHERS = {"More info", "Run anyway", "Apps", "Right-click", "estimated precision"}
"""What is bold without being a word of the window: Windows' own, and terms."""
PAGES = manual.pages()


@pytest.fixture
def shown(qtbot, looks):
    made = HelpWindow(None)
    qtbot.addWidget(made)
    made.open_at("index.md")
    return made


def headings(file):
    text = file.read_text(encoding="utf-8")
    return {manual.slug(line.lstrip("#").strip()) for line in text.splitlines() if line[:1] == "#"}


def test_every_page_is_in_the_index():
    assert sorted(PAGES) == sorted(path.name for path in manual.folder().glob("*.md"))


@pytest.mark.parametrize("name", PAGES)
def test_links_and_pictures_are_there(name):
    for target in LINK.findall((manual.folder() / name).read_text(encoding="utf-8")):
        if target.startswith("http"):
            continue
        path, _, heading = target.partition("#")
        file = (manual.folder() / (path or name)).resolve()
        assert file.is_file(), target
        assert not heading or heading in headings(file), target


def test_whatever_links_lead_to_comes_with_the_program():
    docs = manual.folder().parent
    seen, ahead = set(), [*manual.folder().glob("*.md")]
    for page in ahead:  # grows while it is gone through
        if page in seen:
            continue
        seen.add(page)
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            file = (page.parent / target.partition("#")[0]).resolve()
            if not target.startswith("http") and target[0] != "#":
                assert file.is_file(), f"{page.name}: {target}"
                assert file.is_relative_to(docs), f"{page.name}: {target}"
                ahead += [file] if file.suffix == ".md" else []
    assert len(seen) > len(PAGES)


def test_every_page_of_the_window_has_its_place_in_the_manual():
    known = {(one.file, one.heading) for one in manual.sections()}
    known |= {(one.file, "") for one in manual.sections()}
    assert set(MANUAL.values()) <= known


def test_menus_and_commands_that_the_manual_names_are_there(window, tmp_path, qtbot):
    window.projects.open(tmp_path / "Spring", create=True)
    settle(qtbot, window)
    offered = {
        (menu, words_of(action).rstrip("… ")) for menu, every in window.menus.groups()
        for action in every
    }  # fmt: skip
    text = "\n".join((manual.folder() / n).read_text(encoding="utf-8") for n in PAGES)
    named = set(re.findall(r"\*\*(\w+) › ([^*]+)\*\*", text))
    assert named - offered == set()
    known = {group.name for group in build().registered_groups}
    known |= {c.name or c.callback.__name__ for c in build().registered_commands}
    assert set(re.findall(r"undersong ([a-z][\w-]+)", text)) - known == set()


def test_what_the_manual_writes_bold_is_written_in_the_window():
    text = "\n".join((manual.folder() / n).read_text(encoding="utf-8") for n in PAGES)
    bold = {part.rstrip(" …▾") for one in BOLD.findall(text) for part in one.split(" › ")}
    rooms = (Path(manual.__file__).parents[1] / room for room in ("gui", "core"))
    source = "".join(file.read_text("utf-8") for room in rooms for file in room.rglob("*.py"))
    source = re.sub(r'"\s*\n\s*f?"', "", source).replace("&", "")
    assert {one for one in bold if one not in source} == OF_OTHERS


def test_a_search_finds_headings_first_and_leads_there(qtbot, shown):
    shown.field.setText("moved folders")
    first = shown.list.item(0).text()
    assert first.startswith("Sites and clocks › Folders that moved")
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert shown.browser.textCursor().block().text() == "Folders that moved"
    shown.field.setText("xylophone")
    assert shown.list.count() == 1
    assert "No page has these words" in shown.list.item(0).text()


def test_links_lead_on_and_back(qtbot, shown):
    shown.browser.anchorClicked.emit(QUrl("troubleshooting.md"))
    shown.browser.anchorClicked.emit(QUrl("sites-and-clocks.md#the-clock"))
    assert shown.browser.textCursor().block().text() == "The clock"
    shown.back.click()
    assert shown.browser.toPlainText().startswith("When something is wrong")
    shown.browser.anchorClicked.emit(QUrl("../statistics.md"))
    assert len(shown.browser.toPlainText()) > 1000


def test_a_page_opens_at_its_heading_and_stays_there_however_wide_the_window_is(qtbot, looks):
    shown = HelpWindow(None)
    qtbot.addWidget(shown)
    shown.open_at("first-project.md", "Add recordings")

    def is_on_top():
        browser, bar = shown.browser, shown.browser.verticalScrollBar()
        heading = browser.cursorRect().top()
        above = heading < 2 * browser.fontMetrics().height()
        return (
            browser.textCursor().block().text() == "Add recordings"
            and heading >= 0
            and (above or bar.value() == bar.maximum())
        )

    qtbot.waitUntil(is_on_top)
    for width in (1300, 800):
        shown.resize(width, 600)
        qtbot.waitUntil(is_on_top)


def test_pictures_are_never_wider_than_the_window(shown):
    shown.browser.show_section("review.md")
    assert shown.browser.horizontalScrollBar().maximum() == 0
    picture = shown.browser.loadResource(2, QUrl("../screenshots/review-light.png"))
    assert 0 < picture.width() < shown.browser.viewport().width()


def test_pictures_of_the_manual_are_dark_where_the_window_is(shown, looks):
    def light(name):
        return shown.browser.loadResource(2, QUrl(name)).pixelColor(2, 200).lightness()

    shown.browser.show_section("review.md")
    assert light("../screenshots/review-light.png") > 200
    looks.force(dark=True)
    assert light("../screenshots/review-light.png") < 60
