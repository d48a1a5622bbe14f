"""How many windows are how much alike: as a table to cut by, and for scripts."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.cli.output import say_table

_WIDEST, _MOST_LINES = 40, 40


def histogram_as_json(counts: NDArray[np.int64]) -> list[dict[str, float | int]]:
    """Return the number of windows [bins] by similarity from -1 to 1, of all bins."""
    edges = np.round(np.linspace(-1, 1, len(counts) + 1), 4).tolist()
    ends = zip(edges[:-1], edges[1:], counts.tolist(), strict=True)
    return [{"from": low, "to": high, "windows": number} for low, high, number in ends]


def say_histogram(counts: NDArray[np.int64]) -> None:
    """Print how many windows [bins] are how much alike, the most alike first."""
    header = (("Similarity", False), ("Windows", True), ("So far", True), ("", False))
    say_table(header, _lines(counts))


def _lines(counts: NDArray[np.int64]) -> Iterator[tuple[str, str, str, str]]:
    edges, most, so_far = np.linspace(-1, 1, len(counts) + 1), int(counts.max(initial=1)), 0
    stretches = list(_stretches(counts))
    for first, past in stretches[:_MOST_LINES]:
        number = int(counts[first:past].sum())
        so_far += number
        bar = "█" * round(_WIDEST * number / most)
        yield f"{edges[first]:.2f} to {edges[past]:.2f}", f"{number:,}", f"{so_far:,}", bar
    if len(stretches) > _MOST_LINES:
        past = stretches[_MOST_LINES][1]
        number = int(counts[:past].sum())
        yield f"less than {edges[past]:.2f}", f"{number:,}", f"{so_far + number:,}", ""


def _stretches(counts: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield bins from the top that hold something, and those between that do not as one."""
    there = np.flatnonzero(counts)[::-1].tolist()
    for n, above in zip(there, [None, *there], strict=False):
        if above is not None and above > n + 1:
            yield n + 1, above
        yield n, n + 1
