"""What other networks say of the moment in hand, from what is kept of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from core.domain import Detection
from core.networks.manifest import head_from_plain
from core.store import Project, heads, passes, runs, scores
from core.store.runs import Run


@dataclass(frozen=True, slots=True)
class OtherNetwork:
    """What another network's analysis, finished last, has of a species at a moment."""

    title: str
    """The network's name and version."""
    knows: bool
    """Whether it has a label of the species."""
    score: float | None
    """The best of its windows there; None where it is below what is kept, or not known."""


def said_elsewhere(project: Project, detection: Detection) -> list[OtherNetwork]:
    """Return what other networks say of a detection's species in the windows that overlap it.

    Those that have not heard the recording are left out. Empty where there is one network only.
    """
    with project.reading() as db:
        return [_said(db, run, detection) for run in _others(db, detection)]


def _others(db: Connection, detection: Detection) -> Iterator[Run]:
    """Yield the newest finished run of each other network that has heard the recording."""
    known = {detection.network}
    for run in runs.everything(db):
        if run.finished_utc is not None and run.network not in known:
            known.add(run.network)
            if runs.has_heard(db, run.id, detection.recording_id):
                yield run


def _said(db: Connection, run: Run, detection: Detection) -> OtherNetwork:
    cut = passes.get(db, run.pass_id).windowing
    knows, best = False, None
    for head_id in heads.of_pass(db, run.pass_id):
        labels = heads.places_of(db, head_id, detection.species.scientific_name)
        its = scores.sparse(db, run.pass_id, head_id, [detection.recording_id])
        knows = knows or bool(labels)
        for kept in its.values():
            starts = kept.windows * (cut.step / cut.sample_rate)
            there = np.isin(kept.labels, labels)
            there &= (starts < detection.end_s) & (starts + cut.window_s > detection.start_s)
            if there.any():
                head = head_from_plain(heads.get(db, head_id).manifest)
                score = head.score(float(kept.outputs[there].max()))
                best = score if best is None else max(best, score)
    return OtherNetwork(str(run.versions.get("network", run.network)), knows, best)
