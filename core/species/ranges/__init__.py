"""Where and when species occur: what says so, asked by species and not by a network's labels.

A new range model is a new module and one line here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.species.ranges.birdnet import BirdNetRanges
from core.species.ranges.range_model import RangeModel, SeasonalPlace

__all__ = ["RANGE_MODELS", "RangeModel", "SeasonalPlace"]

RANGE_MODELS: Mapping[str, RangeModel] = MappingProxyType({"birdnet-2.4": BirdNetRanges()})
"""By the name that a manifest gives."""
