"""Species and sounds are told into groups."""

import csv
from importlib.resources import files

import pytest

from core.domain import LabelKind
from core.errors import UnusableValueError
from core.networks.network import species_of
from core.taxon_groups import TaxonGroup, groups_in, taxon_group


@pytest.mark.parametrize(
    ("name", "kind", "group"),
    [
        ("Turdus merula", "bird", "bird"),
        ("Rana temporaria", "animal", "frog"),
        ("Pipistrellus pygmaeus", "animal", "bat"),
        ("Vulpes vulpes", "animal", "mammal"),
        ("Tettigonia viridissima", "animal", "insect"),
        ("Atelopus varius", "animal", "frog"),
        ("Mecopoda elongata", "animal", "insect"),
        ("Tragelaphus scriptus", "animal", "mammal"),
        ("Opsanus tau", "animal", "fish"),
        ("Gekko gecko", "animal", "animal"),
        ("Human vocal", "sound", "human"),
        ("Power tools", "sound", "machine"),
        ("Thunderstorm", "sound", "weather"),
        ("Noise", "sound", "sound"),
    ],
)
def test_each_has_its_group(name, kind, group):
    assert taxon_group(name, kind) == group


def test_every_animal_that_birdnet_knows_is_of_a_known_group(birdnet):
    animals = [one for one in species_of(birdnet) if one.group == "animal"]
    assert animals
    lost = [a for a in animals if taxon_group(a.scientific_name, a.group) is TaxonGroup.ANIMAL]
    assert lost == []


def test_every_sound_that_birdnet_knows_but_noise_is_of_people_machines_or_animals(birdnet):
    sounds = {
        label.species.scientific_name
        for label in birdnet.heads[0].labels
        if label.kind is LabelKind.SOUND and label.species
    }
    other = {name for name in sounds if taxon_group(name, "sound") is TaxonGroup.SOUND}
    assert other == {"Environmental", "Noise"}


def test_no_genus_is_of_two_groups():
    text = files("species_lists").joinpath("groups.csv").read_text(encoding="utf-8")
    table = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    genera = [genus for row in table for genus in row["genera"].split()]
    assert sorted(genera) == sorted(set(genera))


def test_groups_are_named_with_commas_and_unknown_ones_are_refused():
    assert groups_in(" Bat,frog ") == {TaxonGroup.BAT, TaxonGroup.FROG}
    assert groups_in("") == frozenset()
    with pytest.raises(UnusableValueError, match=r"There is no group bats\. There are: bird, frog"):
        groups_in("bats")
