"""A run's record in sentences."""

import json
from dataclasses import replace

import pytest

from core.analysis import Settings
from core.analysis.methods import methods
from core.analysis.settings import DECLARED
from tests.core.analysis.manifests import BIRDNET, TOY
from tests.core.analysis.test_fingerprints import OTHER


def said(settings, manifest=BIRDNET):
    return methods(json.loads(json.dumps(settings.for_run(manifest))), manifest)


def test_a_usual_analysis_takes_three_sentences():
    assert said(Settings()) == (
        "Recordings were analysed with BirdNET 2.4 in windows of 3 s without overlap. "
        "Scores from 0.25 on counted as detections. "
        "The species expected were those of each recording's place in the week of the recording; "
        "detections of others were hidden."
    )


def test_windows_are_those_that_were_heard():
    assert "windows of 0.5 s that overlap by 0.25 s (one every 0.25 s)" in said(Settings(), TOY)
    assert "windows of 3 s that overlap by 1.5 s" in said(Settings(overlap_s=1.5))


def test_a_network_without_ranges_expects_everything_everywhere():
    assert said(Settings(), TOY).endswith("All species were expected.")


def test_a_list_is_named_with_its_length():
    text = said(Settings(species_list=OTHER["species_list"]))
    assert "those of the list “wrens” (1 species)" in text


@pytest.mark.parametrize("name", [n for n, one in DECLARED.items() if one.changes_result])
def test_whatever_changes_a_result_is_said(name):
    if name == "network":
        assert said(Settings()) != said(Settings(), replace(BIRDNET, title="Other"))
        return
    place = {"latitude": 1.0, "longitude": 2.0}
    assert said(Settings(**place | {name: OTHER[name]})) != said(Settings(**place))


def test_what_an_older_record_lacks_was_as_usual():
    assert methods({"network": "birdnet-2.4"}, BIRDNET) == said(Settings())
