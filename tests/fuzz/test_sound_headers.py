"""A small sample of what ``python -m tests.fuzz.sound_headers`` does at length."""

from tests.fuzz.sound_headers import failures, mutants


def test_damaged_headers_end_in_sentences():
    found = [(m.number, m.name, failure) for m, failure in failures(seed=7, first=0, count=150)]
    assert found == []


def test_a_seed_gives_the_same_files_again():
    assert list(mutants(3, 20, 5)) == list(mutants(3, 0, 25))[20:]
