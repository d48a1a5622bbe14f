"""What rules of species hide and show of an analysis: turning detections round, and counting them.

Nothing that a network said is changed: ``listed`` is turned round, and ``ruled`` says that it was.
"""

import json
from contextlib import nullcontext
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from core.domain import Verdict
from core.store import recording_times
from core.store.detection_filter import plain
from core.store.schema import DetectionRow, SpeciesRow
from core.store.scope import ReportScope
from core.store.species_rule import Showing, SpeciesRule, all_names

D = DetectionRow


@dataclass(frozen=True, slots=True)
class RuledCount:
    """What the rules did to one species of an analysis."""

    species: str
    common_name: str
    hidden: int
    hidden_judged: int
    hidden_right: int
    """Of those hidden, what a person found to be it."""
    shown: int
    """That the list alone would hide."""


def turn(
    db: Connection,
    run_id: int,
    species: str,
    rule: SpeciesRule | None,
    recording_id: int | None = None,
) -> None:
    """Turn round what a rule shows or hides otherwise than now; without one, as the list says.

    ``species``: its scientific name. With ``recording_id`` only what was heard there.
    """
    found = select(SpeciesRow.id).where(SpeciesRow.scientific_name.in_(all_names(species)))
    values = {
        "run": run_id,
        "species": json.dumps(list(db.scalars(found))),
        "recording": recording_id,
        "score": -1.0,
        "before": 0,
        "within": _ROUNDING_S,
    }
    expected = "(listed + ruled) % 2"
    if rule is not None:
        expected = _EXPECTED.get(rule.showing, expected)
        if rule.min_score is not None:
            values["score"] = rule.min_score
        if rule.windows is not None and rule.within_s is not None:
            values |= {"before": rule.windows - 1, "within": rule.within_s + _ROUNDING_S}
    where = "" if recording_id is None else "AND recording_id = :recording"
    wanted = _OTHERWISE.format(expected=expected, where=where)
    ids = list(db.exec_driver_sql(wanted, values).scalars())
    many = len(ids) > recording_times.MANY
    with recording_times.indexes_rebuilt(db) if many else nullcontext():
        db.exec_driver_sql(_ROUND, (json.dumps(ids),))


def counts(db: Connection, of: ReportScope) -> list[RuledCount]:
    """Return what rules did to each species of an analysis, or of a part of it, by name."""
    shown = D.listed
    grouped = (
        select(
            D.species_id,
            func.count().filter(~shown).label("hidden"),
            func.count()
            .filter(~shown, D.verdict.in_([Verdict.CORRECT, Verdict.WRONG]))
            .label("judged"),
            func.count().filter(~shown, D.verdict == Verdict.CORRECT).label("right"),
            func.count().filter(shown).label("shown"),
        )
        .where(D.ruled, *of.within)
        .group_by(plain("species_id"))  # of the few that rules turned, not in a million's order
        .subquery()
    )
    numbers = (grouped.c.hidden, grouped.c.judged, grouped.c.right, grouped.c.shown)
    query = (
        select(SpeciesRow.scientific_name, SpeciesRow.common_name, *numbers)
        .join_from(grouped, SpeciesRow, grouped.c.species_id == SpeciesRow.id)
        .order_by(SpeciesRow.scientific_name)
    )
    return [RuledCount(*row) for row in db.execute(query)]


def hidden(db: Connection, of: ReportScope) -> int:
    """Return how many detections rules hide of an analysis, or of a part of it."""
    return db.scalar(select(func.count()).where(D.ruled, ~D.listed, *of.within)) or 0


def hidden_judged(db: Connection, of: ReportScope) -> int:
    """Return how many of those have a verdict."""
    judged = (D.ruled, ~D.listed, D.verdict.is_not(None))
    return db.scalar(select(func.count()).where(*judged, *of.within)) or 0


def in_words(one: RuledCount) -> str:
    """Return what the rules did to a species, as a sentence."""
    said = []
    if one.hidden:
        said.append(f"{one.hidden:,} hidden, {_judged(one)}")
    if one.shown:
        said.append(f"{one.shown:,} shown that the list does not expect")
    return f"{'; '.join(said)}."


def _judged(one: RuledCount) -> str:
    if not one.hidden_judged:
        return "none of them judged by a person"
    return f"{one.hidden_judged:,} of them judged by a person, {one.hidden_right:,} real"


_EXPECTED: dict[Showing | None, str] = {Showing.ALWAYS: "1", Showing.NEVER: "0"}
_ROUNDING_S = 1e-6
"""Starts of windows are sums of floats."""
_OTHERWISE = """
WITH mine AS (
    SELECT id, recording_id, start_s, listed % 2 AS is_shown,
        {expected} AND score >= :score AS is_wanted
    FROM detections
    WHERE species_id IN (SELECT value FROM json_each(:species)) AND +run_id = :run {where}
), starts AS (
    SELECT DISTINCT recording_id, start_s FROM mine WHERE is_wanted
), closed AS (
    SELECT recording_id, start_s, start_s - lag(start_s, :before) OVER times <= :within AS closes
    FROM starts WINDOW times AS (PARTITION BY recording_id ORDER BY start_s)
), enough AS (
    SELECT recording_id, start_s, max(closes) OVER (PARTITION BY recording_id ORDER BY start_s
        ROWS BETWEEN CURRENT ROW AND :before FOLLOWING) AS is_enough
    FROM closed
)
SELECT mine.id FROM mine LEFT JOIN enough USING (recording_id, start_s)
WHERE is_shown <> (is_wanted AND coalesce(is_enough, 0))
"""
_ROUND = """UPDATE detections SET listed = listed + 1 - listed % 2 * 2, ruled = 1 - ruled
WHERE id IN (SELECT value FROM json_each(?))"""
