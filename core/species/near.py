"""Which species somebody may have meant: only what is truly near, else nothing."""

from collections.abc import Iterator

from core.domain import Species
from core.species.naming import Names, compared, readings

_GENERAL = frozenset({"common", "eurasian", "european", "northern", "western"})
"""Words that lists of English names disagree about."""
_LONG = 6  # letters: longer words may have two wrong


def nearest(text: str, names: Names) -> Species | None:
    """Return the one label nearest to a name, or None where none or several are as near.

    Near is an epithet a letter or two away in the same genus, the same epithet in a genus written
    nearly so, a common name a letter or two away, or one with another general word before it.
    """
    wanted = [compared(reading) for reading in readings(text)]
    found = [
        (far, label)
        for name in wanted
        for own, common, label in names.written
        for far in _distances(name, own, common)
    ]
    least = min((far for far, _ in found), default=None)
    best = {s for far, s in found if far == least}
    return best.pop() if len(best) == 1 else None


def meant_in_words(text: str, names: Names) -> str:
    """Return the question, after a blank, whether the nearest label is meant; empty: none is."""
    near = nearest(text, names)
    return f" Do you mean {near.common_name} ({near.scientific_name})?" if near else ""


def _distances(name: str, own: tuple[str, ...], common: str) -> Iterator[int]:
    words = name.split()
    if len(words) == len(own) == 2:
        genus, epithet = distance(words[0], own[0]), distance(words[1], own[1])
        if min(genus, epithet) == 0 and _is_near(genus, words[0]) and _is_near(epithet, words[1]):
            yield genus + epithet
    if _is_near(far := distance(name, common), name):
        yield far
    if len(words) > 1 and words[0] in _GENERAL:
        first, _, rest = common.partition(" ")
        if first in _GENERAL and rest == " ".join(words[1:]):
            yield 1


def _is_near(far: int, word: str) -> bool:
    return far <= (2 if len(word) >= _LONG else 1)


def distance(one: str, other: str, most: int = 2) -> int:
    """Return how many letters differ, are missing, added or swapped, up to ``most`` and one more.

    Optimal string alignment: Damerau 1964, Commun. ACM 7: 171-176.
    """
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        before, last, row = row, before, [n]
        for m, wanted in enumerate(other, 1):
            cost = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != wanted))
            if n > 1 and m > 1 and (letter, one[n - 2]) == (other[m - 2], wanted):
                cost = min(cost, last[m - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
