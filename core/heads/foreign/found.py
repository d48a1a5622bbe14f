"""What a file of another program says of a head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from core.counted import counted
from core.errors import UserError
from core.heads.dense_layers import DenseLayers
from core.heads.trained_head import refused
from core.text_files import text_file

_MOST_LABELS = 100_000


@dataclass(frozen=True, slots=True)
class FoundHead:
    """A head in a file of another program."""

    layers: DenseLayers
    origin: str
    """The program that trained it."""
    labels: tuple[str, ...] = ()
    """Empty: a file beside it has them."""
    network: str = ""
    """Id of the network whose embeddings it reads; empty: the file does not say."""
    name: str = ""
    thresholds: tuple[float | None, ...] = ()
    """Of its labels, as logits; empty: the file says none."""
    recommended: Mapping[str, float] = field(default_factory=dict)
    """Label -> threshold that its authors recommend elsewhere."""
    outputs: int = 0
    """How many labels the file has, where only the last are the head's; 0: all are."""


def labels_beside(path: Path, given: Path | None) -> tuple[str, ...]:
    """Return the labels in a file that a person names, or that lies beside a head.

    Raises UserError where there is none, or it holds something else.
    """
    file = given or next((one for one in _places(path) if one.is_file()), None)
    if file is None:
        raise refused(path, "its labels are not there. Name their file: --labels FILE")
    with text_file(file) as (text, _):
        lines = StringIO(text.read(), newline=None).read().rstrip("\n").split("\n")
    if file.name == _RAVEN:
        lines = [line.partition(",")[2].strip('"') for line in lines]
    if len(lines) > _MOST_LABELS:
        raise UserError(f"{file.name} is no list of labels: it has {counted(len(lines), 'line')}.")
    return tuple(line.strip() for line in lines)


_RAVEN = "label_names.csv"


def _places(path: Path) -> Sequence[Path]:
    folder = path if path.is_dir() else path.parent
    stems = [f"{path.stem}_Labels.txt", f"{path.stem}_labels.txt", f"{path.stem}.txt"]
    named = [folder / one for one in stems] if path.is_file() else []
    return [*named, folder / "labels.txt", folder / "labels" / _RAVEN]
