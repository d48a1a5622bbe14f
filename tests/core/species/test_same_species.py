"""Older and newer names, and those of other checklists."""

from collections import Counter

from core.networks.known_species import known_species
from core.same_species import same_species


def test_no_name_is_of_two_species():
    often = Counter(name for names in same_species() for name in names)
    assert [name for name, number in often.items() if number > 1] == []


def test_a_species_that_a_network_tells_apart_is_never_two_of_its_labels(birdnet):
    labels = {label.species.scientific_name for label in birdnet.heads[0].labels if label.species}
    both = [names for names in same_species() if len(labels.intersection(names)) > 1]
    assert both == []


def test_each_checklists_names_lead_to_the_networks():
    for newer, label in (
        ("Astur gentilis", "Accipiter gentilis"),  # eBird 2024, AviList
        ("Anarhynchus alexandrinus", "Charadrius alexandrinus"),
        ("Thinornis dubius", "Charadrius dubius"),
        ("Psittacula krameri", "Psittacula krameri"),
        ("Siva cyanouroptera", "Actinodura cyanouroptera"),  # BirdLife
    ):
        known = known_species(newer)
        assert known is not None, newer
        assert known.scientific_name == label
