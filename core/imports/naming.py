"""Which species other programs' names are, as far as the project and BirdNET's list know them."""

from collections.abc import Iterable

from core.domain import Species
from core.names import clean
from core.networks.known_species import group_of_genus, known_by_name
from core.species.bats import bat_called
from core.species.naming import Names, compared

_NOBODY_KNOWS = "animal"


class SpeciesOfResults:
    """Names as they are written -> species; what nobody knows stays what it is called."""

    def __init__(self, labels: Iterable[Species]) -> None:
        """``labels``: of the project's networks, whose spelling holds."""
        own = list(labels)
        listed = list(
            {one.scientific_name: one for one in (*known_by_name().values(), *own)}.values()
        )
        self._by_name = {compared(one.scientific_name): one for one in listed}
        self._names = Names(listed)
        self._found: dict[tuple[str, str], Species] = {}
        self.unknown: dict[str, None] = {}
        """Names that no network has, in the order in which they came."""

    def find(self, scientific: str, common: str) -> Species | None:
        """Return the species; None where nothing is written."""
        scientific, common = clean(scientific), clean(common)
        if not scientific and not common:
            return None
        known = self._found.get((scientific, common))
        if known is None:
            known = self._found[scientific, common] = self._species(scientific, common)
        return known

    def _species(self, scientific: str, common: str) -> Species:
        if not scientific:
            names = self._names
            name = names.common(common) or names.scientific(common) or names.otherwise(common)
            if name:
                return self._by_name[compared(name)]
        exact = self._by_name.get(compared(scientific))
        if exact is not None:
            return exact
        moved = self._names.scientific(scientific) if scientific else None
        if moved:  # an older or newer name of one that is known: it keeps its own
            same = self._by_name[compared(moved)]
            return Species(scientific, common or same.common_name, same.group)
        if not scientific and (bat := bat_called(common)):
            return bat
        self.unknown[scientific or common] = None
        group = group_of_genus(scientific) if scientific else None
        return Species(scientific or common, common or scientific, group or _NOBODY_KNOWS)
