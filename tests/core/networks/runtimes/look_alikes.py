"""Networks of every runtime, each a way in which files differ: what the contract is tested on."""

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from core.networks.graph import (
    FrontEnd,
    Graph,
    GraphInput,
    GraphOutput,
    InputRole,
    Levelling,
)
from core.networks.manifest import Activation, HeadManifest, Manifest
from tests.core.networks.runtimes import onnx_files
from tests.core.networks.runtimes.made import LABELS, RATE, SAMPLES, SIZE, manifest, weights
from tests.core.networks.runtimes.tflite import Tflite

Make = Callable[[Path], Manifest]

MISSING = {
    package: f"{package} is not installed, so nothing of it is tested"
    for package in ("tensorflow", "transformers", "torch")
    if importlib.util.find_spec(package) is None
}


def tflite(shape: list[int], *, rank_1: bool = False) -> Make:
    def make(folder: Path) -> Manifest:
        file = Tflite()
        given = file.input("sound", shape)
        rows = [1] if rank_1 else shape[:1]
        embedding = file.dense(given, weights()[0], "embedding", [*rows, SIZE])
        scores = file.dense(embedding, weights()[1], "scores", [*rows, LABELS])
        file.write(folder / "made.tflite", [scores, embedding])
        return manifest(folder, "litert", Graph("made.tflite", outputs=_named("scores")))

    return make


def inner(folder: Path) -> Manifest:
    """The embedding is no output, as in BirdNET 2.4 and YAMNet."""
    file = Tflite()
    given = file.input("sound", [-1, SAMPLES])
    embedding = file.dense(given, weights()[0], "model/GLOBAL_AVG_POOL/Mean", [-1, SIZE])
    scores = file.dense(embedding, weights()[1], "scores", [-1, LABELS])
    file.write(folder / "made.tflite", [scores], {"sound": given, "predictions": scores})
    outputs = (
        GraphOutput("scores", "predictions"),
        GraphOutput("embedding", "GLOBAL_AVG_POOL", inner=True),
    )
    return manifest(folder, "litert", Graph("made.tflite", outputs=outputs))


def graph_in_front(folder: Path) -> Manifest:
    """A file makes 8 numbers of the samples, and another hears those."""
    front, file = Tflite(), Tflite()
    given = front.input("sound", [-1, SAMPLES])
    front.write(folder / "front.tflite", [front.dense(given, weights()[0], "x", [-1, SIZE])])
    scores = file.dense(file.input("x", [-1, SIZE]), weights()[1], "scores", [-1, LABELS])
    file.write(folder / "made.tflite", [scores])
    front_end = FrontEnd("graph", {"file": "front.tflite", "scale": 0.5, "offset": 2.0})
    graph = Graph("made.tflite", outputs=_named("scores")[:1], front_end=front_end)
    return manifest(folder, "litert", graph, embedding_size=0)


def quantised(folder: Path) -> Manifest:
    file = Tflite()
    given = file.input("sound", [1, SAMPLES], (1 / 128, 128))
    rough = weights()[0][:LABELS] / 4
    scores = file.dense(given, rough, "scores", [1, LABELS], ((0.0002, 128), (0.02, 100)))
    file.write(folder / "made.tflite", [scores])
    graph = Graph("made.tflite", outputs=_named("scores")[:1])
    return manifest(folder, "litert", graph, embedding_size=0)


def perch_2(folder: Path) -> Manifest:
    onnx_files.perch_2(folder / "perch_v2.onnx")
    outputs = (
        GraphOutput("scores", "label"), GraphOutput("embedding", "embedding"),
        GraphOutput("frames", "spatial_embedding"),
    )  # fmt: skip
    graph = Graph("perch_v2.onnx", outputs=outputs, level=Levelling.PEAK, peak=0.25, centred=True)
    return manifest(folder, "onnx", graph, sample_rate=32_000, window_s=5.0, embedding_size=1536)


def birdnet_3(folder: Path) -> Manifest:
    onnx_files.birdnet_3(folder / "birdnet.onnx")
    outputs = (GraphOutput("scores", index=0), GraphOutput("embedding", index=1))
    graph = Graph("birdnet.onnx", outputs=outputs)
    return manifest(folder, "onnx", graph, sample_rate=32_000, window_s=3.0, embedding_size=1280)


def birdnet_3_tflite(folder: Path) -> Manifest:
    """One window at a time, of a length that the file leaves open."""
    file = Tflite()
    given = file.input("input", [1, -1])
    folded = file.reshape(file.simple("ABS", given, "loud", [1, -1]), "folded", [-1, SIZE])
    mean = file.mean(folded, "mean", [1, SIZE])
    embedding = file.dense(mean, weights(SIZE, SIZE, 1280)[1], "embeddings", [1, 1280])
    narrow = file.dense(embedding, weights(SIZE, 1280, SIZE)[1] / 1000, "narrow", [1, SIZE])
    logits = file.dense(narrow, weights(SIZE, SIZE, 11_560)[1], "logits", [1, 11_560])
    file.write(
        folder / "birdnet.tflite",
        [file.simple("LOGISTIC", logits, "scores", [1, 11_560]), embedding],
    )
    outputs = (GraphOutput("scores", index=0), GraphOutput("embedding", index=1))
    graph = Graph("birdnet.tflite", (GraphInput(shape=(1, -1)),), outputs)
    return manifest(folder, "litert", graph, sample_rate=32_000, window_s=3.0, embedding_size=1280)


def geomodel(folder: Path) -> Manifest:
    onnx_files.geomodel(folder / "geomodel.onnx")
    inputs = (GraphInput(role=InputRole.PLACE),)
    graph = Graph("geomodel.onnx", inputs, (GraphOutput("chances", index=0),))
    head = HeadManifest("made", "Made", "1", output="chances", activation=Activation.NONE)
    values = {"sample_rate": 0, "window_s": 0.0, "embedding_size": 0, "heads": (head,)}
    return manifest(folder, "onnx", graph, **values)


def hawkears(folder: Path) -> Manifest:
    """A fixed batch of 100 spectra with the bands first."""
    onnx_files.hawkears(folder / "vov1A.onnx")
    spectra = {"n_fft": 1024, "hop": 13, "first_row": 16, "rows": 64, "power": 1, "frames": 384}
    outputs = (GraphOutput("scores", "300"), GraphOutput("frames of scores", "311", axes="nwt"))
    graph = Graph(
        "vov1A.onnx", outputs=outputs,
        front_end=FrontEnd("stft", {**spectra, "layout": "bands-frames"}),
    )  # fmt: skip
    values = {"sample_rate": 1280, "window_s": 4.0, "embedding_size": 0}
    return manifest(folder, "onnx", graph, **values)


def ast(folder: Path) -> Manifest:
    from tests.core.networks.runtimes import transformers_folders

    graph = transformers_folders.ast(folder)
    return manifest(folder, "transformers", graph, window_s=1.0, embedding_size=32)


def wav2vec2(folder: Path) -> Manifest:
    from tests.core.networks.runtimes import transformers_folders

    graph = transformers_folders.wav2vec2(folder)
    return manifest(folder, "transformers", graph, window_s=1.0, embedding_size=32)


def silero(folder: Path) -> Manifest:
    onnx_files.silero(folder / "silero_vad.onnx")
    inputs = (
        GraphInput("input", piece=576, step=512),
        GraphInput("state", InputRole.STATE, next_state="stateN"),
        GraphInput("sr", InputRole.CONSTANT, value=RATE),
    )
    graph = Graph("silero_vad.onnx", inputs, (GraphOutput("speech", "output"),))
    return manifest(folder, "onnx", graph, embedding_size=0)


def saved(
    name: str, samples: int, size: int, outputs: tuple[GraphOutput, ...], signature: str = ""
) -> Make:
    def make(folder: Path) -> Manifest:
        from tests.core.networks.runtimes import saved_models

        getattr(saved_models, name)(folder / "model")
        graph = Graph("model", outputs=outputs, signature=signature)
        values = {"sample_rate": 32_000, "window_s": samples / 32_000, "embedding_size": size}
        return manifest(folder, "savedmodel", graph, **values)

    return make


def _named(*scores: str) -> tuple[GraphOutput, ...]:
    return (*(GraphOutput(name, name) for name in scores), GraphOutput("embedding", "embedding"))


NETWORKS: Mapping[str, Make] = MappingProxyType(
    {
        "any batch (.tflite)": tflite([-1, SAMPLES]),
        "batch of 1 (.tflite)": tflite([1, SAMPLES]),
        "without a batch (.tflite)": tflite([SAMPLES], rank_1=True),
        "an inner tensor (.tflite)": inner,
        "quantised (.tflite)": quantised,
        "a graph in front (.tflite)": graph_in_front,
        "Perch 2.0 (.onnx)": perch_2,
        "BirdNET 3.0 (.onnx)": birdnet_3,
        "BirdNET geomodel 3 (.onnx)": geomodel,
        "HawkEars (.onnx)": hawkears,
        "Silero VAD (.onnx)": silero,
        "Perch v4": saved(
            "perch_4", 160_000, 1280,
            (GraphOutput("scores", index=0), GraphOutput("embedding", index=1)),
        ),
        "Perch v8": saved(
            "perch_8", 160_000, 1280,
            (GraphOutput("scores", "label"), GraphOutput("embedding", "embedding")),
        ),
        "Perch 2.0": saved(
            "perch_2", 160_000, 1536,
            (GraphOutput("scores", "label"), GraphOutput("embedding", "embedding"),
             GraphOutput("frames", "spatial_embedding")),
        ),
        "Nighthawk": saved(
            "nighthawk", 22_050, 0,
            tuple(GraphOutput(f"set {n}", f"output_{n}") for n in (1, 2, 3, 4)),
        ),
        "YAMNet": saved(
            "yamnet", 15_600, 1024,
            (GraphOutput("scores", "output_0"), GraphOutput("embedding", "output_1")),
        ),
        "BirdNET 3.0": saved(
            "birdnet_3", 96_000, 1280,
            (GraphOutput("scores", "predictions"), GraphOutput("embedding", "embeddings")),
        ),
        "BirdNET 3.0 (.tflite)": birdnet_3_tflite,
        "Raven": saved("raven", 144_000, 0, (GraphOutput("scores", "scores"),)),
        "BirdNET 2.4": saved(
            "birdnet_2", 144_000, 1024,
            (GraphOutput("scores", "scores"), GraphOutput("embedding", "embeddings/embeddings")),
            "basic, embeddings",
        ),
        "multispecies whale": saved(
            "whale", 24_000, 1280,
            (GraphOutput("scores", "logits/output_0"),
             GraphOutput("embedding", "features/output_0")),
            "front_end > features, logits",
        ),
        "humpback whale": saved(
            "humpback", 39_124, 2048,
            (GraphOutput("scores", "logits/output_0"),
             GraphOutput("embedding", "features/output_0")),
            "front_end > features, logits",
        ),
        "AST": ast,
        "Wav2Vec2": wav2vec2,
    }
)  # fmt: skip

WIDTHS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "Perch 2.0 (.onnx)": {"scores": 14_795, "embedding": 1536},
        "BirdNET 3.0 (.onnx)": {"scores": 11_560, "embedding": 1280},
        "BirdNET geomodel 3 (.onnx)": {"chances": 14_082},
        "HawkEars (.onnx)": {"scores": 4, "frames of scores": 4},
        "Silero VAD (.onnx)": {"speech": 1},
        "Perch v4": {"scores": 10_932, "embedding": 1280},
        "Perch v8": {"scores": 10_932, "embedding": 1280},
        "Perch 2.0": {"scores": 14_795, "embedding": 1536},
        "YAMNet": {"scores": 521, "embedding": 1024},
        "BirdNET 3.0": {"scores": 11_560, "embedding": 1280},
        "BirdNET 3.0 (.tflite)": {"scores": 11_560, "embedding": 1280},
        "humpback whale": {"scores": 1, "embedding": 2048},
        "Nighthawk": {"set 1": 4, "set 2": 19, "set 3": 17, "set 4": 130},
        "Raven": {"scores": 12},
        "multispecies whale": {"scores": 12, "embedding": 1280},
        "BirdNET 2.4": {"scores": 6522, "embedding": 1024},
    }
)
