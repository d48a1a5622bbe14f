"""A rule of a species: which of its detections are shown, whatever its list or score says."""

from dataclasses import dataclass
from enum import StrEnum

from core.errors import UnusableValueError
from core.names import key
from core.same_species import same_species

_MOST_WINDOWS, _LONGEST_S = 100, 86_400.0


class Showing(StrEnum):
    """What a rule says of a species, whatever its list says."""

    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class SpeciesRule:
    """What is shown of one species. Raises UnusableValueError for what is no rule."""

    species: str
    """Scientific name."""
    scores_of: str | None = None
    """The network or head that it is about, as ``Run.scores_of``; None: any."""
    min_score: float | None = None
    showing: Showing | None = None
    """Always: also what the list does not expect. Never: nothing."""
    windows: int | None = None
    """So many of a recording must begin within ``within_s`` seconds, each shown by the rest."""
    within_s: float | None = None

    def __post_init__(self) -> None:
        if self.min_score is not None and not 0 <= self.min_score <= 1:
            raise UnusableValueError(f"A score is from 0 to 1, not {self.min_score:g}.")
        if (self.windows is None) != (self.within_s is None):
            raise UnusableValueError("Say both: how many windows, and within how many seconds.")
        if self.windows is not None and not 2 <= self.windows <= _MOST_WINDOWS:
            raise UnusableValueError(f"From 2 to {_MOST_WINDOWS} windows can be needed.")
        if self.within_s is not None and not 0 < self.within_s <= _LONGEST_S:
            raise UnusableValueError(f"Windows are looked for within 1 to {_LONGEST_S:g} seconds.")
        if self.showing is Showing.NEVER and (self.min_score, self.windows) != (None, None):
            raise UnusableValueError("What is never shown needs no score and no windows.")
        if (self.min_score, self.showing, self.windows) == (None, None, None):
            raise UnusableValueError(
                "A rule needs something to say: a score, always or never, or windows."
            )

    @property
    def sentence(self) -> str:
        """Return what it says, as a report has it after the species' name."""
        if self.showing is Showing.NEVER:
            return "never shown"
        said = []
        if self.showing is Showing.ALWAYS:
            said.append("shown also where the list does not expect it")
        if self.min_score is not None:
            said.append(f"from a score of {self.min_score:g} on")
        if self.windows is not None:
            said.append(f"where {self.windows} windows begin within {self.within_s:g} s")
        return ", ".join(said)

    @property
    def narrows(self) -> bool:
        """Tell whether it hides some of what is shown otherwise."""
        return self.min_score is not None or self.windows is not None

    @property
    def place(self) -> tuple[str, str]:
        """Return what it is about: of a set, only one rule is about the same."""
        return one_name(self.species), key(self.scores_of or "")


SpeciesRules = tuple[SpeciesRule, ...]


def is_narrower(rule: SpeciesRule | None, than: SpeciesRule | None) -> bool:
    """Tell whether all that a rule shows is shown by another one too; None: the list alone."""
    if rule == than:
        return True
    if rule is None:
        return than is not None and than.showing is Showing.ALWAYS and not than.narrows
    if rule.showing is Showing.NEVER:
        return True
    if than is None:
        return rule.showing is None
    if than.showing is Showing.NEVER or (rule.showing and not than.showing):
        return False
    of_same_windows = (rule.windows, rule.within_s) == (than.windows, than.within_s)
    # Windows of a lower score may have been enough for one of a higher.
    of_same_score = (rule.min_score or 0.0) == (than.min_score or 0.0)
    if than.windows is not None and not (of_same_windows and of_same_score):
        return False
    return (rule.min_score or 0.0) >= (than.min_score or 0.0)


def one_name(species: str) -> str:
    """Return what all scientific names of a species, older and newer, have in common."""
    return key(all_names(species)[0])


def all_names(species: str) -> tuple[str, ...]:
    """Return all scientific names of a species."""
    return next((line for line in same_species() if species in line), (species,))
