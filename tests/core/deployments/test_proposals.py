"""Which site a file is from, told from real layouts of cards and disks."""

from pathlib import Path

import pytest

from core.deployments.proposals import FolderSurvey, name_prefix

ROOT = Path("/media/card of May")


def names(
    *files: str, root: Path = ROOT, prefix: str | None = None, serial: str | None = None
) -> list[str]:
    survey = FolderSurvey(root)
    for file in files:
        survey.add(root / file)
    return [survey.propose(root / file, prefix, serial).name for file in files]


@pytest.mark.parametrize(
    ("path", "site"),
    [
        ("Dune/a.wav", "Dune"),
        ("Dune/Data/a.wav", "Dune"),
        ("DATA/Dune/a.wav", "Dune"),
        ("Dune_card1/20240501/a.wav", "Dune"),
        ("Dune SD02/DCIM/a.wav", "Dune"),
        ("Dune_20240501/a.wav", "Dune"),
        ("Dune/20190401_REC/20190401T000000+1000_REC.flac", "Dune"),
        ("Dune/2024/May/a.wav", "Dune"),
        ("2024-05/Dune/deployment 2/a.wav", "Dune"),
        ("Marsh/a.wav", "Marsh"),
        ("Decoy Marais/a.wav", "Decoy Marais"),
        ("a.wav", "card of May"),
    ],
)
def test_a_site_is_called_after_the_folder_that_a_person_named(path, site):
    assert names(path) == [site]


def test_a_flat_folder_with_several_prefixes_is_several_sites():
    files = [f"{site}_20240501_0{hour}0000.wav" for site in ("DUNE", "WOOD") for hour in range(4)]
    assert names(*files) == ["DUNE"] * 4 + ["WOOD"] * 4


def test_audiomoth_serials_in_one_folder_are_several_sites():
    ids = ("24F319055FDF2902", "24E144085F256908")
    files = [f"{number}_20240501_0{hour}0000.WAV" for number in ids for hour in range(3)]
    assert set(names(*files)) == set(ids)


def test_a_number_for_each_file_is_no_prefix():
    files = [f"Dune/0000{n:04d}_Rec_20220331T09490{n}-0300_x.flac" for n in range(5)]
    files += [f"Wood/Take{n}_20240501_0{n}0000.wav" for n in range(5)]
    assert set(names(*files)) == {"Dune", "Wood"}


def test_what_all_folders_share_is_not_part_of_the_name():
    assert names("Season 1/Dunes/A1/a.wav", "Season 1/Dunes/A2/a.wav") == ["A1", "A2"]


def test_sites_of_the_same_name_in_two_regions_stay_apart():
    assert names("North/A1/a.wav", "South/A1/a.wav") == ["North / A1", "South / A1"]


def test_without_a_folder_the_recorder_names_the_site():
    assert names("20250503/a.wav", prefix="Pool 3") == ["Pool 3"]


def test_a_serial_names_the_site_only_where_the_card_has_no_name():
    assert names("a.wav", serial="24E1") == ["card of May"]
    assert names("a.wav", serial="24E1", root=Path("/DCIM")) == ["24E1"]
    assert names("a.wav", prefix="SMU01234", serial="SMU01234") == ["card of May"]


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("THOMPSON_20170625_102105.wav", "THOMPSON"),
        ("SM3-01_0+1_20170625$102105.wav", "SM3-01"),
        ("20170625_102105.wav", None),
        ("00008570_Site_20220331T094900-0300_Rec.flac", "Site"),
        ("pond 3 2022-08-30_12-08-00.wav", "pond 3"),
        ("ZOOM0001.WAV", None),
    ],
)
def test_the_prefix_stands_before_the_date(name, prefix):
    assert name_prefix(name) == prefix
