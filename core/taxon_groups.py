"""To which group a species or a kind of sound belongs: birds, bats, machines ...

Told by the genus, and for sounds by the words of the label, so that every network's species have
one, those of an older project too.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache, lru_cache

from core.counted import counted
from core.domain import Species
from core.errors import UnusableValueError
from core.shipped_tables import shipped_rows


class TaxonGroup(StrEnum):
    """What species are sorted into."""

    BIRD = "bird"
    FROG = "frog"
    BAT = "bat"
    MAMMAL = "mammal"
    """Other than bats."""
    INSECT = "insect"
    FISH = "fish"
    ANIMAL = "animal"
    """Another animal, or one of which only that is known."""
    HUMAN = "human"
    MACHINE = "machine"
    WEATHER = "weather"
    SOUND = "sound"
    """Another."""

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return it as people say it, of many."""
        return _TITLES[self]


_TITLES: Mapping[TaxonGroup, str] = {
    TaxonGroup.BIRD: "Birds",
    TaxonGroup.FROG: "Frogs and toads",
    TaxonGroup.BAT: "Bats",
    TaxonGroup.MAMMAL: "Other mammals",
    TaxonGroup.INSECT: "Insects",
    TaxonGroup.FISH: "Fish",
    TaxonGroup.ANIMAL: "Other animals",
    TaxonGroup.HUMAN: "People",
    TaxonGroup.MACHINE: "Machines",
    TaxonGroup.WEATHER: "Weather",
    TaxonGroup.SOUND: "Other sounds",
}
_WORDS: Mapping[TaxonGroup, frozenset[str]] = {
    group: frozenset(words.split())
    for group, words in (
        (
            TaxonGroup.HUMAN,
            "human speech voice vocal talking conversation singing singer choir crowd people child "
            "children baby man woman male female laughter shout shouting screaming whispering "
            "whistle whistling cough sneeze footsteps walking applause clapping chatter music",
        ),
        (
            TaxonGroup.MACHINE,
            "engine motor car vehicle truck bus motorcycle traffic train railroad aircraft "
            "airplane aeroplane helicopter plane jet boat ship siren alarm horn gun gunshot "
            "firearm explosion chainsaw saw drill tools lawn mower machine machinery generator "
            "pump fan hum radio telephone bell sonar fireworks hammer",
        ),
        (
            TaxonGroup.WEATHER,
            "rain raindrop wind thunder thunderstorm storm hail weather water waves surf stream "
            "waterfall",
        ),
        (TaxonGroup.MAMMAL, "dog cat cow cattle sheep goat horse pig fox wolf deer bark barking"),
        (TaxonGroup.INSECT, "insect cricket cicada bee mosquito fly wasp"),
        (TaxonGroup.FROG, "frog toad"),
        (TaxonGroup.BIRD, "bird birdsong chicken rooster duck goose"),
    )
}
_ANY_WORD = re.compile(r"[a-z]+")


def taxon_group(scientific_name: str, kind: str) -> TaxonGroup:
    """Return the group of a species; ``kind`` is what its network says: bird, animal or sound."""
    if kind == "bird":
        return TaxonGroup.BIRD
    return _of_sound(scientific_name) if kind == "sound" else _of_animal(scientific_name)


_NO_SPECIES = frozenset(
    {TaxonGroup.HUMAN, TaxonGroup.MACHINE, TaxonGroup.WEATHER, TaxonGroup.SOUND}
)


def is_species(of: Species) -> bool:
    """Tell whether something counts as a species: no silence, engine or voice, no kind of sound."""
    return of.group != "sound" and taxon_group(of.scientific_name, of.group) not in _NO_SPECIES


def species_in_words(found: Iterable[Species]) -> str:
    """Return how many species, and how many other sounds: "3 species and 2 other sounds"."""
    every = list(found)
    number = sum(map(is_species, every))
    sounds = len(every) - number
    if not sounds:
        return counted(number, "species", "species")
    if not number:
        return counted(sounds, "kind of sound", "kinds of sound")
    return f"{counted(number, 'species', 'species')} and {counted(sounds, 'other sound')}"


def groups_in(text: str) -> frozenset[TaxonGroup]:
    """Return the groups that are named, with commas between them; of nothing, none.

    Raises UnusableValueError, saying which there are.
    """
    named = [word.strip().casefold() for word in text.split(",") if word.strip()]
    unknown = [word for word in named if word not in set(TaxonGroup)]
    if unknown:
        raise UnusableValueError(
            f"There is no group {unknown[0]}. There are: {', '.join(TaxonGroup)}."
        )
    return frozenset(TaxonGroup(word) for word in named)


@lru_cache(maxsize=20_000)
def _of_animal(name: str) -> TaxonGroup:
    return _genera().get(name.partition(" ")[0].casefold(), TaxonGroup.ANIMAL)


@lru_cache(maxsize=2_000)
def _of_sound(label: str) -> TaxonGroup:
    words = frozenset(_ANY_WORD.findall(label.casefold()))
    return next((group for group, known in _WORDS.items() if words & known), TaxonGroup.SOUND)


@cache
def _genera() -> Mapping[str, TaxonGroup]:
    return {
        genus.casefold(): TaxonGroup(row["group"])
        for row in shipped_rows("groups.csv")
        for genus in row["genera"].split()
    }
