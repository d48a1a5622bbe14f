import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from gui.widgets.map_frame import MapFrame
from gui.widgets.map_paint import Shapes, SiteMark, shapes
from gui.widgets.site_map import SiteMap

DUNE, WOOD = SiteMark(1, "Dune", (52.18, 4.37)), SiteMark(2, "Wood", (52.04, 4.21))


@pytest.fixture
def site_map(qtbot, looks):
    made = SiteMap()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show_sites([DUNE, WOOD])
    with qtbot.waitExposed(made):
        made.show()
    return made


def pixel(site_map, mark):
    x, y = site_map.frame.point(mark.place)
    return QPoint(round(x), round(y))


def drag(qtbot, widget, start, end):
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(widget, left, pos=start)
    for step in (0.3, 0.7, 1.0):
        qtbot.mouseMove(widget, start + (end - start) * step)
    qtbot.mouseRelease(widget, left, pos=end)


@pytest.mark.parametrize("place", [(52.18, 4.37), (-41.3, 174.8), (78.2, 15.6), (0.0, -179.9)])
def test_a_place_is_found_again_below_its_pixel(place):
    frame = MapFrame(400, 300).fitted([place])
    assert frame.place(*frame.point(place)) == pytest.approx(place)


def test_zooming_keeps_what_is_below_the_pointer():
    frame = MapFrame(400, 300).fitted([DUNE.place, WOOD.place])
    before = frame.place(100, 80)
    assert frame.zoomed(4.0, 100, 80).place(100, 80) == pytest.approx(before, abs=1e-3)


def test_all_places_fit_into_the_map():
    frame = MapFrame(400, 300).fitted([DUNE.place, WOOD.place])
    for mark in (DUNE, WOOD):
        x, y = frame.point(mark.place)
        assert 0 < x < 400
        assert 0 < y < 300


def test_one_zoom_out_too_many_still_shows_the_earth_once():
    frame = MapFrame(400, 300).fitted([]).zoomed(0.001, 10, 10)
    assert frame.scale == pytest.approx(180 / 300)


def test_a_scale_bar_is_a_round_number_of_metres():
    metres, pixels = MapFrame(400, 300).fitted([DUNE.place, WOOD.place]).scale_bar(96)
    assert metres == 5000
    assert pixels <= 96


def test_a_click_chooses_a_site(qtbot, site_map):
    with qtbot.waitSignal(site_map.chosen) as said:
        qtbot.mouseClick(site_map, Qt.MouseButton.LeftButton, pos=pixel(site_map, WOOD))
    assert said.args == [2]


def test_the_chosen_site_is_dragged_to_its_place(qtbot, site_map):
    site_map.choose(1, placing=False)
    end = pixel(site_map, WOOD) + QPoint(40, 0)
    with qtbot.waitSignal(site_map.placed) as said:
        drag(qtbot, site_map, pixel(site_map, DUNE), end)
    assert said.args[0] == 1
    assert said.args[1:] == pytest.approx(site_map.frame.place(end.x(), end.y()), abs=1e-5)


def test_dragging_elsewhere_moves_the_map_and_no_site(qtbot, site_map):
    site_map.choose(1, placing=False)
    before = site_map.frame.longitude
    with qtbot.assertNotEmitted(site_map.placed):
        drag(qtbot, site_map, QPoint(60, 60), QPoint(160, 60))
    assert site_map.frame.longitude < before


def test_a_click_places_a_site_only_where_that_is_wanted(qtbot, site_map):
    site_map.choose(1, placing=False)
    with qtbot.assertNotEmitted(site_map.placed):
        qtbot.mouseClick(site_map, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    site_map.choose(1, placing=True)
    with qtbot.waitSignal(site_map.placed):
        qtbot.mouseClick(site_map, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))


def test_keys_move_zoom_and_show_all_again(qtbot, site_map):
    whole = site_map.frame
    qtbot.keyClick(site_map, Qt.Key.Key_Plus)
    assert site_map.frame.scale < whole.scale
    qtbot.keyClick(site_map, Qt.Key.Key_Right)
    assert site_map.frame.longitude > whole.longitude
    qtbot.keyClick(site_map, Qt.Key.Key_Home)
    assert site_map.frame == whole


def test_outlines_are_drawn_below_the_sites(site_map):
    across = np.array([[4.0, 52.11], [4.6, 52.12]], dtype=np.float32)
    before = site_map.grab().toImage()
    site_map.show_shapes(Shapes(shapes([across]), ()))
    assert site_map.grab().toImage() != before
