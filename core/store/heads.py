"""Heads and their labels, as a project knows them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from core.domain import Label, LabelKind, Species
from core.store import species as species_rows
from core.store.groups import in_groups
from core.store.run_schema import HeadRow, LabelRow, PassHeadRow, RunHeadRow
from core.store.schema import SpeciesRow

H, L = HeadRow, LabelRow


@dataclass(frozen=True, slots=True)
class NewHead:
    """A head as it is to be known."""

    sha256: str
    """Of all that its scores depend on: equal heads are one."""
    name: str
    title: str
    version: str
    network: str
    activation: str
    floor: float
    """In scores."""
    labels: Sequence[Label]
    manifest: Mapping[str, Any]
    trained: bool = False


@dataclass(frozen=True, slots=True)
class StoredLabel:
    """One of the answers of a head."""

    id: int
    index: int | None
    """Its place in what the head gives; None in old projects, until the list is at hand."""
    text: str
    species: Species | None
    kind: LabelKind


@dataclass(frozen=True, slots=True)
class StoredHead:
    """What a project knows of a head besides its labels."""

    id: int
    sha256: str
    name: str
    title: str
    version: str
    network: str
    trained: bool
    manifest: Mapping[str, Any]
    """See core.networks.manifest; empty where it is damaged."""
    follows: bool = True
    """Whether it scores new recordings, once it has an analysis of its own."""


def ensure_head(db: Connection, wanted: NewHead) -> int:
    """Return the id of a head, added with its labels if new.

    What an old project knows of its labels is completed: the places in the list.
    """
    values = {
        "sha256": wanted.sha256,
        "name": wanted.name,
        "title": wanted.title,
        "version": wanted.version,
        "network": wanted.network,
        "trained": wanted.trained,
        "activation": wanted.activation,
        "floor": wanted.floor,
        "manifest": json.dumps(dict(wanted.manifest)),
    }
    db.execute(insert(H).values(**values).on_conflict_do_nothing())
    of_it = H.sha256 == wanted.sha256
    head_id, count = db.execute(select(H.id, H.label_count).where(of_it)).one()
    if count is None:
        _complete(db, head_id, wanted.labels)
        db.execute(update(H).where(of_it).values(label_count=len(wanted.labels)))
    return int(head_id)


def incomplete(db: Connection) -> set[str]:
    """Return the hashes of heads whose labels are not all here: in projects of older versions."""
    return set(db.scalars(select(H.sha256).where(H.label_count.is_(None))))


def get(db: Connection, head_id: int) -> StoredHead:
    """Return what is known of a head."""
    return _head(db.execute(select(H.__table__).where(H.id == head_id)).one())


def trained(db: Connection) -> list[StoredHead]:
    """Return the heads that people trained, those of one name by their versions."""
    query = select(H.__table__).where(H.trained).order_by(H.name, H.id)
    return [_head(row) for row in db.execute(query)]


def set_title(db: Connection, head_id: int, title: str) -> None:
    """Give a trained head another title; an empty one says that it was taken out."""
    db.execute(update(H).where(H.id == head_id, H.trained).values(title=title))


def rename(db: Connection, head_ids: Sequence[int], name: str) -> None:
    """Call trained heads by another name; those that were taken out stay out."""
    these = H.id.in_(head_ids), H.trained
    db.execute(update(H).where(*these, H.title != "").values(title=name))
    db.execute(update(H).where(*these).values(name=name))


def set_manifest(db: Connection, head_id: int, manifest: Mapping[str, Any]) -> None:
    """Keep other facts of a trained head, beside what its file says."""
    values = {"manifest": json.dumps(dict(manifest))}
    db.execute(update(H).where(H.id == head_id, H.trained).values(**values))


def set_following(db: Connection, head_id: int, follows: bool) -> None:
    """Note whether a trained head scores new recordings."""
    db.execute(update(H).where(H.id == head_id, H.trained).values(follows=follows))


def forget(db: Connection, head_id: int) -> None:
    """Forget a trained head with its labels. Raises ValueError where a run has used it."""
    if is_used(db, head_id):
        raise ValueError("a run has used it")
    db.execute(delete(L).where(L.head_id == head_id))
    db.execute(delete(H).where(H.id == head_id, H.trained))


def is_used(db: Connection, head_id: int) -> bool:
    """Tell whether a run has detections of a head's labels, or may have."""
    query = select(RunHeadRow.run_id).where(RunHeadRow.head_id == head_id).limit(1)
    return db.scalar(query) is not None


def of_pass(db: Connection, pass_id: int) -> list[int]:
    """Return the heads whose scores a pass keeps, in their order."""
    query = select(PassHeadRow.head_id).where(PassHeadRow.pass_id == pass_id)
    return list(db.scalars(query.order_by(PassHeadRow.position)))


def of_run(db: Connection, run_id: int) -> list[int]:
    """Return the heads whose labels a run's detections have, in their order."""
    query = select(RunHeadRow.head_id).where(RunHeadRow.run_id == run_id)
    return list(db.scalars(query.order_by(RunHeadRow.position)))


def use(db: Connection, run_id: int, head_ids: Iterable[int]) -> None:
    """Note which heads' labels a run's detections have, in this order."""
    rows = [
        {"run_id": run_id, "head_id": head_id, "position": position}
        for position, head_id in enumerate(head_ids)
    ]
    if rows:
        db.execute(insert(RunHeadRow).on_conflict_do_nothing(), rows)


def labels(db: Connection, head_id: int) -> list[StoredLabel]:
    """Return the labels of a head by their places; those whose place is not known are last."""
    query = _labels().where(L.head_id == head_id).order_by(L.index.is_(None), L.index, L.id)
    return [_label(row) for row in db.execute(query)]


def species_at(db: Connection, head_id: int, places: Iterable[int]) -> dict[int, Species]:
    """Return place in the list -> what the label stands for, where it stands for something."""
    query = _labels().where(L.head_id == head_id)
    rows = (
        _label(row)
        for some in in_groups(places)
        for row in db.execute(query.where(L.index.in_(some)))
    )
    return {one.index: one.species for one in rows if one.species and one.index is not None}


def places_of(db: Connection, head_id: int, name: str) -> list[int]:
    """Return the places in a head's list of the labels of a species, named in either way."""
    query = (
        select(L.index)
        .join(SpeciesRow, L.species_id == SpeciesRow.id)
        .where(L.head_id == head_id, _is_called(name))
    )
    return [place for place in db.scalars(query) if place is not None]


def _is_called(name: str) -> Any:
    return or_(SpeciesRow.scientific_name == name, SpeciesRow.common_name == name)


def label_ids(db: Connection, head_id: int) -> dict[int, int]:
    """Return place in the list -> id, of the labels of a head."""
    rows = db.exec_driver_sql(_IDS, (head_id,))
    return {place: label_id for place, label_id in rows if place is not None}


def species(db: Connection, network: str | None = None, *, own: bool = False) -> list[Species]:
    """Return what labels stand for, of one network's heads or of all, by scientific name.

    With ``own`` only of heads that came with a network, not of those that people trained.
    """
    columns = (SpeciesRow.scientific_name, SpeciesRow.common_name, SpeciesRow.group)
    query = (
        select(*columns)
        .join_from(L, SpeciesRow, L.species_id == SpeciesRow.id)
        .join(H, L.head_id == H.id)
    )
    if network is not None:
        query = query.where(H.network == network)
    if own:
        query = query.where(~H.trained)
    rows = db.execute(query.distinct().order_by(SpeciesRow.scientific_name))
    return [Species(*row) for row in rows]


def _head(row: Row[Any]) -> StoredHead:
    try:
        manifest = json.loads(row.manifest)
    except ValueError:
        manifest = {}
    return StoredHead(
        row.id, row.sha256, row.name, row.title, row.version, row.network, bool(row.trained),
        manifest if isinstance(manifest, dict) else {}, bool(row.follows),
    )  # fmt: skip


def _complete(db: Connection, head_id: int, wanted: Sequence[Label]) -> None:
    ids = species_rows.ids(db, dict.fromkeys(one.species for one in wanted if one.species))
    query = select(L.id, L.text).where(L.head_id == head_id)
    known = {text: label_id for label_id, text in db.execute(query)}
    rows = [
        (
            known.pop(label.text, None),
            head_id,
            index,
            label.text,
            ids[label.species.scientific_name] if label.species else None,
            label.kind,
        )
        for index, label in enumerate(wanted)
    ]
    if rows:
        db.exec_driver_sql(_ADD, rows)


_IDS = 'SELECT "index", id FROM labels WHERE head_id = ?'
# Thousands at once, which SQLAlchemy's own way takes a quarter of a second for.
_ADD = """INSERT INTO labels (id, head_id, "index", text, species_id, kind)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
    SET "index" = excluded."index", species_id = excluded.species_id, kind = excluded.kind"""


def _labels() -> Any:
    return select(
        L.id,
        L.index.label("place"),  # a row has an index of its own
        L.text,
        L.kind,
        SpeciesRow.scientific_name,
        SpeciesRow.common_name,
        SpeciesRow.group,
    ).outerjoin(SpeciesRow, L.species_id == SpeciesRow.id)


def _label(row: Row[Any]) -> StoredLabel:
    species = None
    if row.scientific_name is not None:
        species = Species(row.scientific_name, row.common_name, row.group)
    return StoredLabel(row.id, row.place, row.text, species, LabelKind(row.kind))
