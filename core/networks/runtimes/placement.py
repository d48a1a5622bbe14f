"""How windows lie in an input of a graph: with an axis for them or without, some or one at a time.

Graphs want the same numbers in many forms: [n, 144000], [15600], [n, 43844, 1], [100, 1, 64, 384].
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
    if shape and (form := _filled(shape[1:], item)) is not None:
        return Placement(None if shape[0] == ANY else shape[0], batched=True, form=form)
    if (form := _filled(shape, item)) is not None:
        return Placement(1, batched=False, form=form)
    raise FileRefusedError(f"it takes {times(shape)} numbers, and is given {times(item)} a window")


def _filled(shape: Sequence[int], item: Sequence[int]) -> tuple[int, ...] | None:
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
