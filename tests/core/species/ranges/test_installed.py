"""Range models that are networks of their own, as BirdNET 3.0's geomodel is."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from core.analysis import Settings
from core.analysis.fingerprints import pass_fingerprint, run_fingerprint
from core.errors import NetworkUnavailableError, UnusableValueError
from core.jobs import answer
from core.networks import catalogue
from core.networks.checking import check
from core.networks.files import networks_folder
from core.networks.folder import pinned
from core.networks.plain import as_toml, told
from core.species.ranges import SeasonalPlace, range_model
from tests.core.networks.runtimes.onnx_files import geomodel

LEIDEN, CAPE = SeasonalPlace(52.146, 4.475, 17), SeasonalPlace(-33.9, 18.4, 17)
ID = "birdnet-geomodel-3"
NAMES = ["Turdus merula", "Spheniscus demersus", "Hirundo rustica"]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path))


@pytest.fixture
def ranges():
    """Install a look-alike of the exact signature."""
    shipped, folder = catalogue.shipped()[ID], networks_folder() / ID
    folder.mkdir(parents=True)
    geomodel(folder / shipped.graph.file)
    others = [f"Genus species{n}" for n in range(14_080 - 1)]
    lines = [f"code{n}\t{name}\tCommon {n}" for n, name in enumerate((*NAMES, *others[:-1]))]
    lines.append("code0\tTurdus merula\tBlackbird, again")  # a species may have two labels
    (folder / shipped.heads[0].labels.file).write_text("\n".join(lines), encoding="utf-8")
    whole = replace(pinned(replace(shipped, files=()), folder), sha256={})
    (folder / "network.toml").write_text(as_toml(told(whole)), encoding="utf-8")
    return range_model(ID)


def test_species_are_expected_by_place_and_by_name(ranges):
    expected = ranges.expected([LEIDEN, CAPE], ["Spheniscus demersus", "Yeti yeti", NAMES[0]])
    assert expected.shape == (2, 3)
    assert np.isnan(expected[:, 1]).all()
    assert expected[0, 2] > 0.9 > 0.1 > expected[0, 0]
    assert expected[1, 0] > 0.9
    assert expected[1, 2] == pytest.approx(0.5)  # of its second label, which is the likelier


def test_any_time_of_the_year_is_the_likeliest_week(ranges):
    of_weeks = [LEIDEN._replace(week=week) for week in range(1, 49)]
    expected = ranges.expected([CAPE, LEIDEN._replace(week=None), *of_weeks], NAMES)
    assert expected[1].tolist() == expected[2:].max(axis=0).tolist()
    assert expected[1, 2] > expected[2, 2]


def test_a_run_is_known_by_the_range_model_that_it_asks(ranges, home):
    hears = replace(catalogue.shipped()["birdnet-3.0-onnx"], sha256={"net": "0" * 64})
    record = Settings(hears.id).for_run(hears)
    assert set(record["range_files"]) == {one.name for one in catalogue.shipped()[ID].files} | {
        "network.toml"
    }
    before = run_fingerprint(Settings(hears.id), hears)
    assert pass_fingerprint(Settings(hears.id), hears) != before
    shutil.rmtree(networks_folder() / ID)
    assert run_fingerprint(Settings(hears.id), hears) != before


def test_it_is_checked_as_any_network_and_hears_nothing(ranges):
    assert answer(check(catalogue.runnable(ID))).problems == ()
    assert ID not in [one.manifest.id for one in catalogue.ready()]
    with pytest.raises(UnusableValueError, match=r"hears nothing.*range_model = .birdnet-geomodel"):
        catalogue.network(ID)


def test_where_it_is_not_installed_the_command_that_does_is_named():
    with pytest.raises(NetworkUnavailableError, match=r"BirdNET geomodel 3\.0\.4 tells") as said:
        range_model(ID).expected([LEIDEN], NAMES)
    assert said.value.command == f"undersong networks install {ID}"


@pytest.mark.parametrize(
    ("name", "sentence"), [("perch-2.0", "is no range model"), ("yeti-1", "is not known here")]
)
def test_what_is_no_range_model_is_refused_when_it_is_asked(name, sentence):
    with pytest.raises(NetworkUnavailableError, match=sentence):
        range_model(name).expected([LEIDEN], NAMES)
