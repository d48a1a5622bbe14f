"""Saying in a project what is run: the network with its heads and labels, the pass and the run.

From then on the project is asked, not the catalogue.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from core.analysis.fingerprints import pass_fingerprint, run_fingerprint
from core.analysis.settings import Settings, versions
from core.errors import UserError
from core.networks.manifest import Manifest
from core.networks.network import Head, Network
from core.store import Project, heads, passes, runs
from core.store.heads import NewHead
from core.store.passes import Pass, PassHead
from core.store.runs import Run


@dataclass(frozen=True, slots=True)
class Registered:
    """What an analysis is known as in its project."""

    run: Run
    pass_id: int
    head_ids: tuple[int, ...]
    """In the order of the network's heads."""
    label_ids: tuple[Mapping[int, int], ...]
    """Of each head: place in its list -> id."""


def register(db: Connection, network: Network, settings: Settings) -> Registered:
    """Return the run of these settings, the one begun before or a new one.

    Raises UserError where the project knows another network by this name.
    """
    manifest = network.manifest
    head_ids = tuple(heads.ensure_head(db, _new_head(manifest, head)) for head in network.heads)
    lowered = settings.lowered_floor(manifest)
    kept = [
        PassHead(head_id, head.kept_from(lowered), head.edges)
        for head_id, head in zip(head_ids, manifest.heads, strict=True)
    ]
    wanted = Pass(
        fingerprint=pass_fingerprint(settings, manifest),
        network=manifest.id,
        settings=settings.for_pass(manifest),
        windowing=settings.windowing(manifest),
        embedding_size=manifest.embedding_size,
        manifest=manifest.to_plain(),
    )
    pass_id = passes.ensure_pass(db, wanted, kept)
    _refuse_another(db, manifest, pass_id, wanted, head_ids)
    run = runs.start(
        db,
        run_fingerprint(settings, manifest),
        manifest.id,
        pass_id=pass_id,
        settings=settings.for_run(manifest),
        versions=versions(manifest),
    )
    heads.use(db, run.id, head_ids)
    labels = tuple(heads.label_ids(db, head_id) for head_id in head_ids)
    return Registered(run, pass_id, head_ids, labels)


def describe(project: Project, networks: Iterable[Network]) -> None:
    """Complete what a project of an older version knows of the networks it was made with."""
    if project.read_only:
        return
    with project.reading() as db:
        lacking = heads.incomplete(db)
    if not lacking:
        return
    known = [_new_head(each.manifest, head) for each in networks for head in each.heads]
    with project.writing() as db:
        for head in known:
            if head.sha256 in lacking:
                heads.ensure_head(db, head)


def _new_head(manifest: Manifest, head: Head) -> NewHead:
    facts = head.manifest
    return NewHead(
        sha256=_identity(manifest, head),
        name=facts.id,
        title=facts.title,
        version=facts.version,
        network=manifest.id,
        activation=facts.activation,
        floor=facts.floor,
        labels=head.labels,
        manifest=asdict(facts),
    )


def _identity(manifest: Manifest, head: Head) -> str:
    """Return a hash of all that a head's scores depend on: its files, or else what it says."""
    known: dict[str, object] = {"files": dict(manifest.sha256), "head": head.manifest.id}
    if not manifest.sha256:
        labels = [
            (one.text, one.kind, one.species and one.species.scientific_name) for one in head.labels
        ]
        known |= {"network": manifest.id, "manifest": asdict(head.manifest), "labels": labels}
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def _refuse_another(
    db: Connection, manifest: Manifest, pass_id: int, wanted: Pass, head_ids: tuple[int, ...]
) -> None:
    """Refuse to go on under the name of another network: its scores would be mixed with ours."""
    before = passes.get(db, pass_id)
    same = (before.windowing, before.embedding_size) == (wanted.windowing, wanted.embedding_size)
    if not same or tuple(heads.of_pass(db, pass_id)) != head_ids:
        raise UserError(
            f"This project was analysed with another network called {manifest.id}: its windows, "
            "its labels or its embeddings are others. Give the new one another name or version; "
            "what was found before stays."
        )
