"""Names that people give: one name, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UnusableValueError
from core.names import (
    EVERY_SITE,
    LONGEST,
    clean,
    key,
    natural_key,
    proposed_site_name,
    same,
    site_name,
)


@pytest.mark.parametrize(
    "written",
    ["Düne", " düne ", "DÜNE", "Du\u0308ne", "Düne\n", "\u202eDüne", "D\u200büne", "\tDüne\0"],
)
def test_ways_to_write_a_name_are_one_name(written):
    assert same(written, "Düne")
    assert clean(written).casefold() == "düne"


def test_what_is_seen_and_what_words_need_is_kept():
    assert clean("می\u200cخواهم 🦉 a  b") == "می\u200cخواهم 🦉 a b"


@pytest.mark.parametrize(
    "typed", ["", "  ", "\u200b", "\0", "All Sites", "all  sites\n", "x" * 201]
)
def test_what_can_be_no_sites_name_is_refused(typed):
    with pytest.raises(UnusableValueError):
        site_name(typed)


def test_numbers_in_names_are_sorted_by_their_size():
    wanted = ["Site 1", "site 02", "Site 2b", "Site 10", "Site 10/rec2.wav", "Site 10/rec10.wav"]
    assert sorted({*wanted}, key=natural_key) == wanted


@given(st.text(max_size=20), st.integers(0), st.integers(0), st.text(max_size=20))
def test_a_larger_number_in_the_same_place_comes_later(before, one, other, after):
    before, after = before.rstrip("0123456789"), after.lstrip("0123456789")
    texts = [f"{before}{number}{after}" for number in sorted((one, other))]
    assert sorted(texts, key=natural_key) == texts


@given(st.text(max_size=300))
def test_names_are_cleaned_once_and_for_all(text):
    assert clean(clean(text)) == clean(text)
    assert key(clean(text)) == key(text)
    proposed = proposed_site_name(text)
    assert 0 < len(proposed) <= LONGEST + 3
    assert not set(proposed) & {*"\0\n\r\t\u2028\u202e\u200b"}
    assert same(text, EVERY_SITE) or site_name(proposed[:LONGEST])
