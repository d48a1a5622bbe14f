"""What is kept of every window that an analysis heard, as scores of species."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.audio.windows import Windowing
from core.domain import Species
from core.networks.manifest import HeadManifest, head_from_plain
from core.store import heads, passes, scores
from core.store.runs import Run

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class KeptScores:
    """How an analysis cut its recordings, and what its heads' labels stand for."""

    run: Run
    windowing: Windowing
    heads: Sequence[int]
    """Those of which scores are kept: of a combined analysis or a trained head there are none."""
    manifests: Sequence[HeadManifest]
    labels: Sequence[Mapping[int, Species]]
    """Of each head: place in its list -> species."""

    @classmethod
    def of(cls, db: Connection, run: Run) -> "KeptScores":
        """Read what is known of an analysis."""
        used = set(heads.of_run(db, run.id))
        ids = [head_id for head_id in heads.of_pass(db, run.pass_id) if head_id in used]
        return cls(
            run,
            passes.get(db, run.pass_id).windowing,
            ids,
            [head_from_plain(heads.get(db, head_id).manifest) for head_id in ids],
            [
                {one.index: one.species for one in heads.labels(db, head_id)
                 if one.index is not None and one.species}
                for head_id in ids
            ],
        )  # fmt: skip

    @property
    def species(self) -> set[Species]:
        """Return all that the labels stand for."""
        return {one for labels in self.labels for one in labels.values()}

    def of_recording(
        self, db: Connection, recording_id: int
    ) -> dict[Species, tuple[Float32, Float32]]:
        """Return species -> (numbers of windows, scores) of a recording, as far as kept."""
        heard = scores.load(db, self.run.pass_id, self.heads, recording_id)
        found: dict[Species, list[tuple[Float32, Float32]]] = defaultdict(list)
        every = zip(heard.heads if heard else (), self.manifests, self.labels, strict=False)
        for kept, manifest, labels in every:
            sensitivity = manifest.sensitivity_in(self.run.settings)
            values = manifest.scores(kept.scores.outputs, sensitivity)
            for label in np.unique(kept.scores.labels).tolist():
                if label in labels:
                    mine = kept.scores.labels == label
                    windows = kept.scores.windows[mine].astype(np.float32)
                    found[labels[label]].append((windows, values[mine]))
        return {
            species: (np.concatenate([w for w, _ in parts]), np.concatenate([s for _, s in parts]))
            for species, parts in found.items()
        }
