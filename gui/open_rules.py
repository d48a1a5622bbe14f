"""Rules of species of an open project: read, made, taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from core import rules
from core.rules import RuleChange, RuleSets
from core.store import Project, runs, turned
from core.store.scope import ReportScope
from core.store.species_rule import SpeciesRule
from core.store.turned import RuledCount
from gui.open_changes import ChangeQueue


@dataclass(frozen=True, slots=True)
class RulesState:
    """The rules of a project, and what they do to an analysis."""

    known: RuleSets
    scores_of: str
    """Whose scores the analysis has."""
    did: Mapping[str, RuledCount]
    """By scientific name."""


class OpenRules(QObject):
    """``state`` may be called in another thread; what changes rules is one step to undo."""

    def __init__(self, project: Project, changes: ChangeQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._project, self._changes = project, changes

    def state(self, run_id: int) -> RulesState:
        """Return the rules, and what they do to an analysis."""
        known = rules.rule_sets(self._project)
        with self._project.reading() as db:
            did = turned.counts(db, ReportScope(run_id))
            scores_of = runs.get(db, run_id).scores_of
        return RulesState(known, scores_of, {one.species: one for one in did})

    def keep(self, rule: SpeciesRule) -> None:
        """Let a rule hold of a species, instead of the one about the same scores."""
        work = partial(rules.set_rule, self._project, rule)
        self._do(f"rule of {rule.species}: {rule.sentence}", work)

    def remove(self, rule: SpeciesRule) -> None:
        """Let a rule of the set in use hold no more."""
        work = partial(rules.remove_rules, self._project, rule.species, rule.scores_of or "")
        self._do(f"no rule of {rule.species}", work)

    def use(self, name: str | None) -> None:
        """Let a set hold of all analyses; None: no rules."""
        work = partial(rules.use_rules, self._project, name)
        self._do(f"rules “{name}” in use" if name else "no rules in use", work)

    def _do(self, text: str, work: Callable[[], object]) -> None:
        self._changes.do(RuleChange(self._project, text, work))
