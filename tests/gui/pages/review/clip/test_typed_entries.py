"""A species is named by a few letters, without hiding the sound that is named."""

from PySide6.QtCore import QRect, Qt

from core.domain import Species, Verdict
from tests.gui.pages.heath import settle

ROBIN = Species("Erithacus rubecula", "European Robin")


def test_it_opens_with_the_likeliest_and_the_latest_beside_the_box(qtbot, page):
    picker = page.typed_entries.picker
    page.clip_reader._show_alternatives((page.current.id, [ROBIN]))
    page.typed_entries.ask_species()
    box = page.clip.view.canvas.place_of_current()
    assert not picker.geometry().intersects(box)
    assert picker.list.item(0).text().startswith("European Robin ")
    qtbot.waitUntil(lambda: picker._search is not None)
    qtbot.keyClicks(picker.field, "chaffinch")
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    settle(qtbot, page.window())
    page.typed_entries.ask_species()
    texts = [picker.list.item(n).text() for n in range(picker.list.count())]
    latest = next(text for text in texts if text.endswith("latest"))
    assert latest.startswith("Common Chaffinch ")
    picker.close()
    assert page.queue.table.rows[0].corrected.common_name == "Common Chaffinch"
    assert page.queue.table.rows[0].verdict is Verdict.WRONG


def test_what_lives_there_comes_before_what_only_fits(qtbot, page):
    with page.project._project.writing() as db:
        db.exec_driver_sql("UPDATE sites SET latitude = 46.5, longitude = 6.6")
        db.exec_driver_sql("UPDATE recordings SET latitude = 46.5, longitude = 6.6")
    picker = page.typed_entries.picker
    page.typed_entries.ask_species()
    settle(qtbot, page.window())
    qtbot.keyClicks(picker.field, "wren")
    assert picker.list.item(0).text().startswith("Eurasian Wren ")
    picker.close()


def test_a_comment_is_written_below_the_line_and_not_over_the_sound(qtbot, page):
    page.typed_entries.ask_comment()
    field, view = page.typed_entries.comment_field, page.clip.view
    sound = QRect(view.mapToGlobal(view.rect().topLeft()), view.size())
    assert not field.geometry().intersects(sound)
    field.close()


def test_where_a_place_is_not_known_those_of_the_other_sites_come_first(qtbot, page):
    with page.project._project.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET latitude = NULL, longitude = NULL")
        db.exec_driver_sql("UPDATE sites SET latitude = NULL, longitude = NULL")
        db.exec_driver_sql(
            "INSERT INTO sites (name, latitude, longitude) VALUES ('Far', 46.5, 6.6)"
        )
    picker = page.typed_entries.picker
    page.typed_entries.ask_species()
    settle(qtbot, page.window())
    qtbot.keyClicks(picker.field, "wren")
    assert picker.list.item(0).text().startswith("Eurasian Wren ")
    picker.close()


def test_the_latest_stand_behind_the_first_three_likely_ones(page):
    picker = page.typed_entries.picker
    likely = [Species(f"Avis {n}", f"Bird {n}") for n in range(9)]
    picker.show_likely(likely)
    picker._latest = [ROBIN]
    texts = [entry.text for entry in picker.entries("")]
    assert texts[3].startswith("European Robin")
    assert texts[3].endswith("latest")
    assert len(texts) == 10
