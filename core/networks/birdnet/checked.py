"""The fast engine where it agrees with the original graph on this computer, else the original."""

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from core.app_folders import cache_folder
from core.atomic_file import replacing
from core.errors import NetworkUnavailableError
from core.networks.birdnet.fast_engine import FastBirdNet, LiteRtPieces
from core.networks.birdnet.files import GRAPH, MANIFEST, SCORES, file, original_engine
from core.networks.birdnet.graph_edit import CutError
from core.networks.birdnet.parts import Parts, parts
from core.networks.manifest import Manifest
from core.networks.network import Engine, Float32
from core.networks.runtimes.litert import LiteRtEngine

_MOST_SCORE_DIFFERENCE = 1e-4
_MOST_OTHER_DIFFERENCE = 2e-3


@dataclass(frozen=True, slots=True)
class ScoreAgreement:
    """How far the fast engine was from the original graph on the test sound, at most."""

    scores: float
    logits: float
    embeddings: float

    @property
    def close(self) -> bool:
        """Tell whether the fast engine may stand for the original graph."""
        return (
            self.scores <= _MOST_SCORE_DIFFERENCE
            and self.logits <= _MOST_OTHER_DIFFERENCE
            and self.embeddings <= _MOST_OTHER_DIFFERENCE
        )


def open_engine(_: Manifest = MANIFEST) -> FastBirdNet | LiteRtEngine:
    """Load the fast engine, or the original graph where that cannot be had; its note says why.

    Raises NetworkUnavailableError where BirdNET's own files are missing or damaged.
    """
    try:
        found = pieces()
        engine = FastBirdNet(found.kernels, LiteRtPieces(found))
        agreement = agreement_of(engine, found)
    except CutError as error:
        return original_engine(note=f"original graph: it is built in another way ({error})")
    except OSError as error:
        return original_engine(note=f"original graph: no room for a faster one ({error})")
    except (NetworkUnavailableError, RuntimeError, ValueError) as error:
        # The runtime refuses the pieces; whatever its reason, it may still take the whole.
        return original_engine(note=f"original graph: its pieces do not run here ({error})")
    if not agreement.close:
        return original_engine(
            note=f"original graph: the fast engine differed by {agreement.scores:.1e} on this "
            "computer"
        )
    engine.note = f"fast engine, within {agreement.scores:.1e} of the original graph's scores"
    return engine


def pieces() -> Parts:
    """Return what the fast engine is made of, made first where it has to be.

    Raises NetworkUnavailableError where BirdNET's file is missing or damaged, CutError where it
    is built in another way, OSError where there is no room.
    """
    return parts(
        MANIFEST.sha256[GRAPH], lambda: file(GRAPH).read_bytes(), cache_folder() / "networks"
    )


def compare(engine: Engine, original: Engine, windows: Float32) -> ScoreAgreement:
    """Return how far apart two engines are on windows [n, samples], at most."""
    worst = np.zeros(3)
    # One by one: an engine is compared with the graph's own word, whatever their batch sizes.
    for start in range(len(windows)):
        one, other = (each.run(windows[start : start + 1]) for each in (engine, original))
        mine, theirs = one.scores[SCORES], other.scores[SCORES]
        assert one.embeddings is not None
        assert other.embeddings is not None
        pairs = (
            (_score(mine), _score(theirs)),
            (mine, theirs),
            (one.embeddings, other.embeddings),
        )
        worst = np.maximum(worst, [np.abs(a - b).max() for a, b in pairs])
    return ScoreAgreement(*worst.tolist())


def sample_sound() -> Float32:
    """Return windows [6, 144000] with what is easy to get wrong: silence, levels, tails, clicks."""
    rng = np.random.default_rng(24)
    length, rate = MANIFEST.window_samples, MANIFEST.sample_rate
    seconds = np.arange(length) / rate
    noise = rng.normal(0, 0.02, length)
    chirps = 0.3 * np.sin(2 * np.pi * (1500 + 900 * seconds) * seconds) * (seconds % 0.5 < 0.2)
    tail = np.where(seconds < 1.3, noise + chirps, 0)
    gap = np.where((seconds > 1) & (seconds < 2), 0, noise)
    faint = np.round(rng.normal(0, 1.5, length)) / 32768 + 0.1
    click = np.where(np.arange(length) == 50_000, 1, np.round(rng.normal(0, 0.4, length)) / 32768)
    windows = (noise + chirps, np.zeros(length), tail, gap, faint, np.clip(click, -1, 1))
    return np.asarray(windows, np.float32)


def agreement_of(engine: Engine, found: Parts, *further: str) -> ScoreAgreement:
    """Compare with the original graph, or remember how that went with these very versions.

    ``further`` is what else the engine's scores depend on.
    """
    name = f"{found.folder.name}-{_circumstances(found, *further)}.json"
    path = found.folder.with_name(name)
    try:
        return ScoreAgreement(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        pass  # Never compared under these circumstances, or the note of it is damaged.
    agreement = compare(engine, original_engine(), sample_sound())
    with replacing(path) as part:
        part.write_text(json.dumps(asdict(agreement)), encoding="utf-8")
    return agreement


def _circumstances(found: Parts, *further: str) -> str:
    """Return a short name for all that an engine's scores may depend on."""
    facts = (
        found.fingerprint,
        *(version(package) for package in ("ai-edge-litert", "numpy", "undersong")),
        platform.system(),
        platform.machine(),
        platform.processor(),
        _linux_processor(),
        *further,
    )
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def _linux_processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""  # Not Linux, where platform.processor() tells it.
    return next((line for line in lines if line.startswith("model name")), "")


def _score(logits: Float32) -> Float32:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)
