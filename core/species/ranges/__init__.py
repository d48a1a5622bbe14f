"""Where and when species occur: what says so, asked by species and not by a network's labels.

A range model that is code is a new module and one line here; all others are networks with a
manifest, whose input is a place: see ``core.networks.graph.InputRole``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.species.ranges.birdnet import BirdNetRanges
from core.species.ranges.installed import InstalledRanges
from core.species.ranges.range_model import RangeModel, SeasonalPlace

__all__ = ["RangeModel", "SeasonalPlace", "range_files", "range_model"]

_OF_CODE: Mapping[str, RangeModel] = MappingProxyType({"birdnet-2.4": BirdNetRanges()})


def range_files(name: str | None) -> dict[str, str]:
    """Return the hashes of an installed range model's files; of code, and of none, nothing."""
    return {} if name is None or name in _OF_CODE else InstalledRanges(name).files()


def range_model(name: str | None) -> RangeModel | None:
    """Return the range model that a manifest names; it need not be installed to be named."""
    return None if name is None else _OF_CODE.get(name) or InstalledRanges(name)
