"""What labels are called: species that the network knows, their calls, and everything else."""

import re
from collections.abc import Iterable

from core.domain import Label, LabelKind, Species
from core.errors import UnusableValueError
from core.names import LONGEST, clean, key
from core.species.naming import compared

NONE = "none of these"
"""A span that holds none of what is sought."""
NOISE = "noise"
NONE_WORDS = frozenset({"none", NONE, "nothing", "background", "no species"})
"""A span with such a label holds none of what is sought: it is no class of its own."""
_NOISE_WORDS = frozenset({NOISE})
_BINOMIAL = re.compile(r"[A-Z][a-zë-]+ [a-zë-]+( [a-zë-]+)?")


def spoken(label: Label) -> str:
    """Return a label as it is said: of a species, or a call of it, with the common name."""
    of = label.species
    if of is None:
        return label.text
    if label.kind is LabelKind.SPECIES:
        return of.common_name or label.text
    rest = label.text[len(of.scientific_name) :]
    is_called_so = key(label.text[: len(of.scientific_name)]) == key(of.scientific_name)
    whole = is_called_so and not rest[:1].isalnum()
    return f"{of.common_name}{rest}" if whole and of.common_name else label.text


class LabelNames:
    """Reads labels: equal ones however they are written, and which species they are of."""

    def __init__(self, species: Iterable[Species]) -> None:
        """``species`` are those that the network knows."""
        self._called: dict[str, Species] = {}
        for one in species:
            self._called.setdefault(compared(one.common_name), one)
        for one in self._called.copy().values():
            self._called[compared(one.scientific_name)] = one

    def text(self, written: str) -> str:
        """Return a label as it is kept: of a species its scientific name."""
        text = clean(written)
        if len(text) > LONGEST:
            raise UnusableValueError(f"A label may have {LONGEST} letters. Take a shorter one.")
        species = self._species(text)
        return species.scientific_name if species else text

    def is_none(self, text: str) -> bool:
        """Tell whether a label says that nothing sought is to be heard."""
        return not text or key(text) in NONE_WORDS

    def label(self, text: str) -> Label:
        """Return what a label stands for; what the network does not know is a kind of its own."""
        species = self._species(text)
        if species:
            return Label(text, species)
        of = self._beginning(text)
        if of:
            return Label(text, of, LabelKind.CALL_TYPE)
        if key(text) in _NOISE_WORDS:
            return Label(text, None, LabelKind.NOISE)
        if _BINOMIAL.fullmatch(text):
            return Label(text, Species(text, text, "animal"))
        return Label(text, Species(text, text, "sound"), LabelKind.SOUND)

    def is_known(self, text: str) -> bool:
        """Tell whether the network knows the species of a label, or of the call that it is."""
        return self._species(text) is not None or self._beginning(text) is not None

    def _species(self, text: str) -> Species | None:
        return self._called.get(compared(text)) or self._called.get(compared(text.split("_")[0]))

    def _beginning(self, text: str) -> Species | None:
        """Return the species that the first words name, the longest name first."""
        words = re.split(r"[\s:,_()/-]+", text)
        for count in range(min(4, len(words) - 1), 0, -1):
            found = self._called.get(compared(" ".join(words[:count])))
            if found and (count > 1 or " " not in found.common_name):
                return found
        return None
