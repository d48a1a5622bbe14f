"""Rules of species as people make them: by any name, one by one or from a file, under a name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from core.domain import Species
from core.errors import ChangedSinceError, UnusableValueError
from core.exports.files import write_csv
from core.history import Changed, Step
from core.names import clean, key
from core.species.naming import Names
from core.species.near import meant_in_words
from core.store import Project, species_rules
from core.store.schema import SpeciesRow
from core.store.species_rule import Showing, SpeciesRule, SpeciesRules, one_name
from core.tabular import PersonsTable, Told, refusal

USUAL_SET = "rules"
COLUMNS = ("species", "network", "min_score", "show", "windows", "within_s")
"""Of a file of rules. ``species`` is any name; ``network`` whose scores it is about, empty: any."""


@dataclass(frozen=True, slots=True)
class RuleSets:
    """The rules of a project."""

    sets: dict[str, SpeciesRules]
    in_use: str | None

    @property
    def held(self) -> SpeciesRules:
        """Return the rules that are in use."""
        return self.sets.get(self.in_use, ()) if self.in_use else ()

    def called(self, name: str | None) -> SpeciesRules:
        """Return a set, by default the one in use. Raises UnusableValueError for an unknown."""
        name = _set_name(name, self.in_use)
        if name not in self.sets:
            raise UnusableValueError(
                f"There are no rules called {name}. "
                f"These are known: {', '.join(self.sets) or 'none yet'}."
            )
        return self.sets[name]


def rule_sets(project: Project) -> RuleSets:
    """Return the rules of a project."""
    with project.reading() as db:
        return _rule_sets(db)


class RuleChange(Step):
    """A change of rules that can be taken back, as long as nobody else changed them since."""

    def __init__(self, project: Project, text: str, work: Callable[[], object]) -> None:
        self._project, self.text, self._work = project, text, work
        self._before = self._after = RuleSets({}, None)

    def do(self) -> Changed:
        """Make it."""
        self._before = rule_sets(self._project)
        self._work()
        self._after = rule_sets(self._project)
        return Changed(rules=self._before != self._after)

    def undo(self) -> Changed:
        """Let the rules be as they were."""
        return self._turn(self._after, self._before)

    def redo(self) -> Changed:
        """Let them be as they were made."""
        return self._turn(self._before, self._after)

    def _turn(self, now: RuleSets, then: RuleSets) -> Changed:
        if rule_sets(self._project) != now:
            raise ChangedSinceError("The rules have been changed since, and stay as they are.")
        restore_rules(self._project, then)
        return Changed(rules=True)


def set_rule(project: Project, rule: SpeciesRule, name: str | None = None) -> str:
    """Put a rule into a set, by default the one in use, instead of what it says of the same.

    Where none is in use, the set is from now on. Returns its name.
    """
    with project.writing() as db:
        name = _named(db, name)
        kept = species_rules.sets(db).get(name, ())
        species_rules.save(db, name, [*kept, rule])
        if species_rules.in_use(db) is None:
            species_rules.use(db, name)
    return name


def remove_rules(
    project: Project, species: str, scores_of: str | None = None, name: str | None = None
) -> list[SpeciesRule]:
    """Take the rules of a species out of a set, by default the one in use, and return them.

    With ``scores_of`` only the rule about those scores; empty: about any. Raises
    UnusableValueError where there is no such rule.
    """
    with project.writing() as db:
        name = _named(db, name)
        kept = species_rules.sets(db).get(name, ())
        its = one_name(species), key(scores_of or "")
        gone = [one for one in kept if _is_of(one.place, its, exactly=scores_of is not None)]
        if not gone:
            known = ", ".join(one.species for one in kept)
            raise UnusableValueError(
                f"There is no such rule of {species} in “{name}”. "
                + (f"It has rules of: {known}." if known else "It has no rules.")
            )
        species_rules.save(db, name, [one for one in kept if one not in gone])
    return gone


def use_rules(project: Project, name: str | None) -> None:
    """Let a set hold of all analyses; None: no rules. Raises UnusableValueError for an unknown."""
    with project.writing() as db:
        if name is not None:
            _rule_sets(db).called(name)
        species_rules.use(db, name)


def forget_rules(project: Project, name: str) -> None:
    """Delete a set; where it was in use, no rules hold. Raises UnusableValueError for an unknown.

    What held of analyses until now stays in their records.
    """
    with project.writing() as db:
        _rule_sets(db).called(name)
        species_rules.remove(db, name)


def restore_rules(project: Project, before: RuleSets) -> None:
    """Let sets and what is in use be as they were."""
    with project.writing() as db:
        for name in species_rules.sets(db).keys() - before.sets.keys():
            species_rules.remove(db, name)
        for name, rules in before.sets.items():
            species_rules.save(db, name, rules)
        species_rules.use(db, before.in_use)


def species_called(project: Project, text: str) -> Species:
    """Return the species of a project that a text names in any way.

    Raises UnusableValueError where there is none, with the one that is truly near.
    """
    with project.reading() as db:
        return _called(_known(db), text)


def write_rules(rules: Iterable[SpeciesRule], path: Path) -> int:
    """Write rules as a table that ``read_rules`` reads; return how many there are."""
    rows = (
        (one.species, one.scores_of, one.min_score, one.showing, one.windows, one.within_s)
        for one in rules
    )
    return write_csv(path, COLUMNS, rows)


def read_rules(project: Project, path: Path) -> list[SpeciesRule]:
    """Read rules from a table. Raises UserError naming every line that is no rule."""
    table = PersonsTable(path, COLUMNS, lesser=COLUMNS, is_row=lambda told: any(told.values()))
    if "species" not in table.columns:
        raise UnusableValueError(f"{path.name} has no column “species”.")
    found, problems = list[SpeciesRule](), list[tuple[int, str]]()
    with project.reading() as db:
        known = _known(db)
    for row in table.rows():
        try:
            if row.problem:
                raise UnusableValueError(row.problem)
            found.append(_read(row.told, known))
        except UnusableValueError as error:
            problems.append((row.line, str(error).rstrip(".")))
    places = [one.place for one in found]
    if not problems and len(set(places)) < len(places):
        twice = next(one for one in found if places.count(one.place) > 1)
        problems.append((1, f"{twice.species} has two rules about the same scores"))
    if problems:
        raise refusal(path, problems)
    return found


def take_in_rules(project: Project, path: Path, name: str | None = None) -> tuple[str, int]:
    """Replace a set, by default the one in use, by the rules of a file.

    Returns its name and how many rules it has.
    """
    rules = read_rules(project, path)
    with project.writing() as db:
        name = _named(db, name)
        species_rules.save(db, name, rules)
        if species_rules.in_use(db) is None:
            species_rules.use(db, name)
    return name, len(rules)


def _rule_sets(db: Connection) -> RuleSets:
    return RuleSets(species_rules.sets(db), species_rules.in_use(db))


def _named(db: Connection, name: str | None) -> str:
    return _set_name(name, species_rules.in_use(db))


def _set_name(name: str | None, in_use: str | None) -> str:
    return clean(name or in_use or USUAL_SET) or USUAL_SET


def _is_of(one: tuple[str, str], other: tuple[str, str], *, exactly: bool) -> bool:
    return one == other if exactly else one[0] == other[0]


def _known(db: Connection) -> Sequence[Species]:
    query = select(SpeciesRow.scientific_name, SpeciesRow.common_name, SpeciesRow.group)
    return [Species(*row) for row in db.execute(query)]


def _called(known: Sequence[Species], text: str) -> Species:
    names = Names(known)
    found = names.scientific(text) or names.common(text)
    for one in known:
        if one.scientific_name == found:
            return one
    raise UnusableValueError(
        f"No analysis of this project knows a species called {text}.{meant_in_words(text, names)}"
    )


def _read(told: Told, known: Sequence[Species]) -> SpeciesRule:
    return SpeciesRule(
        _called(known, told["species"]).scientific_name,
        told["network"] or None,
        _number(told["min_score"]),
        _showing(told["show"]),
        _whole(told["windows"]),
        _number(told["within_s"]),
    )


def _showing(text: str) -> Showing | None:
    try:
        return Showing(text.casefold()) if text else None
    except ValueError as error:
        raise UnusableValueError(f"“{text}” is not always, never or empty") from error


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError as error:
        raise UnusableValueError(f"“{text}” is no number") from error


def _whole(text: str) -> int | None:
    number = _number(text)
    if number is not None and number != int(number):
        raise UnusableValueError(f"“{text}” is no whole number")
    return None if number is None else int(number)
