"""How a network's file is fed and read: what a manifest says to the runtime that runs it."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import UnusableValueError

EMBEDDING = "embedding"
"""Role of an output: one embedding of a window."""
FRAMES = "frames"
"""Role of an output: embeddings with a time axis."""

AXES = "ntfw"
"""Windows, time, bands of frequency, width (labels, or numbers of an embedding)."""


class Level(StrEnum):
    """What is done to a window's level before the network, or its front end, gets it."""

    AS_IT_IS = "none"
    PEAK = "peak"
    """Divided so that its highest sample is ``peak``."""
    Z_SCORE = "z-score"
    """No mean, and a variance of 1."""


class InputRole(StrEnum):
    """What an input of a graph is given."""

    AUDIO = "audio"
    """The window's samples, or what the front end makes of them."""
    EMBEDDING = "embedding"
    """The embedding of the backbone: the file is only a head."""
    CONSTANT = "constant"
    """Always ``value``."""
    STATE = "state"
    """Zeros at a window's beginning, then what ``next_state`` names; without that, always zeros."""


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """What samples are turned into before a graph: see core.audio.front_ends."""

    kind: str
    """log-mel, stft, kaldi-fbank or pcen."""
    parameters: dict[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GraphInput:
    """One input of a graph."""

    name: str = ""
    """As the file has it; empty: the only one."""
    role: InputRole = InputRole.AUDIO
    shape: tuple[int, ...] = ()
    """-1 stands for any number of windows; without it there is one window, or the first is how
    many there must be. Empty: as the file says, or [-1, samples]."""
    dtype: str = "float32"
    value: float = 0.0
    next_state: str = ""
    """Name of the output that is given to it with the next piece of the window."""
    piece: int = 0
    """Samples of a piece, where the graph hears a window piece by piece; 0: the whole window."""
    step: int = 0
    """Samples from one piece to the next. Where pieces are longer, they begin with what was before,
    the first with zeros. 0: pieces lie side by side."""


@dataclass(frozen=True, slots=True)
class GraphOutput:
    """One output of a graph that is read."""

    role: str
    """``embedding``, ``frames`` (embeddings with a time axis), or what a head calls its output."""
    name: str = ""
    index: int | None = None
    """Its place among the file's outputs, where names tell nothing."""
    inner: bool = False
    """Whether ``name`` is a part of the name of a tensor that is no output yet."""
    axes: str = ""
    """What its axes are: n windows, t time, f bands of frequency, w labels or numbers of the
    embedding. Empty: nw, ntw or ntfw; of a graph that hears one window, also w, tw or tfw."""

    def __post_init__(self) -> None:
        """Refuse an output that nothing finds or reads. Raises UnusableValueError."""
        if not self.name and self.index is None:
            raise UnusableValueError("an output needs a name or an index")
        if len(set(self.axes)) != len(self.axes) or not set(self.axes) <= set(AXES):
            raise UnusableValueError(f"axes can only be of {', '.join(AXES)}, each once")


@dataclass(frozen=True, slots=True)
class Graph:
    """A file that is run, and how."""

    file: str
    """Relative to the network's folder; a folder for a SavedModel."""
    inputs: tuple[GraphInput, ...] = (GraphInput(),)
    outputs: tuple[GraphOutput, ...] = ()
    signature: str = ""
    """Of a SavedModel: which function; empty: the usual ones are tried."""
    centred: bool = False
    """Whether the mean of a window is taken away before anything else."""
    level: Level = Level.AS_IT_IS
    peak: float = 1.0
    scale: float = 1.0
    """Samples are multiplied by it: some networks want those of 16-bit files."""
    front_end: FrontEnd | None = None


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """One of the files that a network consists of."""

    name: str
    """Relative to the network's folder, with forward slashes."""
    sha256: str
    size: int = 0
    """In bytes; 0: not known."""
    url: str = ""
    """Where it is to be had; empty: only from a person."""

    def __post_init__(self) -> None:
        """Refuse a name that leads out of the folder. Raises UnusableValueError."""
        parts = self.name.replace("\\", "/").split("/")
        if not self.name or ".." in parts or "" in parts or ":" in self.name:
            raise UnusableValueError(f"{self.name or 'a file without a name'} lies elsewhere")


@dataclass(frozen=True, slots=True)
class LabelList:
    """Where the labels of a head are written."""

    file: str
    column: str = ""
    """Of a table with a header; empty: one label a line."""
    separator: str = ","
    """Of a table; for lines ``Scientific name_Common name``: ``_``."""
    common: str = ""
    """The column with common names."""
    namespace: str = "scientific"
    """What a label is: scientific (names), ebird (codes), birdnet (``Scientific_Common``), sound
    (kinds of sound), text (anything)."""
    kind: str = "species"
    """Of core.domain.LabelKind, where a label is not known to be another."""
