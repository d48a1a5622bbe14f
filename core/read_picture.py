"""A picture whose numbers are there, and what its marks open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.plots.palette import Palette
from core.plots.svg import Plot
from core.store.detections import Filter
from core.store.runs import Run
from core.store.species_rule import SpeciesRule

Make = Callable[[Palette, float], Plot]
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class ReadPicture:
    """A picture whose numbers are there."""

    make: Make | None
    """None where there is nothing to draw."""
    note: str = ""
    """What to know of it."""
    opens: Callable[[Key], Filter] = lambda _key: Filter()
    """From the key of a mark to the clips behind it."""
    rule: SpeciesRule | None = None
    """What it proposes as the rule of its species."""
    beside: Sequence[Run] = ()
    """Analyses that it can be set beside: any but the first needs to be asked for."""
