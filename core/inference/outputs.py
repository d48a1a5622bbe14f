"""What a network gave, held to what its manifest promises, in one form for every network."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.counted import counted
from core.errors import NetworkUnavailableError
from core.networks.manifest import HeadManifest, Manifest
from core.networks.network import Float32, Outputs

MOST_LABELS = 65_535
"""Of a head: labels are kept as two bytes."""


class Answers(NamedTuple):
    """What a network said of some windows."""

    scores: list[Float32]
    """For each head [windows, labels], as the network gave them: of frames the best."""
    frames: list[Float32 | None]
    """For each head [windows, frames, labels], or None where it has no frames."""
    embeddings: NDArray[np.float16] | None
    """[windows, size], where they are wanted. A row of zeros stands for none."""
    good: NDArray[np.bool_]
    """[windows]: whether all that was given are numbers. What is not good is not to be used."""

    def rows(self, some: slice) -> "Answers":
        """Return what was said of some of the windows."""
        embeddings = None if self.embeddings is None else self.embeddings[some]
        frames = [None if one is None else one[some] for one in self.frames]
        return Answers([one[some] for one in self.scores], frames, embeddings, self.good[some])


def check_heads(manifest: Manifest, label_counts: Sequence[int]) -> None:
    """Refuse heads whose labels cannot be kept. Raises NetworkUnavailableError."""
    for head, labels in zip(manifest.heads, label_counts, strict=True):
        if not labels:
            raise NetworkUnavailableError(
                f"The head {_named(head)} of {_named(manifest)} has no labels, so nobody "
                "knows what its scores are of. Install it again, with its list of labels."
            )
        if labels > MOST_LABELS:
            raise NetworkUnavailableError(
                f"The head {_named(head)} of {_named(manifest)} has {counted(labels, 'label')}, "
                f"and at most {MOST_LABELS:,} can be kept. Take a head with fewer."
            )


def answers(
    outputs: Outputs, windows: int, manifest: Manifest, label_counts: Sequence[int], *, keep: bool
) -> Answers:
    """Return what was said of ``windows`` windows, with embeddings to ``keep`` or without.

    Raises NetworkUnavailableError where it is not what the manifest promises.
    """
    scores: list[Float32] = []
    frames: list[Float32 | None] = []
    for head, labels in zip(manifest.heads, label_counts, strict=True):
        given = outputs.scores.get(head.output)
        promised = f"{windows} windows of {counted(labels, 'label')}"
        what = f"{_named(manifest)} gave for its head {_named(head)}"
        checked = _checked(given, (windows, labels), promised, what)
        scores.append(_pooled(checked, np.max))
        frames.append(checked if checked.ndim == 3 else None)
    good = np.logical_and.reduce(
        [np.ones(windows, np.bool_), *(np.isfinite(one).all(axis=1) for one in scores)]
    )
    if not keep:
        return Answers(scores, frames, None, good)
    size = manifest.embedding_size
    promised = f"embeddings of {windows} windows with {counted(size, 'number')}"
    what = f"{_named(manifest)} gave"
    embeddings = _pooled(_checked(outputs.embeddings, (windows, size), promised, what), np.mean)
    good &= np.isfinite(embeddings).all(axis=1)
    return Answers(scores, frames, _halved(embeddings, good), good)


def _checked(given: Float32 | None, promised: tuple[int, int], in_words: str, what: str) -> Float32:
    """Return [windows, width] or [windows, frames, width]."""
    shape = () if given is None else np.shape(given)
    if given is None or len(shape) not in (2, 3) or (shape[0], shape[-1]) != promised or 0 in shape:
        came = "nothing" if given is None else f"{' × '.join(f'{n:,}' for n in shape)} numbers"
        raise NetworkUnavailableError(
            f"{what} {came} where {in_words} were promised, so none of it can be trusted. Its "
            "files do not belong to its manifest: install it again. What was heard before is kept."
        )
    return np.asarray(given, np.float32)


def _pooled(given: Float32, over_frames: Any) -> Float32:
    """Return one row for each window: of its frames the best score, or the mean embedding."""
    if given.ndim == 2:
        return given
    with np.errstate(invalid="ignore", over="ignore"):  # what is no number is found behind
        return np.asarray(over_frames(given, axis=1), np.float32)


def _halved(embeddings: Float32, good: NDArray[np.bool_]) -> NDArray[np.float16]:
    """Return what is stored: zeros where there are no numbers, or such as do not fit."""
    with np.errstate(over="ignore", invalid="ignore"):
        rows = embeddings.astype(np.float16)
    rows[~(good & np.isfinite(rows).all(axis=1))] = 0
    return rows


def _named(one: Manifest | HeadManifest) -> str:
    return f"{one.title} {one.version}"
