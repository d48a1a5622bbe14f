"""What a person has chosen for an analysis, as kept between two starts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from core.analysis import Settings
from core.analysis.settings import Week
from gui.open_project import every_species, read_species_list

PLACE, LIST, EVERYTHING = "place", "list", "everything"
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Choices:
    """The controls of the page. ``settings_of`` turns them into what core takes."""

    network: str = "birdnet-2.4"
    channel: int = 1
    """Counted from 1."""
    expected: str = PLACE
    """PLACE, LIST or EVERYTHING."""
    list_file: str = ""
    typed_place: bool = False
    latitude: float = 0.0
    longitude: float = 0.0
    week: Week = "auto"
    min_score: float = 0.25
    overlap_s: float = 0.0
    sensitivity: float = 1.0
    embeddings: bool = True
    workers: int = 0
    """0: what suits this computer."""
    gentle: bool = False


def settings_of(choices: Choices) -> Settings:
    """Return what core takes. Reads the species list; raises UserError where it is wrong."""
    by_place = choices.expected == PLACE
    species = None
    if choices.expected == LIST and choices.list_file:
        species = read_species_list(Path(choices.list_file), choices.network)
    elif choices.expected == EVERYTHING:
        species = every_species(choices.network)
    placed = by_place and choices.typed_place
    make = partial(
        Settings,
        network=choices.network,
        latitude=choices.latitude if placed else None,
        longitude=choices.longitude if placed else None,
        week=choices.week if by_place else "auto",
        species_list=species,
    )
    return make(
        min_score=choices.min_score,
        overlap_s=choices.overlap_s,
        sensitivity=choices.sensitivity,
        embeddings=choices.embeddings,
        channel=choices.channel,
        workers=choices.workers or None,
        gentle=choices.gentle,
    )


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
        and (
            isinstance(stored[field.name], type(getattr(usual, field.name)))
            or (field.name == "week" and isinstance(stored[field.name], int))
        )
        and _fits_a_field(stored[field.name])
    }
    return Choices(**known)


def _fits_a_field(value: object) -> bool:
    """Tell whether a number is one that a spin box takes: a damaged file may hold any."""
    return not isinstance(value, int | float) or abs(value) < _LARGEST
