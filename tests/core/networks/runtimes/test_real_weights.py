"""Real networks, found by their content in the folder that UNDERSONG_MODELS names."""

import csv
import hashlib
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from core.networks.catalogue import shipped
from core.networks.graph import (
    FrontEnd,
    Graph,
    GraphInput,
    GraphOutput,
    InputRole,
    Levelling,
    NetworkFile,
)
from core.networks.manifest import Manifest
from core.networks.network import Float32, Outputs
from core.networks.runtimes import open_engine
from tests.core.networks.runtimes.made import manifest

pytestmark = pytest.mark.xdist_group("tensorflow")

YAMNET = "687f226c147a2caab4706fbbab5e9cecb14b9a368264bf61108078b1fddf68f5"
STM32 = "6228dcbd621a98682641928ef38879a9f70ae589ac27e93692ff9cab50265b1a"
BUZZ = "89faa804cf4d4d3bd30440d7046aaa17045ce91333ba1b7cf4728c18216c3c4f"
BATS_OF_EUROPE = "cb068eec289541bbc2dbb8c4f2c3c003f11a7905c03382493fb675c2e3ec7957"
HAWKEARS = "045a2db3c51c156545f2efbd89aac1b7bf3611816e675b0f72a869b4b6128607"
PITCH = {
    "litert": "3db297d54af8e01c6e5618245c956b1d71b6a2b978cb2dedb527173186552676",
    "onnx": "2c3c1d144bfa61ad236e92e169c13535c880469a12a047d4e73451f2c059a0ec",
    "savedmodel": "eaa25c91c431c91100c416a2c018663f4c635f28fa19529c4ff5e14c18aa29c9",
}
SILERO = "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3"
SILERO_SEQUENCE = "9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85"
NIGHTHAWK = "9c138d9a63b395f376377c6e084e7395945acb1418a829d6cb2d8c1c0cc5698c"

_SUFFIXES = frozenset({".tflite", ".onnx", ".pb"})


@cache
def _known() -> dict[str, Path]:
    """Return what there is, by its hash; the folder of a SavedModel instead of its file."""
    named = os.environ.get("UNDERSONG_MODELS")
    files = [path for path in Path(named).rglob("*") if path.suffix in _SUFFIXES] if named else []
    by_hash = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}
    return {
        sha256: path.parent if path.suffix == ".pb" else path for sha256, path in by_hash.items()
    }


def weights(sha256: str) -> Path:
    found = _known().get(sha256)
    if found is None:
        pytest.skip(f"UNDERSONG_MODELS names no folder with the file {sha256[:8]}…")
    return found


def network(
    runtime: str,
    sha256: str,
    rate: int,
    window_s: float,
    graph: dict[str, object],
    **values: object,
) -> tuple[Manifest, Path]:
    path = weights(sha256)
    inside = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    files = tuple(
        NetworkFile(
            one.relative_to(path.parent).as_posix(),
            hashlib.sha256(one.read_bytes()).hexdigest(),
        )
        for one in inside
    )
    made = manifest(
        path.parent, runtime, Graph(path.name, **graph), sample_rate=rate, window_s=window_s,
        files=files, **{"embedding_size": 0, **values},
    )  # fmt: skip
    return made, path.parent


def yamnet() -> tuple[Manifest, Path]:
    inner = GraphOutput("embedding", "global_average_pooling2d/Mean", inner=True)
    outputs = (GraphOutput("scores", index=0), inner)
    return network("litert", YAMNET, 16_000, 0.975, {"outputs": outputs}, embedding_size=1024)


def heard(known: tuple[Manifest, Path], windows: Float32) -> Outputs:
    engine = open_engine(*known)
    step = engine.batch_size
    parts = [engine.run(windows[at : at + step]) for at in range(0, len(windows), step)]
    scores = {
        role: np.concatenate([part.scores[role] for part in parts]) for role in parts[0].scores
    }
    return Outputs(scores)


def cut(path: Path, rate: int, length: int, step: int | None = None) -> Float32:
    sound, native = soundfile.read(path, dtype="float32")
    if native != rate:
        sound = soxr.resample(sound, native, rate).astype(np.float32)
    found = np.lib.stride_tricks.sliding_window_view(sound, length)[:: step or length]
    return np.ascontiguousarray(found)


def test_yamnet_hears_birds_at_dawn(samples):
    known = yamnet()
    with (known[1] / "yamnet_class_map.csv").open(encoding="utf-8") as table:
        bird = [row["display_name"] for row in csv.DictReader(table)].index("Bird")
    scores = heard(known, cut(samples[0], 16_000, 15_600, 7680)).scores["scores"][:, bird]
    assert scores.mean() == pytest.approx(0.51, abs=0.01)
    assert scores.max() == pytest.approx(0.99, abs=0.01)


def test_birdnet_stm32_hears_a_blackbird(samples):
    spectra = {"n_fft": 512, "hop": 258, "power": 1, "frames": 256}
    known = network(
        "litert", STM32, 22_050, 3.0,
        {"level": Levelling.PEAK, "outputs": (GraphOutput("scores", "output_0"),),
         "front_end": FrontEnd("stft", {**spectra, "layout": "bands-frames",
                                        "normalise": "min-max"})},
    )  # fmt: skip
    labels = _lines(known[1] / "birdnet_stm32n6_100_labels.txt")
    best = [heard(known, cut(one, 22_050, 66_150)).scores["scores"].max(axis=0) for one in samples]
    assert {labels[one.argmax()] for one in best} == {"Turdus merula_Eurasian Blackbird"}
    assert [one.max() for one in best] == pytest.approx([0.87, 0.90, 0.84], abs=0.01)


def test_one_network_in_three_runtimes_says_the_same(samples):
    windows = cut(samples[0], 22_050, 43_844)[:4]
    roles = ("contour", "note", "onset")
    said = {}
    for runtime, sha256 in PITCH.items():
        names = roles if runtime != "onnx" else [f"StatefulPartitionedCall:{n}" for n in range(3)]
        outputs = tuple(GraphOutput(role, name) for role, name in zip(roles, names, strict=True))
        known = network(runtime, sha256, 22_050, 43_844 / 22_050, {"outputs": outputs})
        said[runtime] = heard(known, windows).scores
    for role in roles:
        for runtime in ("onnx", "savedmodel"):
            assert np.allclose(said["litert"][role], said[runtime][role], rtol=0, atol=5e-5)


def test_silero_hears_no_speech_in_birds_and_the_same_in_both_of_its_files(samples):
    heard_in = GraphInput("input", piece=576, step=512)
    stepwise = (
        heard_in, GraphInput("state", InputRole.STATE, next_state="stateN"),
        GraphInput("sr", InputRole.CONSTANT, value=16_000),
    )  # fmt: skip
    whole = (heard_in, GraphInput("h", InputRole.STATE), GraphInput("c", InputRole.STATE))
    first = network(
        "onnx", SILERO, 16_000, 2.0,
        {"inputs": stepwise, "outputs": (GraphOutput("speech", "output"),)},
    )  # fmt: skip
    second = network(
        "onnx", SILERO_SEQUENCE, 16_000, 2.0,
        {"inputs": whole, "outputs": (GraphOutput("speech", "speech_probs", axes="t"),)},
    )  # fmt: skip
    windows = cut(samples[2], 16_000, 32_000)
    speech = heard(first, windows).scores["speech"]
    assert speech.shape == (len(windows), 63, 1)
    assert np.allclose(speech, heard(second, windows).scores["speech"], atol=1e-6)
    assert speech.mean() < 0.1


def test_nighthawk_takes_dawn_for_songbirds(samples):
    roles = ("order", "family", "group", "species")
    outputs = tuple(GraphOutput(role, f"output_{n}") for n, role in enumerate(roles, 1))
    known = network("savedmodel", NIGHTHAWK, 22_050, 1.0, {"outputs": outputs})
    orders = _lines(known[1] / "taxonomy" / "orders.txt")
    scores = heard(known, cut(samples[0], 22_050, 22_050)[:12]).scores
    assert [scores[role].shape[1] for role in roles] == [4, 19, 17, 130]
    assert orders[scores["order"].max(axis=0).argmax()] == "Passeriformes"


def test_hawkears_takes_a_hundred_at_once_and_gives_those_that_were_asked_for(samples):
    bands = {"n_fft": 1024, "hop": 13, "first_row": 16, "rows": 64, "power": 1, "frames": 384}
    outputs = (GraphOutput("scores", "300"), GraphOutput("frames", "311", axes="nwt"))
    known = network(
        "onnx", HAWKEARS, 1280, 4.0,
        {"front_end": FrontEnd("stft", {**bands, "layout": "bands-frames"}), "outputs": outputs},
        embedding_size=4,
    )  # fmt: skip
    engine, windows = open_engine(*known), cut(samples[0], 1280, 5120)
    together = engine.run(windows)
    assert together.scores["scores"].shape == (len(windows), 4)
    assert together.frames is not None
    assert together.frames.shape == (len(windows), 16, 4)
    for number in range(len(windows)):
        alone = engine.run(windows[number : number + 1]).scores["scores"][0]
        assert np.allclose(alone, together.scores["scores"][number], atol=1e-5)


def _on(backbone: tuple[Manifest, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "core.networks.runtimes.opening._backbone", lambda _: open_engine(*backbone)
    )


def test_buzzdetect_hears_no_insects_in_birds(samples, monkeypatch):
    backbone = yamnet()
    _on(backbone, monkeypatch)
    inputs = (GraphInput("input", InputRole.EMBEDDING),)
    known = network(
        "savedmodel", BUZZ, 16_000, 0.975,
        {"inputs": inputs, "outputs": (GraphOutput("scores", "dense"),)},
        backbone="yamnet", embedding_size=1024,
    )  # fmt: skip
    (head,) = shipped()["buzzdetect-3"].heads
    buzz = head.labels.words.index("ins_buzz")
    logits = heard(known, cut(samples[0], 16_000, 15_600)).scores["scores"]
    assert logits.shape[1] == 13
    assert logits[:, buzz].max() < -1.2  # its threshold


@pytest.mark.parametrize(("bat", "name"), [("bechstein", "Bechstein"), ("kuhl", "Kuhl")])
def test_a_head_of_bats_hears_birdnets_embeddings_at_256_khz(birdnet, bat, name):
    inputs = (GraphInput("input_1", InputRole.EMBEDDING),)
    known = network(
        "litert", BATS_OF_EUROPE, 256_000, 0.5625,
        {"inputs": inputs, "outputs": (GraphOutput("scores", "dense"),)},
        backbone=birdnet.manifest.id, embedding_size=1024,
    )  # fmt: skip
    recording = known[1] / f"{bat}.wav"
    if not recording.exists():
        pytest.skip(f"there is no {recording.name} beside the head")
    labels = _lines(known[1] / "BattyBirdNET-EU-256kHz_Labels.txt")
    best = heard(known, cut(recording, 256_000, 144_000)).scores["scores"].max(axis=0)
    assert name in labels[best.argmax()]
    assert best.max() > 5  # a logit


def _lines(path: Path) -> Sequence[str]:
    return path.read_text(encoding="utf-8").splitlines()
