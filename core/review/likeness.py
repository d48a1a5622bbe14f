"""How alike detections sound to the network, by their embeddings."""

import math
from collections.abc import Sequence
from threading import Lock

import numpy as np
from sqlalchemy import Connection, select

from core.audio.windows import Windowing
from core.domain import Detection
from core.similarity import nearest
from core.store import Project, combined, embeddings, passes, runs
from core.store.groups import in_groups
from core.store.runs import Run
from core.store.schema import DetectionRow

D = DetectionRow


class Likeness:
    """Compares one detection with others of its run.

    Keeps the embeddings of one label: the next detection that is asked about mostly has the same.
    May be called in several threads.
    """

    def __init__(self, project: Project) -> None:
        self._project, self._lock = project, Lock()
        self._about: tuple[int, str] | None = None
        self._places: dict[int, int] = {}
        self._vectors: embeddings.Float16 = np.zeros((0, 0), np.float16)

    def to(self, detection: Detection, ids: Sequence[int]) -> dict[int, float] | None:
        """Return the similarity of others, by id: the cosine of the embeddings, -1 to 1.

        Those without an embedding, and of other runs, are left out. None where the detection
        itself has none.
        """
        with self._lock, self._project.reading() as db:
            run = runs.get(db, detection.run_id)
            mine = embeddings_of(self._project, db, run, [detection.id])[1]
            if not len(mine):
                return None
            self._keep(db, run, detection.species.scientific_name, ids)
            known = [i for i in ids if i in self._places]
            vectors = self._vectors[[self._places[i] for i in known]]
        alike = nearest(vectors, mine)
        return dict(zip(known, alike.tolist(), strict=True))

    def _keep(self, db: Connection, run: Run, label: str, ids: Sequence[int]) -> None:
        if self._about != (run.id, label):
            self._about, self._places = (run.id, label), {}
        new = [i for i in ids if i not in self._places]
        found, vectors = embeddings_of(self._project, db, run, new)
        first = len(self._places)
        self._vectors = np.concatenate([self._vectors[:first], vectors]) if first else vectors
        self._places |= {i: first + n for n, i in enumerate(found)}


def window_of(cut: Windowing, start_s: float) -> int:
    """Return the number of the window that begins at ``start_s``, or last before it."""
    return math.floor(start_s * cut.sample_rate / cut.step + 1e-6)


def heard_for(db: Connection, run: Run) -> Run:
    """Return the run whose embeddings tell how a run's detections sound.

    Itself; where it was combined the first of its networks' that kept any.
    """
    own = combined.networks_own(db, run)
    return next((one for one in own if embeddings.any_kept(db, one.pass_id)), run)


def embeddings_of(
    project: Project, db: Connection, run: Run, ids: Sequence[int]
) -> tuple[list[int], embeddings.Float16]:
    """Return (those of the ids that have an embedding in a run, their embeddings [n, size]).

    Of a combined run they are those of ``heard_for`` it.
    """
    query = select(D.id, D.recording_id, D.start_s).where(D.run_id == run.id)
    rows = [row for some in in_groups(ids) for row in db.execute(query.where(D.id.in_(some)))]
    its_pass = passes.get(db, heard_for(db, run).pass_id)
    windows = [(row.recording_id, window_of(its_pass.windowing, row.start_s)) for row in rows]
    size = its_pass.embedding_size
    there, vectors = embeddings.of_windows(project, db, its_pass.id, windows, size)
    return [rows[place].id for place in there], vectors
