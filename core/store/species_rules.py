"""Rules of species: which detections of a species are shown, whatever its list or score says.

A rule never changes what a network said. It turns round whether a detection is shown (``listed``),
and marks that it did (``ruled``), so that all that lists, counts, reports and exports follows, and
what the rules hide can be counted and brought back.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy import insert as insert_row
from sqlalchemy.dialects.sqlite import insert

from core.names import key
from core.store import turned
from core.store.person_schema import RuleSetRow, RunRulesRow
from core.store.run_schema import RunRow
from core.store.schema import RememberedRow
from core.store.species_rule import Showing, SpeciesRule, SpeciesRules, is_narrower, one_name

_IN_USE = "rules in use"


@dataclass(frozen=True, slots=True)
class RunRules:
    """The rules that hold of an analysis."""

    name: str
    """Of their set."""
    rules: SpeciesRules
    at_utc: str

    @property
    def record(self) -> dict[str, Any]:
        """Return them as they are kept: JSON."""
        return {"set": self.name, "since_utc": self.at_utc, **_plain(self.rules)}

    def of_species(self, scientific_name: str) -> SpeciesRule | None:
        """Return the rule of a species, under an older or newer name too."""
        return _rule_of(self.rules, scientific_name)


def sets(db: Connection) -> dict[str, SpeciesRules]:
    """Return the sets of a project, by name."""
    rows = db.execute(select(RuleSetRow.name, RuleSetRow.rules).order_by(RuleSetRow.name))
    return {name: _rules(value) for name, value in rows}


def in_use(db: Connection) -> str | None:
    """Return the name of the set that is in use; None: no rules hold."""
    told = db.scalar(select(RememberedRow.value).where(RememberedRow.name == _IN_USE))
    return None if told is None else told["name"]


def save(db: Connection, name: str, rules: Iterable[SpeciesRule]) -> None:
    """Keep rules under a name, instead of what was there; where they are in use they hold now."""
    ordered = sorted({one.place: one for one in rules}.values(), key=lambda one: one.place)
    row = {"rules": _plain(ordered), "changed_utc": _now()}
    known = insert(RuleSetRow).values(name=name, **row)
    db.execute(known.on_conflict_do_update(index_elements=["name"], set_=row))
    if name == in_use(db):
        _hold(db)


def remove(db: Connection, name: str) -> None:
    """Forget a set; where it is in use, no rules hold any more."""
    db.execute(delete(RuleSetRow).where(RuleSetRow.name == name))
    if name == in_use(db):
        use(db, None)


def use(db: Connection, name: str | None) -> None:
    """Let a set hold of all analyses, also of those to come; None: no rules."""
    row = {"value": {"name": name}}
    known = insert(RememberedRow).values(name=_IN_USE, **row)
    db.execute(known.on_conflict_do_update(index_elements=["name"], set_=row))
    _hold(db)


def begin(db: Connection, run_id: int, scores_of: str) -> None:
    """Note the rules in use in the record of a new analysis."""
    name = in_use(db)
    about = _about(sets(db).get(name, ()) if name else (), scores_of)
    if name and about:
        _note(db, run_id, name, about)


def of_run(db: Connection, run_id: int) -> RunRules | None:
    """Return the rules that hold of an analysis; None where none do."""
    row = db.execute(
        select(RunRulesRow.name, RunRulesRow.rules, RunRulesRow.at_utc)
        .where(RunRulesRow.run_id == run_id)
        .order_by(RunRulesRow.id.desc())
        .limit(1)
    ).first()
    if row is None or not row.name:
        return None
    return RunRules(row.name, _rules(row.rules), row.at_utc)


@dataclass(frozen=True, slots=True)
class RuleLog:
    """Which rules held of an analysis when: the oldest first."""

    entries: tuple[tuple[datetime, SpeciesRules], ...]

    @classmethod
    def of(cls, db: Connection, run_id: int) -> "RuleLog":
        """Read it."""
        query = select(RunRulesRow.at_utc, RunRulesRow.rules).where(RunRulesRow.run_id == run_id)
        rows = db.execute(query.order_by(RunRulesRow.id))
        return cls(tuple((datetime.fromisoformat(at), _rules(told)) for at, told in rows))

    def is_narrower_since(self, species: str, moment: datetime) -> bool:
        """Tell whether all that is shown of a species now was shown at a moment too."""
        if not self.entries:
            return True
        then = next((rules for at, rules in reversed(self.entries) if at <= moment), ())
        return is_narrower(_rule_of(self.entries[-1][1], species), _rule_of(then, species))


def settle(db: Connection, run_id: int, recording_ids: Iterable[int]) -> None:
    """Let the rules of an analysis hold of what was just heard in recordings."""
    held = of_run(db, run_id)
    if held is None:
        return
    for recording_id in recording_ids:
        for rule in held.rules:
            turned.turn(db, run_id, rule.species, rule, recording_id)


def _hold(db: Connection) -> None:
    """Let what is in use hold of every analysis."""
    name = in_use(db)
    rules = sets(db).get(name, ()) if name else ()
    query = select(RunRow.id, RunRow.network, RunRow.settings).order_by(RunRow.id)
    for run_id, network, settings in db.execute(query).all():
        wanted = _about(rules, scores_of(network, settings))
        held = of_run(db, run_id)
        before: SpeciesRules = held.rules if held else ()
        label = name if name and wanted else ""
        if wanted == before and label == (held.name if held else ""):
            continue
        _note(db, run_id, label, wanted)
        kept = set(wanted) & set(before)
        for rule in (*before, *wanted):
            if rule not in kept:
                turned.turn(db, run_id, rule.species, _rule_of(wanted, rule.species))


def scores_of(network: str, settings: Any) -> str:
    """Return whose scores an analysis has: a trained head's, or else its network's."""
    return str(settings.get("head", network))


def _about(rules: Iterable[SpeciesRule], scores: str) -> SpeciesRules:
    """Return the rules that are about an analysis: what names its network goes before the rest."""
    found: dict[str, SpeciesRule] = {}
    for rule in rules:
        its = one_name(rule.species)
        if rule.scores_of is None:
            found.setdefault(its, rule)
        elif key(rule.scores_of) == key(scores):
            found[its] = rule
    return tuple(found[its] for its in sorted(found))


def _rule_of(rules: SpeciesRules, species: str) -> SpeciesRule | None:
    return next((one for one in rules if one_name(one.species) == one_name(species)), None)


def _note(db: Connection, run_id: int, name: str, rules: SpeciesRules) -> None:
    row = {"run_id": run_id, "name": name, "rules": _plain(rules), "at_utc": _now()}
    db.execute(insert_row(RunRulesRow), row)


def _plain(rules: Iterable[SpeciesRule]) -> dict[str, Any]:
    told = (asdict(one).items() for one in rules)
    return {"rules": [{name: value for name, value in one if value is not None} for one in told]}


def _rules(value: dict[str, Any]) -> SpeciesRules:
    return tuple(_rule(one) for one in value.get("rules", ()))


def _rule(told: dict[str, Any]) -> SpeciesRule:
    showing = told.get("showing")
    return SpeciesRule(**told | {"showing": Showing(showing) if showing else None})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
