"""What is said of the species that an analysis expects, before it starts."""

from dataclasses import replace

from core.analysis import Settings
from core.analysis.remarks import remarks
from core.domain import Label, Species
from core.species.lists import list_for
from tests.core.networks.test_toy_journey import pond
from tests.core.networks.toy import MANIFEST, Toy

__all__ = ["pond"]
BIRDS = Toy(
    replace(MANIFEST, range_model="birdnet-2.4"),
    [
        Label("jackdaw", Species("Coloeus monedula", "Jackdaw")),
        Label("phoenix", Species("Phoenix phoenix", "Phoenix")),
        Label("toad", Species("Bufo bufo", "Common Toad", "animal")),
    ],
)


def test_birds_of_unknown_range_are_named(birdnet):
    (said,) = remarks(BIRDS, Settings("toy-1"))
    assert said.endswith("1 bird of this network live, so they are expected everywhere: "
                         "Phoenix phoenix.")  # fmt: skip
    assert remarks(birdnet, Settings()) == []
    assert remarks(Toy(), Settings("toy-1")) == []


def test_a_list_says_what_the_network_cannot_hear(tmp_path):
    (tmp_path / "list.txt").write_text("Coloeus monedula\nTurdus merula\n", "utf-8")
    settings = Settings("toy-1", species_list=list_for(tmp_path / "list.txt", BIRDS))
    assert "cannot hear 1 species of the list: Turdus merula." in remarks(BIRDS, settings)[0]


def test_by_command_it_is_said_and_the_rest_analysed(pond, run, tmp_path, monkeypatch):
    monkeypatch.setattr("core.networks.catalogue.NETWORKS", (Toy(),))
    (tmp_path / "list.txt").write_text("Bufo bufo\nTurdus merula\n", "utf-8")
    chosen = ("--network", "toy-1", "--species-list", tmp_path / "list.txt")
    command = ("analyze", pond, "--project", tmp_path / "p", *chosen, "--min-score", "0.2")
    status, out, _ = run(*command)
    assert status == 0
    assert "cannot hear 1 species of the list: Turdus merula." in out
    assert "9 more are hidden" in out
    assert "cannot hear" in run(*command, "--json")[1]
