"""A head that people trained, and the one file it is: numbers, and a text that says what it is.

The file is a zip of arrays, as numpy reads it without running anything, with ``head.toml``. It has
no times in it: the same labels and the same seed give the same bytes. It is known by their hash.
A head that another program trained is kept in the same way, as its layers: format 2.
"""

import hashlib
import io
import struct
import tomllib
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.atomic_file import replacing
from core.domain import Label, LabelKind, Species
from core.errors import UnusableValueError, UserError
from core.heads.attention import AttentionWeights
from core.heads.calibration import Curve
from core.heads.dense_layers import DenseLayers
from core.heads.evaluation import Evaluation
from core.heads.features import MOST_FRAMES, Float32, WindowFeatures
from core.heads.training import Weights
from core.heads.word_weights import WordFacts, WordWeights
from core.names import LONGEST, key
from core.networks.decoding import decoded
from core.networks.plain import as_toml, told

FORMAT, FORMAT_OF_LAYERS, FORMAT_OF_WORDS, FORMAT_OF_FRAMES = 1, 2, 3, 4
SUFFIX = ".head.npz"
_TOML = "head.toml"
_ARRAYS = ("features", "evidence", "evidence_labels", "bias")
_QUERIES = "queries"
_MOST_LAYERS, _MOST_LABELS = 8, 1_000_000
_MOST_BYTES = 500_000_000
_NO_HEAD = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, EOFError, OverflowError,
    MemoryError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip
"""What zip files and arrays that are damaged come to."""
HeadNumbers = Weights | AttentionWeights | DenseLayers | WordWeights
"""What people trained here, other programs trained, or nobody trained: see each."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class HeadLabel:
    """What a head knows one sound as."""

    text: str
    scientific_name: str = ""
    """Of the species that its detections count as; empty: there are none of it."""
    common_name: str = ""
    group: str = ""
    kind: LabelKind = LabelKind.SPECIES
    threshold: float | None = None
    """The score above which a window is a detection; None: it only ranks."""
    slope: float = 1.0
    offset: float = 0.0
    """A probability is expit(slope · score + offset)."""

    @classmethod
    def of(cls, label: Label, threshold: float | None, curve: Curve | None = None) -> Self:
        """Return it of a label as a project knows labels."""
        of = label.species
        named = (of.scientific_name, of.common_name, of.group) if of else ("", "", "")
        drawn = curve or Curve()
        return cls(label.text, *named, label.kind, threshold, drawn.slope, drawn.offset)

    @property
    def curve(self) -> Curve:
        """Return what makes probabilities of scores."""
        return Curve(self.slope, self.offset)

    @property
    def label(self) -> Label:
        """Return it as a project knows labels."""
        if not self.scientific_name:
            return Label(self.text, None, self.kind)
        named = Species(self.scientific_name, self.common_name, self.group)
        return Label(self.text, named, self.kind)


@dataclass(frozen=True, slots=True)
class HeadFacts:
    """All that is known of a head besides its numbers."""

    format: int
    name: str
    network: str
    """Id of the network whose embeddings it reads."""
    network_files: dict[str, str]
    """File name to SHA-256 of that network."""
    embedding_size: int
    network_labels: int
    sample_rate: int
    window_samples: int
    step_samples: int
    """0: windows may lie as they like."""
    labels: tuple[HeadLabel, ...]
    evaluation: Evaluation
    seed: int
    windows: int
    """That it was trained on."""
    labels_sha256: str
    """Of what was said of these windows."""
    exclusive: bool = False
    """Whether only one of its labels is in a window."""
    author: str = ""
    licence: str = ""
    words: WordFacts | None = None
    """What it was told in words, where nobody trained it."""
    origin: str = ""
    """The program that trained it; empty: this one."""
    layers: int = 0
    """How many, of a head that another program trained."""
    frames: int = 0
    """How many embeddings of a window it pools by attention; 0: it reads the window's."""


@dataclass(frozen=True, slots=True)
class TrainedHead:
    """A head with its numbers."""

    facts: HeadFacts
    weights: HeadNumbers
    data: bytes = field(repr=False, compare=False, default=b"")
    """The whole file."""

    @property
    def sha256(self) -> str:
        """Return what it is known by."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def reads_embeddings(self) -> bool:
        """Tell whether it is given embeddings as they are, instead of what is known of a window."""
        return isinstance(self.weights, DenseLayers | WordWeights)

    @property
    def reads_frames(self) -> bool:
        """Tell whether it reads parts of windows, which have to be heard again for it."""
        return isinstance(self.weights, AttentionWeights)

    @property
    def reads_evidence(self) -> bool:
        """Tell whether the network's own scores count in its."""
        if isinstance(self.weights, DenseLayers | WordWeights):
            return False
        return bool(self.weights.evidence.any())

    def scores(self, rows: WindowFeatures) -> Any:
        """Return scores [windows, labels] of windows, with what it reads of them at hand."""
        if isinstance(self.weights, Weights | AttentionWeights):
            return self.weights.scores(rows)
        assert rows.embeddings is not None
        return self.weights.scores(rows.embeddings)

    def detects(self, scores: Float32) -> NDArray[np.bool_]:
        """Tell which scores [windows, labels] are detections: of labels that only rank none."""
        told = (one.threshold for one in self.facts.labels)
        return scores > np.array([np.inf if one is None else one for one in told], np.float64)


def made(facts: HeadFacts, weights: HeadNumbers) -> TrainedHead:
    """Return a new head with its file."""
    arrays = arrays_of(weights)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        _put(file, _TOML, as_toml(told(facts)).encode())
        for name, array in arrays.items():
            one = io.BytesIO()
            little = array.astype(array.dtype.newbyteorder("<"), order="C")
            np.lib.format.write_array(one, little, version=(1, 0), allow_pickle=False)
            _put(file, f"{name}.npy", one.getvalue())
    return TrainedHead(facts, weights, buffer.getvalue())


def arrays_of(weights: HeadNumbers) -> dict[str, Any]:
    """Return all numbers of a head, by their names in its file."""
    if isinstance(weights, WordWeights):
        return {"words": weights.rows}
    if isinstance(weights, DenseLayers):
        names = ("weights", "bias")
        layers = enumerate(weights.layers, 1)
        return {
            f"{name}_{n}": one
            for n, layer in layers
            for name, one in zip(names, layer, strict=True)
        }
    used = np.flatnonzero(weights.evidence.any(axis=1)).astype(np.int32)
    queries = {_QUERIES: weights.queries} if isinstance(weights, AttentionWeights) else {}
    return {
        **queries,
        "features": weights.features,
        "evidence": weights.evidence[used],
        "evidence_labels": used,
        "bias": weights.bias,
    }


def write(head: TrainedHead, path: Path) -> None:
    """Write a head's file; it appears under its name only when it is whole. Raises OSError."""
    with replacing(path) as part:
        part.write_bytes(head.data)


def read(path: Path) -> TrainedHead:
    """Read a head's file. Nothing in it is run.

    Raises UserError where it is none, not whole, or does not fit together.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise refused(path, "it is far too large")
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror or error}).") from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            if sum(one.file_size for one in file.infolist()) > _MOST_BYTES:
                raise refused(path, "it is far too large")
            plain = tomllib.loads(file.read(_TOML).decode())
            facts = facts_in(plain, path)
            arrays = {name: _array(file.read(f"{name}.npy")) for name in array_names(facts)}
    except _NO_HEAD as error:
        raise refused(path, "it is damaged, or something else") from error
    return TrainedHead(facts, weights_in(arrays, facts, path), data)


def array_names(facts: HeadFacts) -> list[str]:
    """Return what the numbers of a head are called in its file."""
    if facts.format == FORMAT_OF_WORDS:
        return ["words"]
    if facts.format == FORMAT_OF_LAYERS:
        return [f"{name}_{n}" for n in range(1, facts.layers + 1) for name in ("weights", "bias")]
    return [_QUERIES, *_ARRAYS] if facts.format == FORMAT_OF_FRAMES else [*_ARRAYS]


def facts_in(plain: dict[str, Any], path: Path) -> HeadFacts:
    """Return the facts that a head's TOML tells. Raises UserError where they cannot be."""
    number = plain.get("format", FORMAT)
    if isinstance(number, int) and number > FORMAT_OF_FRAMES:
        raise refused(path, "a newer version of Undersong made it. Install the newest version")
    try:
        facts: HeadFacts = decoded(HeadFacts, plain, where=path.name)
    except UnusableValueError as error:
        raise refused(path, str(error)) from error
    if not facts.labels or not facts.name:
        raise refused(path, "it has no labels or no name")
    texts = {key(one.text) for one in facts.labels}
    if len(texts) < len(facts.labels) or "" in texts or max(map(len, texts)) > LONGEST:
        raise refused(path, "its labels are empty, far too long, or not each another")
    if not 0 <= facts.network_labels <= _MOST_LABELS or facts.sample_rate <= 0:
        raise refused(path, "no network is like the one that it is said to be for")
    if facts.format == FORMAT_OF_LAYERS and not 0 < facts.layers <= _MOST_LAYERS:
        raise refused(path, f"it has {facts.layers} layers")
    if (facts.format == FORMAT_OF_FRAMES) != (facts.frames > 0) or facts.frames > MOST_FRAMES:
        raise refused(path, f"it reads {facts.frames} parts of a clip")
    return facts


def weights_in(arrays: dict[str, Any], facts: HeadFacts, path: Path) -> HeadNumbers:
    """Return the numbers of a head. Raises UserError where they do not fit its facts."""
    if facts.format == FORMAT_OF_LAYERS:
        return _layers(arrays, facts, path)
    if facts.format == FORMAT_OF_WORDS:
        return _words(arrays["words"], facts, path)
    classes = len(facts.labels) + facts.exclusive
    used = arrays["evidence_labels"]
    shapes = (
        used.ndim == 1
        and arrays["features"].shape == (facts.embedding_size, classes)
        and arrays["evidence"].shape == (len(used), classes)
        and arrays["bias"].shape == (classes,)
    )
    kinds = all(arrays[name].dtype == np.float32 for name in ("features", "evidence", "bias"))
    queries = arrays.get(_QUERIES)
    if queries is not None:
        shapes = shapes and queries.shape == arrays["features"].shape
        kinds = kinds and queries.dtype == np.float32
    if not (shapes and kinds and used.dtype == np.int32):
        raise refused(path, "its numbers do not fit its labels")
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise refused(path, "not all of its numbers are numbers")
    if len(used) and (used.min() < 0 or used.max() >= facts.network_labels):
        raise refused(path, "its numbers do not fit its network")
    evidence = np.zeros((facts.network_labels, classes), np.float32)
    evidence[used] = arrays["evidence"]
    if queries is not None:
        return AttentionWeights(queries, arrays["features"], evidence, arrays["bias"])
    return Weights(arrays["features"], evidence, arrays["bias"], facts.exclusive)


def _layers(arrays: dict[str, Any], facts: HeadFacts, path: Path) -> DenseLayers:
    if any(one.dtype != np.float32 for one in arrays.values()):
        raise refused(path, "its numbers are of another kind")
    numbers = range(1, facts.layers + 1)
    found = DenseLayers(tuple((arrays[f"weights_{n}"], arrays[f"bias_{n}"]) for n in numbers))
    if found.problem:
        raise refused(path, found.problem)
    if (found.width, found.classes) != (facts.embedding_size, len(facts.labels)):
        raise refused(path, "its numbers do not fit its labels")
    return found


def _words(rows: Any, facts: HeadFacts, path: Path) -> WordWeights:
    asked = facts.words
    if asked is None or not 0 <= asked.against < len(asked.prompts) == len(facts.labels):
        raise refused(path, "it does not say what was asked")
    if rows.dtype != np.float32 or rows.shape != (len(facts.labels), facts.embedding_size):
        raise refused(path, "its numbers do not fit its prompts")
    if not np.isfinite(rows).all() or not rows.any(axis=1).all():
        raise refused(path, "not all of its numbers are numbers")
    if not 0 <= asked.logit_scale < np.inf or (len(rows) > 1) != (asked.logit_scale > 0):
        raise refused(path, "it does not say how prompts are weighed")
    return WordWeights(rows, asked)


def _array(data: bytes) -> Any:
    return np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)


def _put(file: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = 3  # the same bytes on every system
    info.external_attr = 0o600 << 16
    file.writestr(info, data)


def refused(path: Path, why: str) -> UserError:
    """Return what is told of a file that is no head, or none that can be used."""
    return UserError(f"{path.name} cannot be used as a head: {why}.")
