"""Plots: valid SVG of values, marks that answer, numbers that can be taken along."""

from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.plots.accumulation import accumulation
from core.plots.calibration_plot import JudgedClip, calibration_plot
from core.plots.day_profile import DayRow, day_profile
from core.plots.effort_strips import EffortRow, effort_strips
from core.plots.letters import shortened, text_width
from core.plots.night_strips import NightRow, night_strips
from core.plots.palette import DARK, LIGHT
from core.plots.precision_bars import PrecisionRow, precision_bars
from core.plots.scale import rounded_range, rounded_up, ticks
from core.plots.score_histogram import score_histogram
from core.plots.season_map import season_map
from core.plots.site_matrix import site_matrix
from core.plots.species_board import BoardRow, species_board
from core.plots.svg import Plot
from core.plots.time_lines import Measure, day_bars, lines, pieces
from core.statistics.proportion import Interval
from core.statistics.richness import richness
from core.statistics.score_calibration import ScoreCurve, logits, score_curve

NAMES = ("Turdus merula", "<b>&\"' ]]>", "コマドリ", "x" * 200, "a\x00\x0b\ufffeb")
NONE_BUT_5: list[float | None] = [None] * 5 + [0.2] + [0.0] * 18
START = datetime.combine(date(2025, 3, 30), time())


def checked(plot: Plot) -> ElementTree.Element:
    """Return the plot's tree; all that is drawn and all marks lie on it."""
    root = ElementTree.fromstring(plot.svg)
    assert plot.about
    for rect in root.iter("{http://www.w3.org/2000/svg}rect"):
        x, y, width, height = (float(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
        assert min(x, y, width, height) >= -0.01
        assert x + width <= plot.width + 1
        assert y + height <= plot.height + 1
    for row in plot.table.rows:
        assert len(row) == len(plot.table.header)
    return root


def all_plots(name: str, colours=LIGHT) -> list[Plot]:
    right = np.arange(60) % 7 != 0
    scores = np.linspace(0.2, 0.99, 60)
    found = score_curve(logits(scores), right & (scores > 0.3))
    judged = zip(scores.tolist(), right.tolist(), strict=True)
    clips = [JudgedClip(score, verdict) for score, verdict in judged]
    row = PrecisionRow(name, 40, 9, 1, 2, Interval(0.9, 0.6, 0.98))
    battery = Measure("Battery", "V", lambda volts: f"{volts:.2f} V", 1)
    period = (START, START + timedelta(days=3))
    return [
        day_profile([DayRow(name, 9, NONE_BUT_5)], colours, sunrise_h=5.5, sunset_h=21.25),
        season_map(name, date(2025, 3, 29), [NONE_BUT_5, [None] * 24], colours),
        night_strips([NightRow(name, {START.date(): 60.0})], colours),
        effort_strips([EffortRow(name, name, [0.0] * 23 + [60.0])], colours),
        precision_bars([row], colours),
        calibration_plot(name, clips, found if isinstance(found, ScoreCurve) else None, colours),
        accumulation(richness(np.eye(12, dtype=bool)), "nights", colours),
        site_matrix([name], [name, "B"], {(name, "B"): 3}, colours),
        score_histogram([0.0, 0.5, 1.0], [3, 9], [1, 2], colours),
        day_bars(
            "Recorded", "hours", [(date(2025, 3, 30), 3.0), (date(2025, 3, 31), None)], colours
        ),
        lines(
            battery, [(name, [(START, 4.5), (START + timedelta(hours=2), 4.4)])], period, colours
        ),
    ]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize(
    "name", ["Turdus merula", "<b>&\"' ]]>", "コマドリ", "x" * 200, "a\x00\x0b￾b"]
)
def test_every_plot_is_well_formed_whatever_the_names_and_the_same_each_time(name, colours):
    for plot, again in zip(all_plots(name, colours), all_plots(name, colours), strict=True):
        checked(plot)
        assert plot.svg == again.svg


def test_plots_of_nothing_are_plots():
    for plot in (
        day_profile([], LIGHT),
        season_map("x", date(2025, 1, 1), [], LIGHT),
        effort_strips([], LIGHT),
        precision_bars([], LIGHT),
        calibration_plot("x", [], None, LIGHT),
        accumulation(richness(np.zeros((0, 0), bool)), "nights", LIGHT),
        site_matrix([], [], {}, LIGHT),
        score_histogram([0.0, 1.0], [0], [0], LIGHT),
    ):
        checked(plot)


def test_a_mark_tells_its_value_and_what_it_stands_for():
    plot = day_profile([DayRow("Robin", 9, NONE_BUT_5, key=7)], LIGHT)
    heard, silent, missing = plot.areas[5], plot.areas[6], plot.areas[0]
    assert "20.0% of the windows" in heard.tip
    assert heard.key == (7, 5)
    assert "recorded, not detected" in silent.tip
    assert "not recorded" in missing.tip
    assert plot.at(heard.x + 1, heard.y + 1) == heard
    assert plot.at(-5, -5) is None


@pytest.mark.parametrize(("species", "times"), [(3, 1), (12, 2)])
def test_hours_stand_above_too_where_many_rows_hide_those_below(species, times):
    plot = day_profile([DayRow("Robin", 9, NONE_BUT_5)] * species, LIGHT)
    assert plot.svg.count(">06</text>") == times
    assert len(plot.areas) == species * 24


def test_what_was_not_recorded_is_hatched_and_never_zero():
    plot = season_map("Robin", date(2025, 1, 1), [[None] * 24, [0.0] * 24], LIGHT)
    assert "<path" in plot.svg
    assert plot.table.rows[0][1] is None
    assert plot.table.rows[1][1] == 0.0
    everything = season_map("Robin", date(2025, 1, 1), [[0.0] * 24], LIGHT)
    assert plot.svg.count("<path") == everything.svg.count("<path") + 1  # one is in the legend


def test_a_sun_line_breaks_where_the_sun_does_not_cross_the_horizon():
    days = [[0.0] * 24] * 6
    up = season_map("x", date(2025, 6, 1), days, LIGHT, sun={"sunrise": [2, 1, None, None, 1, 2]})
    whole = season_map("x", date(2025, 6, 1), days, LIGHT, sun={"sunrise": [2, 1, 1, 1, 1, 2]})
    count = up.svg.count("<polyline") - whole.svg.count("<polyline")
    assert count == 1


def test_a_year_of_hours_is_small_enough_to_show():
    drawn = np.random.default_rng(0)
    shares = (drawn.random((365, 24)) * (drawn.random((365, 24)) < 0.4)).tolist()
    plot = season_map("Robin", date(2025, 1, 1), shares, LIGHT)
    assert len(plot.svg) < 700_000
    assert len(plot.areas) == 365 * 24


def test_hours_on_the_day_of_a_clock_change_are_where_the_recorder_had_them():
    points = [(START + timedelta(hours=h), float(h)) for h in range(48)]
    measure = Measure("Level", "dB", str, 1)
    plot = lines(measure, [("", points)], (START, START + timedelta(days=2)), LIGHT)
    steps = np.diff([area.x for area in plot.areas])
    assert np.allclose(steps, steps[0])


def test_lines_break_at_long_gaps():
    points = [(START + timedelta(hours=h), 1.0) for h in (*range(20), *range(200, 220))]
    assert [len(piece) for piece in pieces(points)] == [20, 20]


@given(st.floats(1e-6, 1e9))
def test_axes_end_in_round_numbers_above_the_values(value):
    assert value * 0.999 <= rounded_up(value) <= max(value * 2.1, 24)
    assert ticks(value)[-1] <= value * (1 + 1e-9)


@given(st.floats(-100, 100), st.floats(0, 50))
def test_a_range_holds_its_values_and_is_not_blown_up(low, more):
    start, end = rounded_range(low, low + more, 10)
    assert start <= low + 1e-6
    assert end >= low + more - 1e-6
    assert end - start >= 9.99


def test_a_hundred_thousand_values_are_thinned_to_what_can_be_seen_but_all_are_taken_along():
    points = [(START + timedelta(seconds=s), float(s % 977)) for s in range(100_000)]
    period = (START, START + timedelta(seconds=100_000))
    plot = lines(Measure("Level", "dB", str, 1), [("", points)], period, LIGHT)
    assert len(plot.svg) < 60_000
    assert len(plot.areas) < 1_000
    assert len(plot.table.rows) == 100_000
    assert any(area.tip.endswith("976.0") for area in plot.areas)


@pytest.mark.parametrize("name", ["242A2604603691DD", "WWWW MMMM", "Iiiiiiil", "中文网站的名字"])
def test_names_are_as_wide_as_their_letters_and_shortened_to_what_fits(name):
    assert text_width("MAMMOTH") > text_width("mammoth") > text_width("illicit")
    assert shortened(name, text_width(name)) == name
    short = shortened(name, 0.7 * text_width(name))
    assert short.endswith("…")
    assert text_width(short) <= 0.7 * text_width(name)


def test_what_has_but_one_name_is_called_once_on_the_board():
    marks = PrecisionRow("Engine", 40, 0, 0, 0, None)
    assert species_board([BoardRow("Engine", marks)], LIGHT, 600).svg.count(">Engine<") == 1
    bird = PrecisionRow("Common Cuckoo", 40, 0, 0, 0, None)
    assert ">Cuculus canorus<" in species_board([BoardRow("Cuculus canorus", bird)], LIGHT, 600).svg
