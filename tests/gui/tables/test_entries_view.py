"""Lists to read: facts go to the next line as a whole, where there is room for the whole."""

from gui.tables.entries_view import _breakable, _Part


def test_a_fact_that_is_wider_than_the_list_is_broken_after_all(looks):
    part = _Part("non\u2011commercial\u00a0use · 48\u00a0kHz", looks.font(9), "")
    assert _breakable(part, 400) == part.text
    assert _breakable(part, 60) == "non-commercial use · 48\u00a0kHz"
