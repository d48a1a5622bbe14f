"""Small networks that say what a test wants: each a way in which a network can differ."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np

from core.networks.manifest import Activation, HeadManifest, Manifest
from core.networks.network import Float32, Outputs

BATCH = 4


def head(id: str = "toy", **values: object) -> HeadManifest:
    return HeadManifest(**{"id": id, "title": id.title(), "version": "1"} | values)


MANIFEST = Manifest(
    id="toy-1", title="Toy", version="1", runtime=__name__, sample_rate=16_000, window_s=0.5,
    hop_s=0.25, embedding_size=7, licence="none", citation="none", non_commercial=False,
    heads=(head(activation=Activation.NONE),), range_model=None, memory_mb=50,
)  # fmt: skip


def named(id: str, **values: object) -> Manifest:
    """Return the manifest of one of the networks below."""
    return replace(MANIFEST, id=id, **values)


def loudness(windows: Float32) -> Float32:
    """Return [windows]: 0 to 1."""
    return np.minimum(1, np.abs(windows).max(axis=1))


def say(windows: Float32, labels: int, size: int) -> Outputs:
    """Score label n by (n + 1) / labels of the loudness, so that each number can be foretold."""
    loud = loudness(windows)[:, None]
    scores = loud * np.arange(1, labels + 1, dtype=np.float32) / labels
    embeddings = np.repeat(loud, size, axis=1) + np.arange(size, dtype=np.float32)
    return Outputs({"scores": scores.astype(np.float32)}, embeddings.astype(np.float32))


def _logits(windows: Float32) -> Float32:
    """Return [windows, 14795] as Perch 2 gives them: most far below what counts."""
    seeds = (loudness(windows) * 1e6).astype(int)
    rows = [np.random.default_rng(seed).normal(0, 3, 14_795) for seed in seeds]
    return np.array(rows, np.float32)


def _two_heads(windows: Float32) -> Outputs:
    one, other = say(windows, 3, 7), say(windows, 2, 7)
    return one._replace(scores={"scores": one.scores["scores"], "calls": other.scores["scores"]})


def _frames(windows: Float32) -> Outputs:
    said = say(windows, 3, 7)
    shares = np.array([0.5, 1.0, 0.0], np.float32)[None, :, None]
    scores = said.scores["scores"][:, None, :] * shares
    assert said.embeddings is not None
    return Outputs({"scores": scores}, said.embeddings[:, None, :] * shares)


def _with_gaps(windows: Float32) -> Outputs:
    """Give no numbers for what is loud: no score above .5, an infinite embedding above .8."""
    said, loud = say(windows, 3, 7), loudness(windows)
    said.scores["scores"][(loud > 0.5) & (loud <= 0.8), 1] = np.nan
    assert said.embeddings is not None
    said.embeddings[loud > 0.8, 2] = np.inf
    return said


def _changing(windows: Float32) -> Outputs:
    return say(windows, 3 if len(windows) == BATCH else 4, 7)


def _failing(windows: Float32) -> Outputs:
    if (loudness(windows) > 0.5).any():
        raise MemoryError
    return say(windows, 3, 7)


_SAID = MappingProxyType(
    {
        "toy-1": lambda windows: say(windows, 3, 7),
        "two-heads": _two_heads,
        "frames": _frames,
        "no-embeddings": lambda windows: say(windows, 3, 7)._replace(embeddings=None),
        "no-scores": lambda windows: Outputs({}, say(windows, 1, 7).embeddings),
        "gaps": _with_gaps,
        "changing": _changing,
        "one-row-less": lambda windows: say(windows[1:], 3, 7),
        "failing": _failing,
        "one-label": lambda windows: say(windows, 1, 7),
        "many-labels": lambda windows: say(windows, 15_000, 7),
        "perch": lambda windows: Outputs({"scores": _logits(windows)}),
        "narrow": lambda windows: say(windows, 3, 1),
        "wide": lambda windows: say(windows, 3, 4096),
    }
)


class Engine:
    """A network that hears how loud it is."""

    note, batch_size = "toy", BATCH

    def __init__(self, manifest: Manifest) -> None:
        self._say, self._samples = _SAID[manifest.id], manifest.window_samples

    def buffer(self, windows: int) -> Float32:
        return np.zeros((windows, self._samples), np.float32)

    def run(self, windows: Float32) -> Outputs:
        return self._say(windows)


def open_engine(manifest: Manifest) -> Engine:
    return Engine(manifest)
