"""Networks on their own weights: from the folder that UNDERSONG_MODELS names, at any depth.

Files are known by their hashes, whatever they are called there; Python packages may lie there too.
What was tried, and what it gave, is kept in real_weights.json:
``UNDERSONG_MODELS=DIR python -m tests.core.networks.test_real_weights [ID ...]`` writes it anew.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import UserError
from core.jobs import answer
from core.networks import catalogue
from core.networks.checking import Check, check
from core.networks.folder import identity
from core.networks.installing import install
from core.networks.manifest import Tried
from core.wheels import unpack

KEPT = Path(__file__).with_name("real_weights.json")
REAL = json.loads(KEPT.read_text(encoding="utf-8"))
"""Id -> what the network was known by when it was tried, and what it gave of the built-in sound."""
MODELS = os.environ.get("UNDERSONG_MODELS", "")
RECIPES = Path(__file__).parents[3] / "docs" / "recipes"


class NotThereError(Exception):
    """A network's weights are not in the folder, or what runs them is not installed."""


def test_the_claim_of_real_weights_is_made_of_what_was_tried_as_it_is_now():
    claimed = [one for one in catalogue.shipped().values() if one.tried is Tried.REAL]
    assert {one.id: identity(one) for one in claimed} == {
        id: kept["identity"] for id, kept in REAL.items()
    }


@pytest.mark.skipif(not MODELS, reason="UNDERSONG_MODELS names no folder with weights")
@pytest.mark.filterwarnings("ignore")  # theirs
@pytest.mark.xdist_group("tensorflow")
@pytest.mark.parametrize("id", REAL)
def test_a_network_on_its_own_weights_does_as_its_manifest_says(id, tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path))
    try:
        found = tried(id)
    except NotThereError as error:
        pytest.skip(str(error))
    assert found.problems == ()
    for role, given in figures(found).items():
        assert given == pytest.approx(REAL[id]["outputs"][role], rel=0.02, abs=0.02)


def tried(id: str) -> Check:
    """Install a network and its backbone from the folder, and return how it does."""
    backbone = catalogue.entry(id).manifest.backbone
    for wanted in (backbone, id):
        if wanted and catalogue.entry(wanted).network is None:
            brought(wanted)
    network = catalogue.entry(id).network
    if network is None:
        raise NotThereError(catalogue.entry(id).why)
    return answer(check(network))


def figures(found: Check) -> dict[str, list[float]]:
    """Return the lowest and the highest number that was given, and the sizes, by role."""
    return {one.role: [*one.shape, round(one.low, 4), round(one.high, 4)] for one in found.outputs}


def brought(id: str) -> None:
    why = "it is not there"
    with tempfile.TemporaryDirectory() as scratch:
        for source in sources(id, Path(scratch)):
            try:
                list(install(id, source))
            except UserError as error:
                why = str(error)
            else:
                return
    raise NotThereError(f"{id}: {why}")


def sources(id: str, scratch: Path) -> Iterator[Path]:
    """Yield where a network's files may be; those that need it are converted by our recipes."""
    if id == "musicnn":
        for wheel in Path(MODELS).rglob("musicnn-0.1.0-*.whl"):
            for name in (".meta", ".index", ".data-00000-of-00001"):
                target = scratch / "musicnn" / "MTT_musicnn" / name
                target.parent.mkdir(parents=True, exist_ok=True)
                unpack(wheel, f"musicnn/MTT_musicnn/{name}", target)
            command = [sys.executable, str(RECIPES / "convert_musicnn.py"), "musicnn"]
            if not subprocess.run(
                command, cwd=scratch, capture_output=True, check=False
            ).returncode:
                yield scratch / "model"
    elif id == "batdetect2":
        yield from (one.parent for one in Path(MODELS).rglob("batdetect2.onnx"))
    else:
        yield from (Path(MODELS), *sorted(Path(MODELS).rglob("*.whl")))


def main() -> None:
    """Try what is named, or all, and keep it."""
    claimed = [id for id, one in catalogue.shipped().items() if one.tried is Tried.REAL]
    for id in sys.argv[1:] or claimed:
        with tempfile.TemporaryDirectory() as home:
            os.environ["UNDERSONG_HOME"] = home
            found = tried(id)
            assert not found.problems, (id, found.problems)
            known = identity(catalogue.shipped()[id])
            REAL[id] = {"identity": known, "outputs": figures(found)}
    kept = {id: REAL[id] for id in sorted(claimed)}
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
