"""BirdNET's labels, sorted into birds, other animals and kinds of sound."""

from pathlib import Path

from core.domain import Label, LabelKind, Species
from core.errors import NetworkUnavailableError

# The label file does not say which of its labels are birds. These are all that are not;
# a test counts them, so that a new label file cannot slip through.
_SOUNDS = frozenset(
    {
        "Dog",
        "Engine",
        "Environmental",
        "Fireworks",
        "Gun",
        "Human non-vocal",
        "Human vocal",
        "Human whistle",
        "Noise",
        "Power tools",
        "Siren",
    }
)
_FROGS_AND_TOADS = (
    "Acris Anaxyrus Dryophytes Eleutherodactylus Gastrophryne Hyliola Incilius Lithobates "
    "Pseudacris Scaphiopus Spea"
)
_INSECTS = (
    "Allonemobius Amblycorypha Anaxipha Apis Atlanticus Conocephalus Cyrtoxipha Eunemobius "
    "Gryllus Microcentrum Miogryllus Neoconocephalus Neonemobius Oecanthus Orchelimum Orocharis "
    "Phyllopalpus Pterophylla Scudderia"
)
_MAMMALS = "Alouatta Canis Odocoileus Sciurus Tamias Tamiasciurus"
_GENERA_OF_OTHER_ANIMALS = frozenset(f"{_FROGS_AND_TOADS} {_INSECTS} {_MAMMALS}".split())


def read_labels(path: Path) -> tuple[Label, ...]:
    """Read lines ``Scientific name_Common name``, in the order of the logits.

    Raises NetworkUnavailableError where a line is no such pair.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_label(line, path) for line in lines)


def _label(line: str, path: Path) -> Label:
    scientific_name, separator, common_name = line.partition("_")
    if not (scientific_name and separator and common_name):
        raise NetworkUnavailableError(f"{path.name} holds a line that is no label: {line!r}.")
    group = _group(scientific_name)
    kind = LabelKind.SOUND if group == "sound" else LabelKind.SPECIES
    return Label(line, Species(scientific_name, common_name, group), kind)


def _group(scientific_name: str) -> str:
    if scientific_name in _SOUNDS:
        return "sound"
    genus = scientific_name.split(maxsplit=1)[0]
    return "animal" if genus in _GENERA_OF_OTHER_ANIMALS else "bird"
