from datetime import date, datetime, time, timedelta

import pytest
from PySide6.QtCore import QPoint

from gui.widgets.plot_frame import whole_days
from gui.widgets.plots import DayBars, Lines

FIRST = date(2025, 5, 1)
DAY = timedelta(days=1)
MIDNIGHT = datetime.combine(FIRST, time())
NOON = MIDNIGHT + timedelta(hours=12)


@pytest.fixture
def bars(qtbot, looks):
    made = DayBars("Recorded", "hours a day")
    qtbot.addWidget(made)
    made.resize(500, 120)
    made.show_days(
        [(FIRST + timedelta(days=n), 0.0 if n == 3 else 20.0) for n in range(10)],
        whole_days(FIRST, FIRST + timedelta(days=9)),
    )
    return made


@pytest.fixture
def lines(qtbot, looks):
    made = Lines("Battery", "V", lambda volts: f"{volts:.1f} V", least_range=1)
    qtbot.addWidget(made)
    made.resize(500, 120)
    return made


def volts(*values, step=timedelta(days=1)):
    return [(NOON + n * step, value) for n, value in enumerate(values)]


def test_a_day_of_hours_has_twenty_four(bars):
    assert (bars.low, bars.high) == (0.0, 24.0)
    assert bars.accessibleDescription() == "10 days, 1 of them without"


def test_a_bar_says_its_day_and_hours(bars):
    assert bars.value_at(NOON + 3 * DAY).endswith("0.0 hours a day")
    assert bars.value_at(NOON + 4 * DAY).endswith("20.0 hours a day")


def test_days_are_where_they_belong(bars):
    area = bars.area
    assert bars.x_of(MIDNIGHT) == area.left()
    assert bars.x_of(MIDNIGHT + 10 * DAY) == area.right()


def test_a_day_without_is_painted_otherwise(bars, looks):
    picture = bars.grab().toImage()
    y = int(bars.area.bottom()) - 1
    colours = [
        picture.pixelColor(int(bars.x_of(NOON + number * DAY)), y).name() for number in (3, 4)
    ]
    assert colours[0] == looks.colours.danger.lower()
    assert colours[1] != colours[0]


def test_the_pointer_shows_a_value_in_either_theme(qtbot, bars, looks):
    with qtbot.waitExposed(bars):
        bars.show()
    before = bars.grab().toImage()
    qtbot.mouseMove(bars, QPoint(200, 60))
    qtbot.waitUntil(lambda: bars.grab().toImage() != before)
    light = bars.grab().toImage()
    looks.force(True)
    assert bars.grab().toImage() != light


def test_the_nearest_value_of_each_channel_is_said(lines):
    lines.show_lines(
        [("left", volts(5.0, 4.0)), ("right", volts(3.0, 2.0))], whole_days(FIRST, FIRST)
    )
    assert lines.value_at(NOON + timedelta(hours=20)).endswith("left 4.0 V, right 2.0 V")


def test_small_changes_do_not_fill_the_plot(lines):
    lines.show_lines([("", volts(5.00, 5.01))], whole_days(FIRST, FIRST))
    assert lines.high - lines.low >= 1


def test_a_plot_without_values_is_not_there(lines):
    lines.show_lines([("", [])], whole_days(FIRST, FIRST))
    assert lines.isHidden()


@pytest.mark.parametrize("values", [(5.0,), (5.0, 4.0), (-40.0, 1000.0), (0.0, 0.0)])
def test_any_values_are_painted(lines, values):
    lines.show_lines([("", volts(*values, step=timedelta(days=4)))], whole_days(FIRST, FIRST))
    lines.grab()
    assert lines.low < lines.high
