from collections import Counter

import pytest

from core.errors import NetworkUnavailableError, UserError
from core.networks.birdnet import files
from core.networks.birdnet.labels import read_labels
from core.networks.catalogue import NETWORKS, network
from core.networks.network import species_of

birdnet = network("birdnet-2.4")


def test_an_unknown_network_is_answered_with_the_known_ones():
    with pytest.raises(UserError, match=r"birdnet-2\.4"):
        network("birdnet-9")


def test_every_network_is_found_by_its_own_id():
    assert all(network(each.manifest.id) is each for each in NETWORKS)


def test_every_label_is_a_bird_another_animal_or_a_kind_of_sound():
    groups = Counter(label.group for label in species_of(birdnet))
    assert groups == {"bird": 6421, "animal": 90, "sound": 11}


def test_labels_keep_the_order_of_the_file():
    names = [label.scientific_name for label in species_of(birdnet)]
    assert names[0] == "Abroscopus albogularis"
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("Turdus merula", "bird"),
        ("Lithobates catesbeianus", "animal"),
        ("Canis latrans", "animal"),
        ("Dog", "sound"),
        ("Human vocal", "sound"),
    ],
)
def test_a_label_knows_its_group(name, group):
    assert {label.scientific_name: label.group for label in species_of(birdnet)}[name] == group


def test_a_line_that_is_no_label_is_reported(tmp_path):
    file = tmp_path / "labels.txt"
    file.write_text("Turdus merula\n", encoding="utf-8")
    with pytest.raises(NetworkUnavailableError, match="Turdus merula"):
        read_labels(file)


def test_a_damaged_file_is_named_and_not_used(tmp_path, monkeypatch):
    folder = tmp_path / "models" / "analyzer"
    folder.mkdir(parents=True)
    (folder / files.LABELS).write_text("other", encoding="utf-8")
    monkeypatch.setattr(files, "package_folder", lambda _package: tmp_path)
    with pytest.raises(NetworkUnavailableError, match=r"Labels\.txt is damaged"):
        files.file(files.LABELS)


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "package_folder", lambda _package: tmp_path)
    with pytest.raises(NetworkUnavailableError, match="cannot be read"):
        files.file(files.LABELS)


def test_a_missing_package_is_named():
    with pytest.raises(NetworkUnavailableError, match=r"no_such_package.* Run: make setup"):
        files.package_folder("no_such_package")
