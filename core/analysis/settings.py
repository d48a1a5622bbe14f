"""What a person chooses before an analysis, and which of it a stored result depends on."""

import hashlib
import json
import math
import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

from core.errors import UnusableValueError
from core.networks.manifest import Manifest
from core.species.lists import SpeciesList
from core.store.scores import FLOOR

Week = int | Literal["auto", "all"]

WEEKS = 48
_LIBRARIES = ("undersong", "numpy", "ai-edge-litert", "soundfile", "soxr")
_SIGMOID_LIMIT = 20.0
_LEAST_STEP_S = 0.1  # closer windows cost a lot and tell nothing new


@dataclass(frozen=True, slots=True)
class Settings:
    """An analysis, as asked for. Two with the same ``fingerprint`` are one run that goes on."""

    network: str = "birdnet-2.4"
    latitude: float | None = None
    """None: each recording's own position, or its site's."""
    longitude: float | None = None
    week: Week = "auto"
    """``auto``: each recording's own; 1 to 48, four a month; ``all``: any time of the year."""
    species_list: SpeciesList | None = None
    """None: what the network expects at the place and week."""
    min_score: float = 0.25
    overlap_s: float = 0.0
    sensitivity: float = 1.0
    embeddings: bool = True
    channel: int = 1
    """Counted from 1; recordings with fewer channels give their last."""
    workers: int | None = None
    """None: what suits this computer. Changes no result."""
    gentle: bool = False
    """Give way to other programs. Changes no result."""

    def check(self, manifest: Manifest) -> None:
        """Raise UnusableValueError, naming the first value that cannot be and what can."""
        for wrong, sentence in (
            (
                (self.latitude is None) != (self.longitude is None),
                "Give both the latitude and the longitude, or neither.",
            ),
            (
                self.latitude is not None and not -90 <= self.latitude <= 90,
                "The latitude must lie between -90 and 90 degrees.",
            ),
            (
                self.longitude is not None and not -180 <= self.longitude <= 180,
                "The longitude must lie between -180 and 180 degrees.",
            ),
            (
                isinstance(self.week, int) and not 1 <= self.week <= WEEKS,
                f"The week must lie between 1 and {WEEKS} (four a month), or be auto or all.",
            ),
            (not 0 < self.min_score < 1, "The minimum score must lie between 0 and 1."),
            (
                not 0 <= self.overlap_s <= manifest.window_s - _LEAST_STEP_S,
                "The overlap must be at least 0 and at most "
                f"{manifest.window_s - _LEAST_STEP_S:g} seconds.",
            ),
            (
                not 0.5 <= self.sensitivity <= 1.5,
                "The sensitivity must lie between 0.5 and 1.5.",
            ),
            (self.channel < 1, "The channel counts from 1."),
            (
                self.workers is not None and self.workers < 1,
                "At least one worker is needed.",
            ),
        ):
            if wrong:
                raise UnusableValueError(sentence)

    @property
    def least_logit(self) -> float:
        """Return the logit whose score is ``min_score`` at this sensitivity."""
        return math.log(self.min_score / (1 - self.min_score)) - _shift(self.sensitivity)

    def score(self, logit: float) -> float:
        """Return the score of a logit, 0 to 1, as BirdNET-Analyzer 2 counts sensitivity."""
        x = max(-_SIGMOID_LIMIT, min(_SIGMOID_LIMIT, logit + _shift(self.sensitivity)))
        return 1 / (1 + math.exp(-x))

    @property
    def floor(self) -> float:
        """Return the logit from which on the scores of all windows are kept.

        A threshold below the usual floor needs a lower one, and so a pass of its own.
        """
        return FLOOR if self.least_logit >= FLOOR else math.floor(self.least_logit)

    def for_pass(self, manifest: Manifest) -> dict[str, Any]:
        """Return what a window's stored scores depend on."""
        return {
            "network": self.network,
            "files": dict(sorted(manifest.sha256.items())),
            "overlap_s": float(self.overlap_s),  # 0 and 0.0 are one setting
            "channel": self.channel,
            "floor": self.floor,
        }

    def for_run(self, manifest: Manifest) -> dict[str, Any]:
        """Return what detections depend on: what the report states as the run's settings."""
        chosen = self.species_list
        return self.for_pass(manifest) | {
            "latitude": None if self.latitude is None else float(self.latitude),
            "longitude": None if self.longitude is None else float(self.longitude),
            "week": self.week,
            "species_list": None
            if chosen is None
            else {"name": chosen.name, "species": list(chosen.species)},
            "min_score": self.min_score,
            "sensitivity": float(self.sensitivity),
            "embeddings": self.embeddings,
        }


def fingerprint(values: dict[str, Any]) -> str:
    """Return a hash that is equal for equal settings, on every platform."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def versions(manifest: Manifest) -> dict[str, Any]:
    """Return the versions of everything that a score passes through."""
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "network": f"{manifest.title} {manifest.version}",
        "network_files": dict(manifest.sha256),
    }


def _shift(sensitivity: float) -> float:
    return 10 * (sensitivity - 1)
