"""Networks on their own weights: from the folder that UNDERSONG_MODELS names, at any depth.

Files are known by their hashes, whatever they are called there; Python packages may lie there too.
"""

import os
from pathlib import Path

import pytest

from core.errors import UserError
from core.jobs import answer
from core.networks import catalogue
from core.networks.checking import check
from core.networks.installing import install

REAL = (
    "battybirdnet-bavaria", "battybirdnet-eu", "battybirdnet-scotland", "battybirdnet-southwales",
    "battybirdnet-sweden", "battybirdnet-uk", "battybirdnet-usa", "battybirdnet-usa-east",
    "battybirdnet-usa-west", "birdnet-stm32", "buzzdetect-3", "nighthawk-0.3.1", "silero-vad",
    "yamnet-spectra", "yamnet-tflite",
)  # fmt: skip
MODELS = os.environ.get("UNDERSONG_MODELS", "")

pytestmark = [
    pytest.mark.skipif(not MODELS, reason="UNDERSONG_MODELS names no folder with weights"),
    pytest.mark.filterwarnings("ignore"),  # theirs
    pytest.mark.xdist_group("tensorflow"),
]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path))


@pytest.mark.parametrize("id", REAL)
def test_a_network_on_its_own_weights_does_as_its_manifest_says(id):
    backbone = catalogue.entry(id).manifest.backbone
    for wanted in (backbone, id):
        if wanted and catalogue.entry(wanted).network is None:
            brought(wanted)
    found = catalogue.entry(id)
    if found.network is None:
        pytest.skip(found.why)
    checked = answer(check(found.network))
    assert checked.problems == ()
    assert found.manifest.tried == "real"


def brought(id: str) -> None:
    """Install a network from what lies in the folder, or skip."""
    for source in (Path(MODELS), *sorted(Path(MODELS).rglob("*.whl"))):
        try:
            list(install(id, source))
        except UserError as error:
            why = str(error)
        else:
            return
    pytest.skip(why)
