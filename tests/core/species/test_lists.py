"""Species lists as people write them."""

import pytest

from core.domain import Label, LabelKind, Species
from core.errors import UnknownSpeciesError, UserError
from core.networks import catalogue
from core.networks.network import species_of
from core.species.languages import add_names
from core.species.lists import list_for, read_list
from core.species.naming import _same_species, compared
from tests.core.networks.toy import Toy

MERULA, WREN = "Turdus merula", "Troglodytes troglodytes"


@pytest.fixture
def read(tmp_path, birdnet):
    def write_and_read(text: str, encoding: str = "utf-8"):
        path = tmp_path / "list.txt"
        path.write_bytes(text.encode(encoding))
        return read_list(path, species_of(birdnet), strict=True).species

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
    name = next(s.common_name for s in species_of(birdnet) if "ü" in s.common_name)
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
        read_list(tmp_path / "none.txt", species_of(birdnet))


@pytest.mark.parametrize(
    "text",
    [
        "Turdus  merula\n\u200bTroglodytes troglodytes\n",
        "Turdus\u00a0merula\n\ufeffTroglodytes troglodytes\u200e\n",
        "Turdus merula,Eurasian Blackbird\nTroglodytes troglodytes,Eurasian Wren\n",
        "Eurasian Blackbird\tTurdus merula\nWren\tTroglodytes troglodytes\n",
        "taxonID,scientificName,vernacularName\n1,Turdus merula,Blackbird\n2,,Eurasian Wren\n",
        'scientific_name\n"Turdus merula Linnaeus, 1758"\nTroglodytes troglodytes (L.)\n',
        "Turdus merula Linnaeus, 1758\nTroglodytes troglodytes (Linnaeus, 1758)\n",
        "Turdus merula merula\nTroglodytes troglodytes ssp. indigenus\n",
        "1. Turdus merula\n2) Eurasian Wren\n",
        "Eurasian Blackbird (Turdus merula)\nEurasian Wren - Troglodytes troglodytes\n",
        "Genus;Species\nTurdus;merula\nTroglodytes;troglodytes\n",
        "sep=;\nname;n\nCommon Blackbird;1\nEurasian Wren;2\n",
        "Turdus merula, Troglodytes troglodytes\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_lists_are_understood_as_people_have_them(read, text, encoding):
    assert read(text, encoding) == (WREN, MERULA)


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("Cetti\u2019s Warbler", "Cettia cetti"),
        ("Maran\u0303on Thrush", "Turdus maranonicus"),
        ("Maranon Thrush", "Turdus maranonicus"),
        ("Grey Heron", "Ardea cinerea"),
        ("Common House Martin", "Delichon urbicum"),
        ("Parus caeruleus", "Cyanistes caeruleus"),
        ("Astur cooperii", "Accipiter cooperii"),
        ("Corvus corone cornix", "Corvus cornix"),
        ("Larus argentatus cachinnans", "Larus cachinnans"),
        ("Motacilla alba yarrellii Gould, 1837", "Motacilla alba"),
    ],
)
def test_other_ways_to_write_a_name_lead_to_the_networks(read, written, label):
    assert read(written) == (label,)


def test_names_that_moved_are_told(tmp_path, birdnet):
    (tmp_path / "list.txt").write_text("Parus caeruleus\nTurdus merula L.\n")
    found = read_list(tmp_path / "list.txt", species_of(birdnet))
    assert found.notes == (
        "The network has other names for: Parus caeruleus as Cyanistes caeruleus.",
    )


@pytest.mark.parametrize(
    "written",
    [
        "Parus philomelos", "Larus caeruleus", "Cuban Robin", "Red Blackbird", "Turdus sp.",
        "Anas platyrhynchos x Anas acuta", "Thrush", "Turdus", "Robin",
    ],
)  # fmt: skip
def test_what_is_not_near_is_not_proposed(read, written):
    with pytest.raises(UnknownSpeciesError) as refused:
        read(written)
    assert f"line 1: {written}\n" in str(refused.value)


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("Turdus merla", MERULA),
        ("Tordus merula", MERULA),
        ("Eurasian Blackbrid", MERULA),
        ("Common Jay", "Garrulus glandarius"),
    ],
)
def test_what_is_truly_near_is_proposed(read, written, label):
    with pytest.raises(UnknownSpeciesError, match=f"did you mean {label}"):
        read(written)


def test_a_second_species_in_a_line_is_not_dropped(read):
    with pytest.raises(UnknownSpeciesError, match="line 2: Turdus merula, Turdus philomenos"):
        read("# mine\nTurdus merula, Turdus philomenos\n")


def test_no_line_of_other_names_has_two_labels_and_no_name_is_there_twice(birdnet):
    labels = {compared(s.scientific_name) for s in species_of(birdnet)}
    commons = {compared(s.common_name) for s in species_of(birdnet)}
    every = [name for line in _same_species() for name in line]
    assert len(every) == len(set(every))
    assert not commons & set(every)
    assert all(len(labels & set(line)) <= 1 for line in _same_species())


def test_names_are_as_distinct_when_compared_as_they_are_written(birdnet):
    assert len({compared(s.scientific_name) for s in species_of(birdnet)}) == len(
        species_of(birdnet)
    )


# --- networks that know few species ---

ROBIN, JACKDAW = Species("Erithacus rubecula", "Robin"), Species("Coloeus monedula", "Jackdaw")
FEW = (
    Label("robin song", ROBIN, LabelKind.CALL_TYPE),
    Label("eurjac", JACKDAW),
    Label("Robin", Species("Turdus migratorius", "American Robin")),
)


@pytest.fixture
def for_few(tmp_path, birdnet):
    def write_and_read(text: str, *, strict: bool = False):
        (tmp_path / "list.txt").write_text(text, "utf-8")
        return list_for(tmp_path / "list.txt", Toy(labels=FEW), strict=strict)

    return write_and_read


def test_what_only_other_networks_know_is_left_out_and_told(for_few):
    found = for_few("Erithacus rubecula\nTurdus merula\nEurasian Wren\n")
    assert found.species == ("Erithacus rubecula",)
    assert found.unknown == ("Turdus merula", "Eurasian Wren")
    assert "cannot hear 2 species of the list: Turdus merula, Eurasian Wren." in found.notes[-1]


def test_in_a_line_of_several_the_known_stay_and_the_others_are_told(for_few):
    found = for_few("Erithacus rubecula, Turdus merula\nMenura novaehollandiae, Corvus monedula\n")
    assert found.species == ("Coloeus monedula", "Erithacus rubecula")
    assert found.unknown == ("Turdus merula", "Menura novaehollandiae")


def test_other_columns_and_names_of_the_same_species_are_not_told(for_few):
    found = for_few("European Robin, Erithacus rubecula, breeds, 12\n")
    assert (found.species, found.unknown) == (("Erithacus rubecula",), ())


def test_what_nobody_knows_is_left_out_and_told_with_what_may_be_meant(for_few):
    found = for_few("Erithacus rubecula\nErithacus rubeccula\n")
    assert found.species == ("Erithacus rubecula",)
    assert found.unknown == ("Erithacus rubeccula",)
    assert "line 2: Erithacus rubeccula (did you mean Erithacus rubecula?)" in found.notes[-1]


def test_what_nobody_knows_in_a_table_is_told_once(for_few):
    found = for_few("sci_name\nErithacus rubecula\nTurdus merula\nNullus nullus\n")
    assert found.unknown == ("Turdus merula", "Nullus nullus")
    assert "cannot hear 1 species of the list: Turdus merula." in found.notes[0]
    assert found.notes[1].endswith("line 4: Nullus nullus\nIt is left out.")


def test_strictly_not_even_what_others_know_is_left_out(for_few):
    with pytest.raises(UnknownSpeciesError, match="cannot hear 1 species of the list"):
        for_few("Erithacus rubecula\nTurdus merula\n", strict=True)


def test_codes_and_names_in_a_language_that_is_here_are_understood(for_few, tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))
    labels = tmp_path / "nl.txt"
    labels.write_text("Erithacus rubecula_Roodborst\n")
    add_names(labels, "nl")
    found = for_few("roodborst\neurjac\n")
    assert found.species == ("Coloeus monedula", "Erithacus rubecula")


def test_what_nobody_knows_is_refused_also_where_others_are_known(for_few):
    with pytest.raises(UnknownSpeciesError, match="1 species is in") as refused:
        for_few("Erithacus rubecula\nTurdus merula\nTurdus merulla\n", strict=True)
    assert "line 3: Turdus merulla" in str(refused.value)
    assert "line 2" not in str(refused.value)


def test_a_list_of_which_the_network_knows_nothing_is_refused(for_few):
    with pytest.raises(UnknownSpeciesError, match="knows none of the species"):
        for_few("Turdus merula\nTroglodytes troglodytes\n")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("eurjac", "Coloeus monedula"),
        ("Robin song", "Erithacus rubecula"),
        ("Robin", "Turdus migratorius"),  # the label before the common name
        ("Corvus monedula", "Coloeus monedula"),
        ("American robin", "Turdus migratorius"),
    ],
)
def test_a_label_counts_before_a_name(for_few, written, meant):
    assert for_few(written).species == (meant,)
    assert for_few(f"site,species\nDune,{written}\n").species == (meant,)


def test_species_of_every_network_that_is_ready_are_known(for_few, monkeypatch):
    yeti = Toy(labels=[Label("yeti", Species("Yeti yeti", "Yeti", "animal"))])
    monkeypatch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS, yeti))
    assert for_few("Erithacus rubecula\nYeti yeti\n").unknown == ("Yeti yeti",)
