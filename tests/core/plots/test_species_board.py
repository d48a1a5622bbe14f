"""The board of species on the Overview."""

import re

import pytest

from core.plots.letters import SMALL, TEXT
from core.plots.palette import LIGHT
from core.plots.precision_bars import PrecisionRow
from core.plots.species_board import BoardRow, species_board

SHORT, LONG = "Wren", "Black-and-white-throated Mountain Warbler of Somewhere"
TICK = ">50</text>"


@pytest.mark.parametrize(
    ("name", "width", "has_line"),
    [(SHORT, 640, True), (LONG, 640, False), (LONG, 900, True), (SHORT, 420, False)],
)
def test_the_line_of_precision_is_there_where_whole_names_have_room(name, width, has_line):
    row = BoardRow(name, PrecisionRow(name, 1_200, 3, 1, 0, None, False))
    board = species_board([row], LIGHT, width).svg
    assert (TICK in board) is has_line
    assert f">{name}</text>" in board or not has_line


@pytest.mark.parametrize(("width", "size"), [(500, SMALL), (1000, TEXT)])
def test_counts_of_verdicts_have_one_size_of_which_there_is_room_for_all(width, size):
    many = BoardRow(SHORT, PrecisionRow(SHORT, 168_826, 5_835, 2_112, 407, None))
    few = BoardRow("Tit", PrecisionRow("Tit", 12, 3, 1, 0, None))
    board = species_board([many, few], LIGHT, width).svg
    sizes = re.findall(r'font-size="([\d.]+)"[^>]*>[\d,]+ [✓✕?]<', board)
    assert [float(one) for one in sizes] == [size] * 5
