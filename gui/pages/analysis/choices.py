"""What a person has chosen for an analysis, as kept between two starts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from core.analysis import Settings
from core.analysis.settings import DECLARED, Week
from core.networks.manifest import Manifest
from core.species.lists import SpeciesList
from gui.expecting import every_species, read_species_list
from gui.ready_networks import manifest_of

PLACE, LIST, EVERYTHING = "place", "list", "everything"
_LARGEST = 1_000_000
_USUAL = Settings()


@dataclass(frozen=True, slots=True)
class Choices:
    """The controls of the page. ``settings_of`` turns them into what core takes.

    Those that core has too are called as there, and are at first what they are there.
    """

    network: str = _USUAL.network
    channel: int = _USUAL.channel
    expected: str = PLACE
    """PLACE, LIST or EVERYTHING."""
    list_file: str = ""
    typed_place: bool = False
    latitude: float = 0.0
    longitude: float = 0.0
    week: Week = _USUAL.week
    groups: str = _USUAL.groups
    min_score: float = _USUAL.min_score
    overlap_s: float | None = _USUAL.overlap_s
    sensitivity: float = _USUAL.sensitivity
    embeddings: bool = _USUAL.embeddings
    workers: int | None = _USUAL.workers
    gentle: bool = _USUAL.gentle
    gpu: bool = _USUAL.gpu


def settings_of(choices: Choices) -> Settings:
    """Return what core takes. Reads the species list; raises UserError where it is wrong."""
    manifest = manifest_of(choices.network)
    left_out = set() if choices.expected == PLACE else {"week"}
    if choices.expected != PLACE or not choices.typed_place:
        left_out |= {"latitude", "longitude"}
    chosen = {
        name: value
        for name, value in asdict(choices).items()
        if name in DECLARED and name not in left_out and DECLARED[name].offered(manifest)
    }
    return Settings(**chosen, species_list=_species_list(choices, manifest))


def knows_ranges(manifest: Manifest) -> bool:
    """Tell whether species can be expected by place and season."""
    return DECLARED["week"].offered(manifest)


def _species_list(choices: Choices, manifest: Manifest) -> SpeciesList | None:
    if choices.expected == LIST and choices.list_file:
        return read_species_list(Path(choices.list_file), choices.network)
    if choices.expected == EVERYTHING and knows_ranges(manifest):
        return every_species(choices.network)
    return None


def to_plain(choices: Choices) -> dict[str, Any]:
    """Return choices as values that can be stored as JSON."""
    return asdict(choices)


def from_plain(stored: object) -> Choices:
    """Return stored choices; what cannot be read is as at the first start."""
    if not isinstance(stored, Mapping):
        return Choices()
    usual = Choices()
    known = {
        field.name: stored[field.name]
        for field in fields(Choices)
        if field.name in stored
        and isinstance(stored[field.name], _KINDS.get(field.name, type(getattr(usual, field.name))))
        and _fits_a_field(stored[field.name])
    }
    return Choices(**known)


_KINDS = {"week": int | str, "overlap_s": float | None, "workers": int | None}
"""Of those that are not of one kind."""


def _fits_a_field(value: object) -> bool:
    """Tell whether a number is one that a spin box takes: a damaged file may hold any."""
    return not isinstance(value, int | float) or abs(value) < _LARGEST
