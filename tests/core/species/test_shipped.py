from pathlib import Path

import pytest

from core.cli.app import build
from core.errors import UnusableValueError, UserError
from core.networks.catalogue import network
from core.networks.network import species_of
from core.species.lists import list_for
from core.species.shipped import shipped_lists

BIRDNET = network("birdnet-2.4")


def test_every_name_of_a_list_is_a_label_of_the_network_and_stands_once():
    labels = {f"{s.scientific_name}_{s.common_name}" for s in species_of(BIRDNET)}
    for one in shipped_lists():
        lines = one.path.read_text(encoding="utf-8").splitlines()
        names = [line for line in lines if not line.startswith("#")]
        assert set(names) <= labels, (one.id, set(names) - labels)
        assert len(names) == len(set(names)) == one.species > 5, one.id


def test_every_list_says_what_it_is_and_is_read_by_its_id():
    lists = shipped_lists()
    assert len(lists) >= 20
    assert len({one.name for one in lists}) == len(lists)
    for one in lists:
        assert all([one.region, one.source, one.taxonomy, one.year, one.purpose]), one.id
    read = list_for(Path("owls-nightjars"), BIRDNET)
    assert "Strix aluco" in read.species
    assert (read.notes, read.unknown) == ((), ())


def test_a_file_of_the_same_name_goes_before_a_list_that_comes_along(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raptors").write_text("Buteo buteo\n")
    assert list_for(Path("raptors"), BIRDNET).species == ("Buteo buteo",)
    with pytest.raises(UserError):
        list_for(Path("no-such-list"), BIRDNET)
    with pytest.raises(UserError, match=r"Is owls-nightjars meant\?"):
        list_for(Path("owls"), BIRDNET)


def test_lists_are_shown_and_exported_by_command(tmp_path, capsys):
    def run(*words):
        build("lists")(["lists", *words], standalone_mode=False)
        return capsys.readouterr().out

    assert "british-isles-breeding" in run("list")
    out = tmp_path / "mine.txt"
    run("export", "insects", "--out", str(out))
    assert list_for(out, BIRDNET).species == list_for(Path("insects"), BIRDNET).species
    with pytest.raises(UnusableValueError, match=r"There is no list nothing\.$"):
        run("info", "nothing")
    for typed in ("british-isles", "british-isles-breding"):
        with pytest.raises(UnusableValueError, match=r"Is british-isles-breeding meant\?"):
            run("info", typed)


def test_a_list_that_was_made_ones_own_is_not_written_over(tmp_path, capsys):
    out = tmp_path / "mine.txt"
    write = ["lists", "export", "insects", "--out", str(out)]
    for _ in range(2):  # nothing was changed in between
        build("lists")(write, standalone_mode=False)
    out.write_text(out.read_text("utf-8") + "Turdus merula\n", "utf-8")
    with pytest.raises(UserError, match="is there already"):
        build("lists")(write, standalone_mode=False)
    assert out.read_text("utf-8").endswith("Turdus merula\n")
