"""The manifests that come with the program, and what they claim."""

import re
import tomllib
from dataclasses import fields
from importlib.resources import files

import pytest

from core.networks import catalogue
from core.networks.folder import from_text
from core.networks.graph import Graph, GraphInput, GraphOutput, LabelList, NetworkFile
from core.networks.manifest import HeadManifest, Manifest
from core.networks.plain import as_toml
from core.networks.text_side import TextSide
from docs.make_catalogue import PAGE, page
from tests.core.networks.folders import PLAIN

SHIPPED = catalogue.shipped()
each = pytest.mark.parametrize("manifest", SHIPPED.values(), ids=SHIPPED)


def test_every_manifest_is_read_and_none_is_there_twice():
    folder = files("core.networks").joinpath("manifests")
    found = [one for one in folder.iterdir() if one.name.endswith(".toml")]
    read = [from_text(one.read_text(encoding="utf-8"), one.name) for one in found]
    assert {f"{one.id}.toml" for one in read} == {one.name for one in found}
    assert len(SHIPPED) == len(found) > 50


@each
def test_a_manifest_says_what_it_is_for_and_under_which_terms(manifest):
    assert manifest.purpose.endswith(".")
    assert manifest.licence
    assert manifest.citation
    assert manifest.source.startswith("https://")
    assert manifest.non_commercial == bool(re.search(r"\bNC\b|-NC\b|NC-", manifest.licence))


@each
def test_an_address_is_one_whose_file_is_known_by_its_hash(manifest):
    for file in manifest.files:
        assert not file.url or (file.sha256 and file.size)
        assert re.match(r"https://|pip:[\w-]+==[\w.]+#", file.url or "https://")


@each
def test_a_head_is_on_a_backbone_that_is_known(manifest):
    if manifest.backbone:
        under = catalogue.entry(manifest.backbone).manifest
        assert under.backbone is None
        assert under.embedding_size == manifest.embedding_size
        assert under.window_samples == manifest.window_samples


def test_what_the_networks_of_the_field_are_is_known():
    wanted = (
        "birdnet-2.4 birdnet-3.0 perch-1 perch-2.0 surfperch humpback multispecies-whale "
        "birdnet-stm32 battybirdnet buzzdetect nighthawk hawkears batdetect2 yamnet vggish panns "
        "ast passt hts-at ssast audiomae beats eat laion-clap ms-clap pe-audio wav2vec2 hubert "
        "wavlm mert musicnn ecapa-tdnn aves birdaves speech-embedding silero-vad birdnet-custom"
    )
    assert all(any(id.startswith(name) for id in SHIPPED) for name in wanted.split())


def test_the_page_of_all_networks_is_as_they_are():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m docs.make_catalogue"


def test_every_field_of_a_manifest_is_in_the_page_about_it():
    text = PAGE.with_name("your-own-network.md").read_text(encoding="utf-8")
    kinds = (
        Manifest, HeadManifest, Graph, GraphInput, GraphOutput, LabelList, NetworkFile, TextSide,
    )  # fmt: skip
    names = {one.name for kind in kinds for one in fields(kind)} - {"sha256"}
    unsaid = [one for one in names if not re.search(rf"`[\w.\[]*\b{one}\]*`", text)]
    assert unsaid == []


def test_the_examples_of_that_page_can_be_read():
    text = PAGE.with_name("your-own-network.md").read_text(encoding="utf-8")
    for example in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        whole = {**PLAIN, "heads": [], **tomllib.loads(example)}
        outputs = {one["role"] for one in whole["graph"]["outputs"]}
        if not outputs & {"embedding", "frames"} and "backbone" not in whole:
            whole["embedding_size"] = 0
        if "text" not in whole:  # such networks have no labels
            whole["heads"] = whole["heads"] or PLAIN["heads"]
        assert from_text(as_toml(whole), "example").graph is not None
