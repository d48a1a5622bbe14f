"""Two analyses side by side as a picture."""

from core.plots.paired_bars import PairedRow, paired_bars
from core.plots.palette import LIGHT
from core.statistics.pairs import PairedCounts, difference


def test_each_species_tells_its_recordings_and_the_difference():
    of = PairedCounts(5, 3, 1, 11)
    rows = [
        PairedRow("Eurasian Wren <1>", 5, 3, 1, difference(of), of.p, "Troglodytes troglodytes"),
        PairedRow("Nobody", 0, 0, 0, None, None),
    ]
    plot = paired_bars(rows, ("BirdNET", "Perch & others"), LIGHT)
    assert "both 5, first only 3, second only 1" in plot.areas[0].tip
    assert plot.areas[0].key == ("Troglodytes troglodytes",)
    assert "Perch &amp; others" in plot.svg
    assert plot.table.rows[0][:4] == ("Eurasian Wren <1>", 5, 3, 1)
    assert plot.table.rows[1][4:] == (None, None, None, None)


def test_nothing_found_is_a_picture_too():
    assert paired_bars([], ("a", "b"), LIGHT).areas == ()
