"""Species lists of the project on screen: what there is, and what one is made of."""

from collections.abc import Sequence
from pathlib import Path

from core.domain import Species
from core.networks.catalogue import network
from core.networks.network import species_of
from core.review.making_lists import ListChoice, of_found, of_list, of_place
from core.review.species_search import SpeciesSearch
from core.species.own_lists import OwnList, lists_folder, own_lists, save_list
from core.species.searched import names_beside
from core.store import Project, runs


class OpenLists:
    """Reading methods may be called in another thread."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._folder = lists_folder(project.folder)

    def own(self) -> list[OwnList]:
        """Return the project's own lists, by name."""
        return own_lists(self._folder)

    def species(self, network_id: str) -> list[Species]:
        """Return all that a network can name, by common name."""
        names = self._project.called.names
        known = (one.called(names) for one in species_of(network(network_id)))
        return sorted(known, key=lambda one: one.common_name.casefold())

    def search(self, species: Sequence[Species]) -> SpeciesSearch:
        """Return how species are found by typing: any of their names, codes. Takes a moment."""
        return SpeciesSearch(species, names_beside(species))

    def of_list(self, name: str, network_id: str) -> ListChoice:
        """Return the species of a list by its id, name or file. Raises UserError."""
        return of_list(Path(name), network(network_id), self._folder, strict=False)

    def of_place(
        self, network_id: str, latitude: float, longitude: float, week: int | None
    ) -> ListChoice:
        """Return what is expected at a place. Raises UserError."""
        return of_place(network(network_id), latitude, longitude, week)

    def of_found(self, *, verified: bool) -> ListChoice:
        """Return what the newest analysis found, or what a person found right of it."""
        with self._project.reading() as db:
            run = runs.latest(db)
        if run is None:
            return ListChoice((), "nothing was analysed yet")
        return of_found(self._project, run.id, verified=verified)

    def keep(self, name: str, species: Sequence[Species], source: str) -> Path:
        """Keep a list in the project. Raises UnusableValueError for a name that is none."""
        return save_list(self._folder, name, species, source)
