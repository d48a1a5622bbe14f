"""How windows lie in an input of a graph: with an axis for them or without, some or one at a time.

Graphs want the same numbers in many forms: [n, 144000], [15600], [n, 43844, 1], [100, 1, 64, 384].
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.networks.runtimes.loaded import ANY, Array, FileRefusedError, times


@dataclass(frozen=True, slots=True)
class Layout:
    """How many windows an input takes in one call, and in which form."""

    windows: int | None
    """None: any number."""
    batched: bool
    """Whether there is an axis for windows; without it, there is one window."""
    form: tuple[int, ...]
    """Of one window."""

    def arranged(self, items: Array) -> Array:
        """Return items [n, ...] as the input wants them. There are as many as it takes."""
        return items.reshape((len(items), *self.form) if self.batched else self.form)


def layout(shape: Sequence[int] | None, item: Sequence[int]) -> Layout:
    """Return how windows with the form ``item`` lie in an input of this shape.

    None stands for [any, *item]. Raises FileRefusedError where they do not fit.
    """
    if shape is None:
        return Layout(None, batched=True, form=tuple(item))
    if shape and (form := _filled(shape[1:], item)) is not None:
        return Layout(None if shape[0] == ANY else shape[0], batched=True, form=form)
    if (form := _filled(shape, item)) is not None:
        return Layout(1, batched=False, form=form)
    raise FileRefusedError(f"it takes {times(shape)} numbers, and is given {times(item)} a window")


def _filled(shape: Sequence[int], item: Sequence[int]) -> tuple[int, ...] | None:
    """Return the shape with its open sizes filled in so that it holds an item; None: it does not.

    Sizes of 1 may be more or fewer.
    """
    open_sizes = [at for at, size in enumerate(shape) if size == ANY]
    filled, wanted = list(shape), math.prod(item)
    if len(open_sizes) == 1:
        known = math.prod(size for size in shape if size != ANY)
        if not known or wanted % known:
            return None
        filled[open_sizes[0]] = wanted // known
    elif len(open_sizes) == len(item):
        for at, size in zip(open_sizes, item, strict=True):
            filled[at] = size
    return tuple(filled) if math.prod(filled) == wanted and ANY not in filled else None
