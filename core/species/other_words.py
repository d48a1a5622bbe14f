"""What species are called beside scientific and English names: codes, and other languages."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from core.names import key
from core.species.codes import codes
from core.species.languages import Language, common_names, languages


def meant_by(text: str) -> frozenset[str]:
    """Return the scientific names of what a code, or a name in a language that is here, may mean.

    Older and newer names of one species are all there; of a code of one or two letters nothing, as
    it may be a word.
    """
    wanted = key(text)
    by_code = _by_code().get(wanted, frozenset()) if len(wanted) > _LEAST else frozenset()
    return by_code or _by_name(tuple(languages())).get(wanted, frozenset())


_LEAST = 2


@cache
def _by_code() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, some in codes().items():
        for code in some:
            found[key(code)].add(name)
    return {code: frozenset(names) for code, names in found.items()}


@cache
def _by_name(known: tuple[Language, ...]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for language in known:
        for scientific, common in common_names(language.code).items():
            found[key(common)].add(scientific)
    return {name: frozenset(names) for name, names in found.items()}


def forget() -> None:
    """Read codes anew: a person's own are others now."""
    _by_code.cache_clear()
