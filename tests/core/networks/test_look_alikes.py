"""Manifests that come with the program, each with files of the exact signature it was written for.

The weights themselves cannot be had where tests run; real_weights.json has those that can.
"""

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from core.jobs import answer
from core.networks import catalogue
from core.networks.checking import check
from core.networks.folder import FolderNetwork, pinned
from core.networks.manifest import HeadManifest, Manifest, Tried
from tests.core.networks.runtimes.look_alikes import MISSING, NETWORKS, WIDTHS

LOOK_ALIKES = {
    "birdnet-2.4-savedmodel": "BirdNET 2.4",
    "birdnet-3.0-onnx": "BirdNET 3.0 (.onnx)",
    "birdnet-3.0-savedmodel": "BirdNET 3.0",
    "birdnet-3.0-tflite": "BirdNET 3.0 (.tflite)",
    "birdnet-3.0-tflite-fp16": "BirdNET 3.0 (.tflite)",
    "birdnet-geomodel-3": "BirdNET geomodel 3 (.onnx)",
    "birdnet-custom-raven": "Raven", "humpback-whale": "humpback whale",
    "perch-1-v4": "Perch v4", "perch-1-v8": "Perch v8",
    "perch-2.0": "Perch 2.0", "perch-2.0-gpu": "Perch 2.0", "perch-2.0-onnx": "Perch 2.0 (.onnx)",
    "multispecies-whale": "multispecies whale", "surfperch": "Perch v8",
    "yamnet-savedmodel": "YAMNet",
}  # fmt: skip
"""Manifest -> the network of tests/core/networks/runtimes that has its signature."""
OTHERWISE = {"ast", "laion-clap", "pe-audio", "wav2vec2-base"}
"""Of transformers, which are narrower: see test_transformers.py and test_text_tower.py."""

pytestmark = pytest.mark.xdist_group("tensorflow")


def test_the_claim_of_a_look_alike_is_made_of_what_a_test_builds():
    claimed = {one.id for one in catalogue.shipped().values() if one.tried is Tried.LOOK_ALIKE}
    assert claimed == LOOK_ALIKES.keys() | OTHERWISE


@pytest.mark.filterwarnings("ignore::UserWarning")  # theirs
@pytest.mark.parametrize(("id", "name"), LOOK_ALIKES.items())
def test_a_manifest_fits_files_of_the_signature_it_was_written_for(id, name, tmp_path):
    shipped = catalogue.shipped()[id]
    try:
        made = NETWORKS[name](tmp_path)
    except ImportError as error:
        pytest.skip(MISSING.get(error.name or "", str(error)))
    if made.graph.file != shipped.graph.file:
        shutil.move(tmp_path / made.graph.file, tmp_path / shipped.graph.file)
    for head in shipped.heads:
        write_labels(head, WIDTHS[name][head.output], tmp_path)
    found = answer(check(FolderNetwork(known_by_its_files(shipped, tmp_path), tmp_path)))
    assert found.problems == ()
    shapes = {one.role: one.shape[-1] for one in found.outputs}
    assert shapes.get("embedding", 0) == shipped.embedding_size


def known_by_its_files(shipped: Manifest, folder: Path) -> Manifest:
    return pinned(replace(shipped, files=()), folder)


def write_labels(head: HeadManifest, count: int, folder: Path) -> None:
    """Write as many labels as a look-alike is wide, in the form that the manifest tells of."""
    listed = head.labels
    if listed is None or not listed.file:
        return
    path = folder / listed.file
    path.parent.mkdir(parents=True, exist_ok=True)
    names = [f"Genus species{n}" for n in range(count)]
    if not listed.column:
        path.write_text("\n".join(names) + "\n", encoding="utf-8")
        return
    columns = [one for one in (listed.column, listed.common, listed.classes) if one]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=listed.separator)
        if listed.header:
            table.writerow([one.split("|")[0] for one in columns])
        cells = len(columns) if listed.header else max(int(one) for one in columns)
        table.writerows([name] * cells for name in names)
