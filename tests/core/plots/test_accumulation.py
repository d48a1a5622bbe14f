"""The curve of species found with effort."""

import re

import numpy as np

from core.plots.accumulation import accumulation
from core.plots.palette import LIGHT
from core.statistics.richness import richness


def met(units: int, species: int = 12) -> np.ndarray:
    """Each unit has one species, so that all of them are met about equally often."""
    return np.eye(species, dtype=bool)[np.arange(units) % species]


def test_a_long_survey_is_drawn_with_the_points_that_there_is_room_for():
    found = richness(met(5_000))
    plot = accumulation(found, "nights", LIGHT, (380.0, 240.0))
    assert len(plot.areas) <= 380
    assert plot.areas[-1].tip == "12.0 species in 5,000 nights"
    assert len(plot.table.rows) == 5_000
    ends = [area.x + area.width for area in plot.areas]
    assert all(one.x <= before + 1e-6 for before, one in zip(ends, plot.areas[1:], strict=False))


def test_units_are_counted_in_whole_numbers():
    svg = accumulation(richness(met(2)), "nights", LIGHT).svg
    assert re.findall(r">(\d+(?:\.\d+)?)</text>", svg)
    assert ">0.5</text>" not in svg


def test_no_line_goes_through_what_is_said_of_chao2():
    once = np.eye(16, dtype=bool)
    for rows in range(4, 16):
        plot = accumulation(richness(once[:rows]), "nights", LIGHT)
        said = re.search(r'y="([\d.]+)"[^>]*>Chao2', plot.svg)
        lines = re.findall(r'points="34,([\d.]+) 370,\1"', plot.svg)
        assert said
        assert lines
        for y in map(float, lines):
            assert not float(said[1]) - 9 < y < float(said[1]) - 1
