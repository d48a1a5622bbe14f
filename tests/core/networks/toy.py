"""A network that is nothing like BirdNET: half a second, scores instead of logits, song and call.

It hears a tone in one of three bands. Dropped in from outside: a manifest, labels and this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.domain import Label, LabelKind, Species
from core.networks.manifest import Activation, HeadManifest, Manifest
from core.networks.network import Float32, Head, Outputs

RATE, WINDOW_S, HOP_S = 16_000, 0.5, 0.25
TOAD = Species("Bufo bufo", "Common Toad", "animal")
CRICKET = Species("Gryllus campestris", "Field Cricket", "animal")
SONG_HZ, CALL_HZ, CRICKET_HZ = 1000, 2000, 4000
LABELS = (
    Label("toad song", TOAD, LabelKind.CALL_TYPE),
    Label("toad call", TOAD, LabelKind.CALL_TYPE),
    Label("field cricket", CRICKET),
)
HEAD = HeadManifest("toy-1", "Toy", "1", activation=Activation.NONE)
MANIFEST = Manifest(
    id="toy-1",
    title="Toy",
    version="1",
    runtime="tests.core.networks.toy",
    sample_rate=RATE,
    window_s=WINDOW_S,
    hop_s=HOP_S,
    embedding_size=7,
    licence="CC0",
    citation="Nobody, nowhere",
    non_commercial=False,
    heads=(HEAD,),
    lanes=1,
)


@dataclass(frozen=True)
class Toy:
    """The network as the catalogue would have it."""

    manifest: Manifest = MANIFEST
    labels: Sequence[Label] = LABELS

    @property
    def heads(self) -> tuple[Head, ...]:
        return tuple(Head(head, tuple(self.labels)) for head in self.manifest.heads)


class ToyEngine:
    """Scores are the share of a window's power in each label's band."""

    note = "in numpy"
    batch_size = 3

    def __init__(self, manifest: Manifest) -> None:
        self._windows = np.zeros((self.batch_size, manifest.window_samples), np.float32)
        self._hz = np.fft.rfftfreq(manifest.window_samples, 1 / manifest.sample_rate)

    def buffer(self, windows: int) -> Float32:
        return self._windows[:windows]

    def run(self, windows: Float32) -> Outputs:
        power = np.abs(np.fft.rfft(windows)) ** 2
        whole = power.sum(axis=1) + 1e-9
        bands = [np.abs(self._hz - hz) < 50 for hz in (SONG_HZ, CALL_HZ, CRICKET_HZ)]
        scores = np.stack([power[:, band].sum(axis=1) / whole for band in bands], axis=1)
        embeddings = np.concatenate([scores, np.ones((len(windows), 4))], axis=1)
        return Outputs({"scores": scores.astype(np.float32)}, embeddings.astype(np.float32))


def open_engine(manifest: Manifest) -> ToyEngine:
    return ToyEngine(manifest)
