import pytest

from core import sample
from core.errors import UserError
from core.sample import copy_samples


def test_the_samples_are_had_again_where_one_is_gone(tmp_path, samples):
    first = copy_samples(tmp_path)
    first[1].unlink()
    assert [p.read_bytes() for p in copy_samples(tmp_path)] == [p.read_bytes() for p in samples]


def test_another_file_of_a_samples_name_stays_as_it_is(tmp_path, samples):
    mine = tmp_path / samples[2].name
    mine.write_bytes(b"mine")
    with pytest.raises(UserError, match="Choose an empty folder"):
        copy_samples(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [mine.name]
    assert mine.read_bytes() == b"mine"


@pytest.mark.parametrize("archive", ["sound.zip", "__init__.py"])
def test_an_archive_that_is_damaged_or_gone_says_what_to_do(tmp_path, monkeypatch, archive):
    monkeypatch.setattr(sample, "_ARCHIVE", archive)
    with pytest.raises(UserError, match="Install Undersong again"):
        copy_samples(tmp_path)
    assert list(tmp_path.iterdir()) == []
