"""Passes, heads and labels made by hand, for projects whose numbers are known."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, insert, select

from core.audio.windows import Windowing
from core.domain import Species
from core.networks.catalogue import network
from core.store import heads, passes, species
from core.store.heads import NewHead
from core.store.passes import Pass, PassHead
from core.store.run_schema import LabelRow

NETWORK = "birdnet-2.4"
CUT = Windowing.of(48_000, 3.0, 0.0, 1.0)
_HEAD = NewHead("made", NETWORK, "BirdNET", "2.4", NETWORK, "sigmoid", 0.01, (), {})


def a_head(db: Connection) -> int:
    return heads.ensure_head(db, _HEAD)


def know_birdnets_labels(db: Connection) -> int:
    (head,) = network(NETWORK).heads
    wanted = replace(_HEAD, sha256="BirdNET's own", labels=head.labels)
    return heads.ensure_head(db, wanted)


def a_pass(
    db: Connection,
    fingerprint: str = "pass",
    settings: Mapping[str, Any] | None = None,
    head_id: int | None = None,
) -> int:
    """Return the id of a pass of BirdNET."""
    made = Pass(fingerprint, NETWORK, settings or {}, CUT, 1024)
    head_id = a_head(db) if head_id is None else head_id
    return passes.ensure_pass(db, made, [PassHead(head_id, -4.6, [-8.0, 0.0, 8.0])])


def label_ids(db: Connection, wanted: Iterable[Species]) -> dict[str, int]:
    """Return scientific name -> id of a label of that species, added if new."""
    head_id, species_ids, found = a_head(db), species.ids(db, wanted := list(wanted)), {}
    for name in (one.scientific_name for one in wanted):
        species_id = species_ids[name]
        its = select(LabelRow.id).where(
            LabelRow.head_id == head_id, LabelRow.species_id == species_id
        )
        known = db.scalar(its)
        if known is None:
            mine = LabelRow.head_id == head_id
            index = db.scalar(select(func.count()).select_from(LabelRow).where(mine))
            values = {"text": name, "species_id": species_id, "kind": "species"}
            db.execute(insert(LabelRow), values | {"head_id": head_id, "index": index})
            known = db.scalars(its).one()
        found[name] = known
    return found
