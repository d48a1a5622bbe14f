"""Which clips people were asked to judge, and why: an append-only log."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, func, insert, select

from core.names import key
from core.store import log
from core.store.membership import IN_PROJECT
from core.store.schema import RecordingRow
from core.store.teaching_schema import AskedClipRow

A = AskedClipRow


class Why(StrEnum):
    """Why a clip is to be judged."""

    TOP = "top"
    """It scores highest."""
    UNCERTAIN = "uncertain"
    """Its score is nearest to the border."""
    FAR = "far"
    """Of what is uncertain it is least like all that is labelled."""
    RANDOM = "random"
    """It was drawn at random, whatever its score."""
    LIKE = "like"
    """The confirmed clip that look-alikes were sought for."""
    AUDIT = "audit"
    """Drawn at random of look-alikes, to stand for all of them."""
    ALIKE = "alike"
    """A look-alike that others were drawn for."""
    ABOVE = "above"
    """Drawn at random of what is above a threshold."""


@dataclass(frozen=True, slots=True)
class AskedClip:
    """One clip that somebody was asked to judge."""

    recording_id: int
    start_s: float
    end_s: float
    why: Why
    score: float | None = None
    drawn_from: int | None = None
    """Of how many clips it was drawn at random; None where chance had no part."""


@dataclass(frozen=True, slots=True)
class AskedRound:
    """What was asked at once."""

    id: str
    """The same in every copy of a project."""
    label: str
    seed: int
    reviewer: str
    clips: tuple[AskedClip, ...]
    """In their order; without those whose recordings were removed."""
    at_utc: str = ""


def add(db: Connection, asked: AskedRound) -> None:
    """Append a round to the log. It is newer than all others, also where the clock was set back."""
    at = log.now_after(db.scalar(select(func.max(A.at_utc))))
    rows = [
        {
            "uuid": uuid4().hex,
            "round": asked.id,
            "position": position,
            "label": asked.label,
            "recording_id": one.recording_id,
            "start_ms": round(one.start_s * 1000),
            "end_ms": round(one.end_s * 1000),
            "why": one.why,
            "score": one.score,
            "drawn_from": one.drawn_from,
            "seed": asked.seed,
            "reviewer": asked.reviewer,
            "at_utc": at.isoformat(timespec="microseconds"),
        }
        for position, one in enumerate(asked.clips)
    ]
    if rows:
        db.execute(insert(A), rows)


def of_label(db: Connection, label: str) -> list[AskedRound]:
    """Return what was asked about a label, however it is written, the newest last."""
    spelled = [one for one in db.scalars(select(A.label).distinct()) if key(one) == key(label)]
    query = (
        select(A.__table__)
        .join(RecordingRow, RecordingRow.id == A.recording_id)
        .where(A.label.in_(spelled), IN_PROJECT)
        .order_by(A.at_utc, A.round, A.position)
    )
    found: dict[str, list[AskedClip]] = defaultdict(list)
    heads: dict[str, tuple[str, int, str, str]] = {}
    for row in db.execute(query):
        heads[row.round] = row.label, row.seed, row.reviewer, row.at_utc
        found[row.round].append(_clip(row))
    return [
        AskedRound(name, label, seed, reviewer, tuple(found[name]), at_utc)
        for name, (label, seed, reviewer, at_utc) in heads.items()
    ]


def drawn_at_random(db: Connection) -> list[tuple[str, AskedClip]]:
    """Return (label, clip) of all that was drawn at random from all windows, each once."""
    query = (
        select(A.__table__)
        .join(RecordingRow, RecordingRow.id == A.recording_id)
        .where(A.why == Why.RANDOM, IN_PROJECT)
        .order_by(A.at_utc, A.round, A.position)
    )
    found = {
        (key(row.label), row.recording_id, row.start_ms): (row.label, _clip(row))
        for row in db.execute(query)
    }
    return list(found.values())


def new_round() -> str:
    """Return an id that no other round has."""
    return uuid4().hex


def _clip(row: Row[Any]) -> AskedClip:
    return AskedClip(
        row.recording_id, row.start_ms / 1000, row.end_ms / 1000, Why(row.why), row.score,
        row.drawn_from,
    )  # fmt: skip
