from pathlib import Path

import pytest

from core.licences import ShippedPart, parts, parts_in


@pytest.fixture(scope="module")
def found():
    return {part.name: part for part in parts()}


def test_everything_comes_with_a_licence_its_text_and_where_its_source_is(found):
    for part in found.values():
        assert part.licence, part.name
        # The program's own lies with who handed it out, as long as it has no home.
        assert part.source.startswith("http") or part.name == "Undersong", part.name
        assert part.text or part.licence == "Public domain", part.name


def test_qt_comes_with_both_texts_of_the_lgpl_its_version_and_its_source(found):
    qt = found["Qt"]
    assert qt.version.startswith("6.")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt.text
    assert "GNU GENERAL PUBLIC LICENSE" in qt.text
    assert "download.qt.io" in qt.source


def test_the_program_is_first_and_birdnets_licence_is_told(found):
    assert next(iter(found)) == "Undersong"
    assert "non-commercial" in found["BirdNET 2.4 weights"].licence
    assert "NonCommercial" in found["BirdNET 2.4 weights"].text


def test_data_that_ask_for_it_are_named_with_whose_they_are(found):
    zones = found["Boundaries of time zones (in tzfpy)"]
    assert zones.licence == "ODbL-1.0"
    assert "(c) OpenStreetMap contributors" in zones.text
    assert "Bitstream" in next(part.text for name, part in found.items() if "typst (" in name)
    assert found["Sample recordings (Meijendel, May 2025)"].licence == "Apache-2.0"
    assert "AviList Core Team, CC BY 4.0" in found["Names, codes and lists of species"].text


def test_what_only_lies_beside_the_program_is_no_part_of_it(found):
    assert not {"pytest", "ruff", "tensorflow"} & set(found)


def package(folder: Path, name: str, *headers: str, text: str = "") -> None:
    about = folder / f"{name}-1.0.dist-info"
    about.mkdir()
    lines = ("Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0", *headers)
    (about / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if text:
        (about / "LICENSE").write_text(text, encoding="utf-8")


def test_a_package_is_told_by_what_was_installed_with_it(tmp_path):
    package(tmp_path, "undersong", "License-Expression: MIT", "Requires-Dist: Wood.Lark>=1")
    package(
        tmp_path, "wood_lark", "Classifier: License :: OSI Approved :: BSD License",
        "License: a whole\n        text", "Project-URL: Source, https://example.org/lark",
        "Requires-Dist: marsh; extra == 'wet'", text="Do as you like.",
    )  # fmt: skip
    package(tmp_path, "marsh", "License: MIT")
    itself, *others = parts_in(tmp_path)
    assert itself.source == ""
    (lark,) = [part for part in others if part.is_package]
    assert lark == ShippedPart(
        "wood_lark", "1.0", "BSD License", "https://example.org/lark", "Do as you like."
    )
