"""What is to be known of the species that an analysis expects, before it starts."""

from functools import lru_cache

from core.analysis.settings import Settings
from core.counted import counted
from core.errors import NetworkUnavailableError
from core.networks.network import Network, species_of
from core.species.expected import without_range
from core.species.ranges import range_model

_NAMED = 5


def remarks(network: Network, settings: Settings) -> list[str]:
    """Return sentences on names that were read otherwise, and on species that nothing is known of.

    Of a list what it names and the network cannot hear; of a range model the birds of the network
    that it does not know, or that it is not installed. Raises NetworkUnavailableError where the
    network's own files are not there.
    """
    if settings.species_list is not None:
        return list(settings.species_list.notes)
    if network.manifest.range_model is None:
        return []
    birds = tuple(one.scientific_name for one in species_of(network) if one.group == "bird")
    try:
        unknown = _unranged(network.manifest.range_model, birds)
    except NetworkUnavailableError as error:  # needed only where a recording has a place
        return [str(error)]
    if not unknown:
        return []
    more = f" and {len(unknown) - _NAMED:,} more" if len(unknown) > _NAMED else ""
    number = counted(len(unknown), "bird")
    return [
        f"It is not known where {number} of this network live, so they are expected everywhere: "
        f"{', '.join(unknown[:_NAMED])}{more}."
    ]


@lru_cache(maxsize=8)
def _unranged(model: str, names: tuple[str, ...]) -> tuple[str, ...]:
    ranges = range_model(model)
    return () if ranges is None else tuple(without_range(ranges, names))
