"""Finding a species by typing a few letters of its names."""

from collections.abc import Sequence

from core.domain import Species


def find(species: Sequence[Species], text: str, limit: int = 12) -> list[Species]:
    """Return the species that a person may mean, the likeliest first.

    The letters may be the beginnings of words (``black cap``), part of a name, or the beginnings
    of several words run together (``eurob`` for European Robin).
    """
    typed = text.lower().strip()
    if not typed:
        return []
    ranked = [(rank, s.common_name, s) for s in species if (rank := _rank(s, typed)) is not None]
    return [s for _, _, s in sorted(ranked, key=lambda r: r[:2])[:limit]]


def _rank(species: Species, typed: str) -> tuple[int, int] | None:
    names = [species.common_name.lower(), species.scientific_name.lower()]
    if typed in names:
        return 0, 0
    if any(name.startswith(typed) for name in names):
        return 1, 0
    wanted = typed.split()
    words = [name.replace("-", " ").split() for name in names]
    if any(all(any(w.startswith(t) for w in each) for t in wanted) for each in words):
        return 2, 0
    shortest = max(_run_together(typed, each) for each in words)
    if shortest:
        return 3, -shortest
    return (4, 0) if len(typed) >= 3 and any(typed in name for name in names) else None


def _run_together(typed: str, words: list[str]) -> int:
    """Return the shortest beginning when letters are split over these words, 0 if they cannot be.

    The split with the longest shortest beginning counts: ``eurob`` is rather eu-rob than euro-b.
    """
    if not words:
        return 0
    best = len(typed) if words[0].startswith(typed) else 0
    for n in range(1, len(typed)):
        if words[0].startswith(typed[:n]):
            best = max(best, min(n, _run_together(typed[n:], words[1:])))
    return best
