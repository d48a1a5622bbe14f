from itertools import combinations
from math import dist

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from gui.theme import theme
from gui.widgets.map_frame import MapFrame
from gui.widgets.map_ground import NOTHING, Shapes, lines
from gui.widgets.map_layout import SiteMark, laid_out
from gui.widgets.map_paint import named
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
    assert frame.scale * 400 == pytest.approx(360)


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


@pytest.mark.parametrize("turn", [0, 360])
def test_land_is_told_from_the_sea_also_beyond_the_date_line(site_map, turn):
    island = np.array([[4.3, 52.1], [4.4, 52.1], [4.4, 52.2], [4.3, 52.1]], dtype=np.float32)
    site_map.show_shapes(
        Shapes(lines([island + np.float32([turn, 0])]), NOTHING.borders, NOTHING.own)
    )
    seen = site_map.grab().toImage()
    place = [QPoint(*map(round, site_map.frame.point(at))) for at in ((52.12, 4.38), (52.03, 4.33))]
    colours = theme().colours
    assert [seen.pixelColor(at).name().upper() for at in place] == [colours.land, colours.sea]


def test_islands_smaller_than_a_pixel_are_left_out_but_points_of_a_map_of_ones_own_are_not(
    site_map,
):
    def seen(*land, own=()):
        site_map.show_shapes(Shapes(lines(land), NOTHING.borders, lines(own)))
        return site_map.grab().toImage().pixelColor(200, 40)

    half = 0.4 * site_map.frame.scale
    latitude, longitude = site_map.frame.place(200, 40)
    corners = [(-half, -half), (half, -half), (half, half), (-half, -half)]
    speck = np.float32([longitude, latitude]) + np.float32(corners)
    elsewhere = speck + np.float32([5, 0])
    sea = seen(elsewhere)
    assert seen(elsewhere, speck) == sea
    assert seen(elsewhere, own=[speck[:1]]) != sea


def test_an_area_larger_than_the_map_covers_it(site_map):
    world = np.array([[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]], np.float32)
    site_map.show_shapes(Shapes(lines([world]), NOTHING.borders, NOTHING.own))
    assert site_map.grab().toImage().pixelColor(30, 200).name().upper() == theme().colours.land


def crowd(number, spread=0.1):
    random = np.random.default_rng(3)
    places = (random.normal([52.1, 4.3], spread, (number, 2))).tolist()
    return [SiteMark(n, f"Site {n}", (lat, lon)) for n, (lat, lon) in enumerate(places)]


@pytest.mark.parametrize("number", [40, 500])
def test_every_site_in_view_is_drawn_and_names_lie_on_nothing(looks, number):
    marks = crowd(number)
    frame = MapFrame(500, 300).fitted([mark.place for mark in marks])
    layout = laid_out(frame, marks, 7)
    shown = [mark.id for _, mark in layout.dots]
    shown += [mark.id for group in layout.groups for mark in group.marks]
    assert sorted(shown) == list(range(number))
    assert 7 in [mark.id for _, mark in layout.dots]
    assert bool(layout.groups) == (number == 500)
    assert all(dist(one.at, other.at) > 26 for one, other in combinations(layout.groups, 2))
    rooms = named(frame, layout, 7)
    assert rooms[0][1].id == 7
    assert not any(
        one.intersects(other) for place, (one, _) in enumerate(rooms) for other, _ in rooms[:place]
    )


def test_a_click_on_several_sites_together_shows_them_apart(qtbot, site_map):
    site_map.show_sites(crowd(500))
    site_map.fit()
    group = site_map._laid_out()[0].groups[0]
    before = site_map.frame.scale
    with qtbot.assertNotEmitted(site_map.chosen):
        at = QPoint(*map(round, group.at))
        qtbot.mouseClick(site_map, Qt.MouseButton.LeftButton, pos=at)
    assert site_map.frame.scale < before / 2


def test_clicks_choose_one_after_the_other_of_sites_at_one_place(qtbot, site_map):
    site_map.show_sites([DUNE, SiteMark(9, "Dune again", DUNE.place)])
    site_map.chosen.connect(lambda number: site_map.choose(number, placing=False))
    chosen = []
    site_map.chosen.connect(chosen.append)
    for _ in range(3):
        qtbot.mouseClick(site_map, Qt.MouseButton.LeftButton, pos=pixel(site_map, DUNE))
    assert chosen == [1, 9, 1]


def test_a_site_without_a_place_shows_the_world_and_one_with_a_place_the_sites_again(site_map):
    site_map.choose(1, placing=False)
    near = site_map.frame.scale
    site_map.choose(99, placing=False)
    world = site_map.frame.scale
    assert world > 100 * near
    site_map.show_sites(site_map._marks)
    assert site_map.frame.scale == world
    site_map.choose(1, placing=False)
    assert site_map.frame.scale == near


def test_a_site_on_the_map_is_opened_by_two_clicks_and_asked_about_by_a_right_click(
    qtbot, site_map
):
    told = []
    for signal in (site_map.chosen, site_map.opened, site_map.menu_wanted):
        signal.connect(lambda *values, one=signal: told.append((one, *values[:1])))
    at = pixel(site_map, WOOD)
    qtbot.mouseDClick(site_map, Qt.MouseButton.LeftButton, pos=at)
    assert [one for one, *_ in told] == [site_map.opened]
    told.clear()
    for where in (at, at + QPoint(60, 0)):
        point = site_map.mapToGlobal(where)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, point)
        QApplication.sendEvent(site_map, event)
    assert told == [(site_map.chosen, WOOD.id), (site_map.menu_wanted, site_map.mapToGlobal(at))]


def test_a_very_long_name_leaves_half_of_the_map_free(site_map):
    long = SiteMark(3, "A wood of which much is said " * 8, WOOD.place)
    frame = site_map.frame
    ((room, _),) = named(frame, laid_out(frame, [long], 3), 3)
    assert room.width() <= frame.width / 2
    assert 0 <= room.left() < room.right() <= frame.width
