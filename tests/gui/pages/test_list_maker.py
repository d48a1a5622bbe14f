"""A species list of one's own is begun with what is known, ticked, and kept in the project."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from core.networks.network import species_of
from gui.open_lists import OpenLists
from gui.pages.analysis.list_maker import ListMaker


def items(maker):
    return [maker.species.item(place) for place in range(maker.species.count())]


@pytest.fixture
def shown(maker):
    """It is looked at after it was closed, too."""
    maker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    maker.show()
    return maker


@pytest.fixture
def maker(qtbot, looks, project, birdnet):
    made = ListMaker(None, OpenLists(project), "birdnet-2.4")
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: made.species.count() == len(species_of(birdnet)))
    return made


def test_a_list_begins_with_one_that_comes_along_and_is_ticked_and_kept(qtbot, maker, project):
    maker.begin_with.setCurrentText(
        next(t for n in range(maker.begin_with.count())
             if (t := maker.begin_with.itemText(n)).startswith("Owls"))
    )  # fmt: skip
    qtbot.waitUntil(lambda: len(maker.chosen) > 100)
    before = len(maker.chosen)
    maker.search.setText("turdus merula")
    (shown,) = [item for item in items(maker) if not item.isHidden()]
    shown.setCheckState(Qt.CheckState.Checked)
    maker.name.setText("Night")
    with qtbot.waitSignal(maker.made) as kept:
        maker.keep.click()
    assert kept.args == ["Night"]
    (one,) = OpenLists(project).own()
    assert one.species == before + 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_keys_lead_from_the_search_to_a_tick_and_enter_in_a_field_closes_nothing(qtbot, maker, key):
    with qtbot.waitActive(maker):
        maker.show()
        maker.activateWindow()
    maker.name.setFocus()
    qtbot.keyClick(maker.name, Qt.Key.Key_Return)
    assert maker.isVisible()
    maker.search.setFocus()
    qtbot.keyClicks(maker.search, "eurasian wren")
    qtbot.keyClick(maker.search, key)
    qtbot.keyClick(maker.species, Qt.Key.Key_Space)
    assert maker.said.text() == "1 species is ticked."
    assert [one.common_name for one in maker.chosen] == ["Eurasian Wren"]


def test_without_a_name_it_stays_open_and_says_why(qtbot, maker):
    maker.keep.click()
    assert "No list can be called" in maker.said.text()


def test_several_species_are_ticked_at_once_and_copied(qtbot, maker):
    maker.show()
    maker.search.setText("leaf warbler")
    shown = [item for item in items(maker) if not item.isHidden()]
    maker.species.setCurrentItem(shown[0])
    for key, held in (
        (Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier),
    ):
        qtbot.keyClick(maker.species, key, held)
    assert len(maker.chosen) == len(shown) > 1
    assert maker.said.text().startswith(f"{len(shown)} species are ticked")
    assert len(QGuiApplication.clipboard().text().splitlines()) == len(shown)
    menu = maker.species.menu()
    assert menu.actions()[0].text() == f"Tick {len(shown)} species"
    menu.actions()[1].trigger()
    menu.close()
    assert maker.chosen == []


@pytest.mark.parametrize(
    ("typed", "found"), [("eurrob1", "European Robin"), ("eurob", "European Robin")]
)
def test_species_to_tick_are_found_by_codes_and_beginnings_too(maker, typed, found):
    maker.search.setText(typed)
    shown = [item.text() for item in items(maker) if not item.isHidden()]
    assert any(found in text for text in shown)
    assert len(shown) < 100


def test_what_is_ticked_can_be_looked_at_alone(maker):
    maker.search.setText("turdus merula")
    next(item for item in items(maker) if not item.isHidden()).setCheckState(Qt.CheckState.Checked)
    maker.search.clear()
    maker.only_ticked.setChecked(True)
    (shown,) = [item for item in items(maker) if not item.isHidden()]
    assert "Turdus merula" in shown.text()


def test_enter_in_the_list_keeps_it_open_and_ticks_are_not_lost_without_a_word(qtbot, shown):
    first = items(shown)[0]
    first.setCheckState(Qt.CheckState.Checked)
    shown.species.setFocus()
    qtbot.keyClick(shown.species, Qt.Key.Key_Return)
    assert shown.isVisible()
    assert shown.said.text() == "1 species is ticked."
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.isVisible()
    assert shown.said.text().startswith("1 species ticked, and not kept.")
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_what_is_only_looked_at_closes_at_once(qtbot, shown):
    shown.begin_with.setCurrentIndex(shown.begin_with.count() - 1)
    qtbot.waitUntil(lambda: bool(shown.chosen))
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()
