"""What a format of heads is."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.atomic_file import refuse_others, replacing
from core.errors import UserError
from core.heads.trained_head import HeadLabel, TrainedHead
from core.store import Project

Writer = Callable[[TrainedHead, Path, Project | None], list[str]]
"""Writes a head to a file, and returns sentences: what else was written, what is left out, and what
that changes. The project is where it comes from, if it does. Raises UserError."""


@dataclass(frozen=True, slots=True)
class HeadFormat:
    """A kind of file that heads are written to."""

    id: str
    write: Writer


def refuse_taken(*paths: Path) -> None:
    """Raise UserError where one of these files is there already, or cannot be."""
    for path in paths:
        refuse_others(path, lambda _: False)


@contextmanager
def written(path: Path) -> Generator[Path]:
    """Lend a file that takes its name once it is whole, where there is none. Raises UserError."""
    refuse_taken(path)
    try:
        with replacing(path) as part:
            yield part
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror or error}).") from error


def write_text(path: Path, text: str) -> None:
    """Write a text of UTF-8 where there is no file yet. Raises UserError."""
    with written(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def probability_from(label: HeadLabel) -> float:
    """Return the probability above which a window is a detection of a label that has one."""
    assert label.threshold is not None
    return float(label.curve.probabilities(np.array(label.threshold)))


def above(head: TrainedHead) -> str:
    """Return from which probabilities on a head's labels are detections, in a sentence."""
    known = [one for one in head.facts.labels if one.threshold is not None]
    if not known:
        return "It only ranks: no label has enough clips for a threshold."
    least = {one.text: probability_from(one) for one in known}
    some = ", ".join(f"{text} from {p:.3f}" for text, p in [*least.items()][:5])
    more = f" and {len(least) - 5} more" if len(least) > 5 else ""
    return f"Detections are: {some}{more}."
