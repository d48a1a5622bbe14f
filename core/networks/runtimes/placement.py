"""How windows lie in an input of a graph: with an axis for them or without, some or one at a time.

Graphs want the same numbers in many forms: [n, 144000], [15600], [n, 43844, 1], [100, 1, 64, 384].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.networks.runtimes.loaded import ANY, Array, FileRefusedError, times


@dataclass(frozen=True, slots=True)
class Placement:
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


def placement(shape: Sequence[int] | None, item: Sequence[int]) -> Placement:
    """Return how windows with the form ``item`` lie in an input of this shape.

    None stands for [any, *item]. Raises FileRefusedError where they do not fit.
    """
    if shape is None:
        return Placement(None, batched=True, form=tuple(item))
    if shape and (form := _form(shape[1:], item)) is not None:
        return Placement(None if shape[0] == ANY else shape[0], batched=True, form=form)
    if (form := _form(shape, item)) is not None:
        return Placement(1, batched=False, form=form)
    raise FileRefusedError(f"it takes {times(shape)} numbers, and is given {times(item)} a window")


def filled(items: Array, windows: int) -> Array:
    """Return items [windows, ...]: zeros behind those that there are."""
    missing = windows - len(items)
    if not missing:
        return items
    return np.concatenate([items, np.zeros((missing, *items.shape[1:]), items.dtype)])


def converted(items: Array, dtype: np.dtype[Any]) -> Array:
    """Return numbers as a graph wants them, rounded and kept in bounds where it wants integers."""
    if np.issubdtype(dtype, np.integer):
        bounds = np.iinfo(dtype)
        items = np.clip(np.rint(items), bounds.min, bounds.max)
    return items.astype(dtype, copy=False)


def _form(shape: Sequence[int], item: Sequence[int]) -> tuple[int, ...] | None:
    """Return the shape with its open sizes filled in so that it holds an item; None: it does not.

    Sizes of 1 may be more or fewer. Others must follow each other in the same order: as many
    numbers in another shape would be read as something else.
    """
    if len(shape) == len(item) and all(a in (ANY, b) for a, b in zip(shape, item, strict=True)):
        return tuple(item)
    sizes, filled = [size for size in item if size != 1], []
    for size in shape:
        if size != 1 and (not sizes or size not in (ANY, sizes[0])):
            return None
        filled.append(1 if size == 1 else sizes.pop(0))
    return None if sizes else tuple(filled)
