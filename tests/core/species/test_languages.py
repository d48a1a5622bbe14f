"""Common names in a person's language, in all that is read of a project."""

import csv

import pytest

from core.domain import Species, Verdict
from core.errors import UnusableValueError, UserError
from core.exports import Selection, export
from core.review.why import species_called
from core.species.languages import add_names, code_of, common_names, languages
from core.store import detections, runs, verdicts
from core.store.detections import Filter
from core.store.verdicts import Statement

GERMAN = "Troglodytes troglodytes_Zaunkönig\nTurdus merula_Amsel\nPhylloscopus collybita_Zilpzalp\n"


@pytest.fixture
def german(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))
    labels = tmp_path / "BirdNET_GLOBAL_6K_V2.4_Labels_de.txt"
    labels.write_text(GERMAN, encoding="utf-8")
    assert add_names(labels, code_of(labels)) == 3
    return common_names("de")


def test_a_language_is_there_once_a_file_brings_it(german):
    assert [one.name for one in languages() if one.code == "de"] == ["Deutsch"]
    assert german["Turdus merula"] == "Amsel"


def test_other_names_of_a_species_have_its_common_name(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))
    labels = tmp_path / "nl.txt"
    labels.write_text("Corvus monedula_Kauw\n")
    add_names(labels, "nl")
    assert common_names("nl")["Coloeus monedula"] == "Kauw"


def test_a_language_without_names_says_how_they_come(german):
    with pytest.raises(UnusableValueError, match=r"There are: .*de"):
        common_names("xx")


def test_a_file_that_holds_no_labels_is_refused(tmp_path):
    labels = tmp_path / "fr.txt"
    labels.write_text("Merle noir\n")
    with pytest.raises(UserError, match="Turdus merula_Amsel"):
        add_names(labels, "fr")


def test_a_file_that_does_not_say_its_language_is_asked_to(tmp_path):
    with pytest.raises(UnusableValueError, match=r"such as de\.txt"):
        code_of(tmp_path / "names of ours.txt")


def test_all_that_is_read_has_the_names_and_the_file_keeps_its_own(analysed, german, tmp_path):
    def read() -> set[str]:
        with analysed.reading() as db:
            return {c.species.common_name for c in detections.by_species(db, Filter())}

    before = read()
    analysed.called.names = german
    shown = read()
    assert shown != before
    assert shown & {"Zaunkönig", "Amsel", "Zilpzalp"}
    with analysed.reading() as db:
        run = runs.latest(db)
    export(analysed, Selection(run.id), "detections-csv", tmp_path / "d.csv")
    with (tmp_path / "d.csv").open(encoding="utf-8") as file:
        named = {row["scientific_name"]: row["common_name"] for row in csv.DictReader(file)}
    assert all(named[name] == common for name, common in german.items() if name in named)
    analysed.called.names = {}
    assert read() == before


def test_verdicts_are_said_while_species_are_called_otherwise(analysed, german):
    analysed.called.names = german
    with analysed.reading() as db:
        (first, *_) = detections.page(db, Filter(), limit=1)
    new = Species("Corvus corax", "Kolkrabe")
    with analysed.writing() as db:
        verdicts.add(db, [Statement(first.id, Verdict.WRONG, "Ann", new)])
    with analysed.reading() as db:
        again = detections.get(db, first.id)
    assert again.corrected.scientific_name == "Corvus corax"


def test_a_species_is_found_by_its_name_in_any_language_that_is_here(run, german):
    assert "Troglodytes troglodytes" in run("names", "find", "zaunk")[1]
    said = run("names", "find", "turdus merrula")[1]
    assert said.endswith("Is Eurasian Blackbird (Turdus merula) meant?\n")


def test_why_is_asked_by_the_name_in_ones_language(analysed, german):
    with analysed.reading() as db:
        newest = runs.latest(db)
    meant = species_called(analysed, newest, "Zaunkönig")
    assert (meant.scientific_name, meant.common_name) == (
        "Troglodytes troglodytes", "Eurasian Wren",
    )  # fmt: skip
