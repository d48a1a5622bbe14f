"""Several analyses of the same recordings made into one: what both heard, either, or on average."""

from core.combining.job import combine
from core.combining.sources import Combination, prepared
from core.combining.wish import CombinationRule, CombinationWish

__all__ = ["Combination", "CombinationRule", "CombinationWish", "combine", "prepared"]
