"""Networks that call a species differently still mean one."""

from hypothesis import given
from hypothesis import strategies as st

from core.domain import Species
from core.same_species import same_species
from core.species.one_species import other_names, united

JACKDAW, COLOEUS = Species("Corvus monedula", "Jackdaw"), Species("Coloeus monedula", "Jackdaw")
CROW, HOODED = Species("Corvus corone", "Carrion Crow"), Species("Corvus cornix", "Hooded Crow")
ENGINE, MOTOR = Species("Engine", "Engine", "sound"), Species("Motor", "Engine", "sound")


def test_older_and_newer_names_are_one_as_the_first_network_has_it():
    one, other = united([[JACKDAW, CROW], [COLOEUS, HOODED]])
    assert one == {JACKDAW: JACKDAW, CROW: CROW}
    assert other == {COLOEUS: JACKDAW, HOODED: HOODED}


def test_how_a_name_is_written_and_called_does_not_matter():
    other = Species("corvus  Monedula", "Choucas")
    assert united([[JACKDAW], [other]])[1] == {other: JACKDAW}


def test_what_a_network_tells_apart_stays_apart():
    _, other = united([[JACKDAW], [COLOEUS, JACKDAW]])
    assert other == {JACKDAW: JACKDAW, COLOEUS: COLOEUS}
    assert united([[JACKDAW, COLOEUS], [COLOEUS]])[1] == {COLOEUS: COLOEUS}


def test_common_names_are_the_last_resort_and_never_for_sounds():
    new = Species("Nova monedula", "Jackdaw")
    assert united([[JACKDAW], [new]])[1] == {new: JACKDAW}
    assert united([[ENGINE], [MOTOR, ENGINE]])[1] == {ENGINE: ENGINE, MOTOR: MOTOR}


def test_three_networks_meet_in_one_name():
    *_, third = united([[CROW], [COLOEUS], [JACKDAW]])
    assert third == {JACKDAW: COLOEUS}


def test_a_species_has_its_other_names():
    assert "Coloeus monedula" in other_names("Corvus monedula")
    assert "Corvus monedula" in other_names("coloeus monedula")
    assert other_names("Yeti yeti") == []


names = [name for line in same_species() for name in line]
lists = st.lists(st.sampled_from(names).map(lambda name: Species(name, name)), unique=True)


@given(st.lists(lists, min_size=1, max_size=4))
def test_no_two_species_of_a_network_become_one(networks):
    found = united(networks)
    for own, same in zip(networks, found, strict=True):
        assert set(same) == set(own)
        assert len(set(same.values())) == len(own)
    assert all(one == same for one, same in found[0].items())


@given(st.sampled_from([line for line in same_species() if len(line) > 1]))
def test_every_line_of_the_table_is_one_species(line):
    species = [Species(name, f"{name} itself") for name in line]
    assert {next(iter(each.values())) for each in united([[one] for one in species])} == {
        species[0]
    }
