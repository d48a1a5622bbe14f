"""What other networks say of the moment in hand, from what is kept of them."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from core.domain import Detection, Species
from core.networks.manifest import head_from_plain
from core.species.one_species import other_names
from core.store import Project, combined, heads, passes, runs, scores
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
    Of a combined detection each of the networks that it was made of says its own.
    """
    with project.reading() as db:
        its = runs.get(db, detection.run_id)
        taken = _taken_names(db, its, detection.species)
        return [_said(db, run, detection, taken) for run in _others(db, its, detection)]


def _others(db: Connection, its: Run, detection: Detection) -> Iterator[Run]:
    """Yield the newest finished run of each other network that has heard the recording."""
    known = {its.network} if its.is_heard else set()
    for run in (*combined.networks_own(db, its), *runs.everything(db)):
        if run.finished_utc is not None and run.is_heard and run.network not in known:
            known.add(run.network)
            if runs.has_heard(db, run.id, detection.recording_id):
                yield run


def _taken_names(db: Connection, its: Run, species: Species) -> set[str]:
    """Return other names of a species that its own network has for others."""
    ids = heads.of_run(db, its.id)
    others = _other_names(species)
    return {one for one in others if any(heads.places_of(db, head_id, one) for head_id in ids)}


def _said(db: Connection, run: Run, detection: Detection, taken: Container[str]) -> OtherNetwork:
    cut = passes.get(db, run.pass_id).windowing
    knows, best = False, None
    for head_id in heads.of_pass(db, run.pass_id):
        labels = _places(db, head_id, detection.species, taken)
        its = scores.sparse(db, run.pass_id, head_id, [detection.recording_id])
        knows = knows or bool(labels)
        for kept in its.values():
            starts = kept.windows * (cut.step / cut.sample_rate)
            there = np.isin(kept.labels, labels)
            there &= (starts < detection.end_s) & (starts + cut.window_s > detection.start_s)
            if there.any():
                head = head_from_plain(heads.get(db, head_id).manifest)
                sensitivity = head.sensitivity_in(run.settings)
                score = head.score(float(kept.outputs[there].max()), sensitivity)
                best = score if best is None else max(best, score)
    return OtherNetwork(run.title, knows, best)


def _places(db: Connection, head_id: int, species: Species, taken: Container[str]) -> Sequence[int]:
    """Return where a head has a species, by its name or else by another of its names."""
    names = (species.scientific_name, *(o for o in _other_names(species) if o not in taken))
    return next((found for one in names if (found := heads.places_of(db, head_id, one))), [])


def _other_names(species: Species) -> Sequence[str]:
    return [*other_names(species.scientific_name), species.common_name]
