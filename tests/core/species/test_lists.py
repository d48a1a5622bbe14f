"""Species lists as people write them."""

import pytest

from core.errors import UnknownSpeciesError, UserError
from core.species.lists import read_list

MERULA, WREN = "Turdus merula", "Troglodytes troglodytes"


@pytest.fixture
def read(tmp_path, birdnet):
    def write_and_read(text: str, encoding: str = "utf-8"):
        path = tmp_path / "list.txt"
        path.write_bytes(text.encode(encoding))
        return read_list(path, birdnet.labels).species

    return write_and_read


@pytest.mark.parametrize(
    "text",
    [
        "Turdus merula\nTroglodytes troglodytes\n",
        "# dune birds\n\nturdus MERULA  \r\nEurasian Wren",
        "Turdus merula_Eurasian Blackbird\nTroglodytes troglodytes_Eurasian Wren\n",
        "site,scientific_name\nDune,Turdus merula\nDune,Troglodytes troglodytes\n",
        "Common name;Status\nEurasian Blackbird;breeds\nEurasian Wren;breeds\n",
        '"species"\n"Turdus merula"\n"Troglodytes troglodytes"\n',
        "name\tn\nTurdus merula\t1\nTroglodytes troglodytes\t2\nTurdus merula\t3\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_species_are_found_by_either_name_in_any_table(read, text, encoding):
    assert read(text, encoding) == (WREN, MERULA)


def test_an_old_spreadsheets_letters_are_read(read, birdnet):
    name = next(s.common_name for s in birdnet.labels if "ü" in s.common_name)
    assert len(read(name, "cp1252")) == 1


def test_every_unknown_name_is_named_and_the_nearest_proposed(read):
    invented = "\n".join(f"Nobody {n}" for n in range(12))
    with pytest.raises(UnknownSpeciesError) as refused:
        read(f"Turdus merulla\nTurdus merula\n{invented}\n")
    assert "13 species are in list.txt that this network does not know" in str(refused.value)
    assert "Turdus merulla (did you mean Turdus merula?)" in str(refused.value)
    assert all(f"Nobody {n}" in str(refused.value) for n in range(12))


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n"])
def test_an_empty_list_is_refused(read, text):
    with pytest.raises(UserError, match="is empty"):
        read(text)


def test_a_missing_list_is_said(tmp_path, birdnet):
    with pytest.raises(UserError, match="cannot be read"):
        read_list(tmp_path / "none.txt", birdnet.labels)
