"""Inference passes: ways of running a network, and what it was like when it ran.

Whoever reads what a pass has left asks here, not the program's catalogue: a project made with a
network that this program lacks can be reviewed, reported and exported all the same.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, or_, select
from sqlalchemy.dialects.sqlite import insert

from core.audio.windows import Windowing
from core.store.run_schema import PassHeadRow, PassRow, RunRow

P = PassRow


@dataclass(frozen=True, slots=True)
class PassHead:
    """A head whose scores a pass keeps, and how."""

    head_id: int
    floor: float
    """Outputs from here on are kept one by one."""
    edges: Sequence[float]
    """Outputs between the bins of the histograms, rising."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One way of running a network: all that the stored scores of a window depend on."""

    fingerprint: str
    network: str
    settings: Mapping[str, Any]
    windowing: Windowing
    embedding_size: int
    """0 where none are given."""
    manifest: Mapping[str, Any] | None = None
    """The network's, as it was; None where what is stored of it is damaged."""
    id: int = 0
    """Given by the project."""


def ensure_pass(db: Connection, wanted: Pass, heads: Sequence[PassHead] = ()) -> int:
    """Return the id of the pass with this fingerprint, added with its heads if new."""
    cut = wanted.windowing
    values = {
        "fingerprint": wanted.fingerprint,
        "network": wanted.network,
        "settings": dict(wanted.settings),
        "manifest": None if wanted.manifest is None else json.dumps(dict(wanted.manifest)),
        "sample_rate": cut.sample_rate,
        "window_samples": cut.length,
        "step_samples": cut.step,
        "least_samples": cut.least,
        "embedding_size": wanted.embedding_size,
        "embedding_type": "float16",
    }
    db.execute(insert(P).values(**values).on_conflict_do_nothing())
    pass_id = db.scalars(select(P.id).where(P.fingerprint == wanted.fingerprint)).one()
    rows = [
        {
            "pass_id": pass_id,
            "head_id": head.head_id,
            "position": position,
            "floor": head.floor,
            "edges": json.dumps(list(head.edges)),
        }
        for position, head in enumerate(heads)
    ]
    if rows:
        db.execute(insert(PassHeadRow).on_conflict_do_nothing(), rows)
    return pass_id


def find(db: Connection, fingerprint: str) -> int | None:
    """Return the id of the pass with this fingerprint, or None where there is none yet."""
    is_it = or_(P.fingerprint == fingerprint, P.former_fingerprint == fingerprint)
    return db.scalar(select(P.id).where(is_it).order_by(P.fingerprint != fingerprint))


def get(db: Connection, pass_id: int) -> Pass:
    """Return one pass."""
    return _pass(db.execute(select(P.__table__).where(P.id == pass_id)).one())


def sample_rate_of(db: Connection, run_id: int) -> int:
    """Return at which rate a run heard its recordings; 0 where no network did."""
    rate = select(P.sample_rate).join(RunRow, RunRow.pass_id == P.id).where(RunRow.id == run_id)
    return db.scalar(rate) or 0


def heads(db: Connection, pass_id: int) -> list[PassHead]:
    """Return the heads whose scores a pass keeps, in their order."""
    h = PassHeadRow
    query = select(h.head_id, h.floor, h.edges).where(h.pass_id == pass_id).order_by(h.position)
    return [PassHead(row.head_id, row.floor, json.loads(row.edges)) for row in db.execute(query)]


def _pass(row: Row[Any]) -> Pass:
    return Pass(
        id=row.id,
        fingerprint=row.fingerprint,
        network=row.network,
        settings=row.settings,
        windowing=Windowing(
            row.sample_rate, row.window_samples, row.step_samples, row.least_samples
        ),
        embedding_size=row.embedding_size,
        manifest=_manifest(row.manifest),
    )


def _manifest(stored: str | None) -> Mapping[str, Any] | None:
    try:
        read = json.loads(stored or "")
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
