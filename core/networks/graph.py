"""How a network's file is fed and read: what a manifest says to the runtime that runs it."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from core.domain import LabelKind
from core.errors import UnusableValueError

EMBEDDING = "embedding"
"""Role of an output: one embedding of a window."""
FRAMES = "frames"
"""Role of an output: embeddings with a time axis."""

AXES = "ntfw"
"""Windows, time, bands of frequency, width (labels, or numbers of an embedding)."""

GRAPH = "graph"
"""Kind of a front end that is a file of its own, for the same runtime."""


class Levelling(StrEnum):
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
    PLACE = "place"
    """Latitude and longitude in degrees, and a week of 48 (four a month): it is a range model."""
    CONSTANT = "constant"
    """Always ``value``."""
    STATE = "state"
    """Zeros at a window's beginning, then what ``next_state`` names; without that, always zeros."""


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """What samples are turned into before a graph: see core.audio.front_ends."""

    kind: str
    """log-mel, stft, kaldi-fbank, pcen or octaves, or graph: the parameter ``file`` names a file
    with one input, whose output times ``scale``, plus ``offset``, is what the network is given."""
    parameters: dict[str, str | int | float | bool] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Return the file that it is; empty: it is none."""
        return str(self.parameters.get("file", "")) if self.kind == "graph" else ""


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
    scale: float = 1.0
    """What it gives is multiplied by it: embeddings are kept in half precision."""
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
    """Of a SavedModel: which function, or several: ``basic, embeddings``. ``front_end > features,
    logits``: what the first gives goes to the others. Empty: the usual ones are tried."""
    centred: bool = False
    """Whether the mean of a window is taken away before anything else."""
    level: Levelling = Levelling.AS_IT_IS
    peak: float = 1.0
    scale: float = 1.0
    """Samples are multiplied by it: some networks want those of 16-bit files."""
    front_end: FrontEnd | None = None


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """One of the files that a network consists of."""

    name: str
    """Relative to the network's folder, with forward slashes."""
    sha256: str = ""
    """Empty: not known. It is worked out from the file when that is brought, and kept."""
    size: int = 0
    """In bytes; 0: not known."""
    url: str = ""
    """Where it is to be had: see core.networks.fetching; empty: only from a person."""

    def __post_init__(self) -> None:
        """Refuse a name that leads out of the folder. Raises UnusableValueError."""
        if not is_inside(self.name):
            raise UnusableValueError(f"{self.name or 'a file without a name'} lies elsewhere")
        if self.sha256 and not _SHA256.fullmatch(self.sha256):
            raise UnusableValueError("sha256 must be 64 of the digits 0 to 9 and a to f")
        if self.size < 0:
            raise UnusableValueError("size cannot be less than 0")


class Namespace(StrEnum):
    """What the words of a list of labels are."""

    SCIENTIFIC = "scientific"
    """Scientific names; what is none, as a word by itself, is a kind of sound."""
    BIRDNET = "birdnet"
    """``Scientific name_Common name``, as BirdNET has them."""
    EBIRD = "ebird"
    """Codes of eBird's species: ``codes``, or ``species`` and ``common``, tell whose."""
    SOUND = "sound"
    """Kinds of sound."""
    TEXT = "text"
    """Anything else."""


class Group(StrEnum):
    """What kind of living thing the labels of a list are, where nothing else tells."""

    BIRD = "bird"
    ANIMAL = "animal"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A table with a header that says which species the codes in a list of labels stand for."""

    file: str
    code: str
    """The column with what the list has."""
    species: str
    """The column with scientific names."""
    common: str = ""
    """The column with common names."""
    separator: str = ","

    def __post_init__(self) -> None:
        """Refuse what reads no table. Raises UnusableValueError."""
        _refuse_separator(self.separator)


@dataclass(frozen=True, slots=True)
class LabelList:
    """Where the labels of a head are written, in the order of its outputs."""

    file: str = ""
    """Text, a table, or JSON (by its name's end)."""
    words: tuple[str, ...] = ()
    """The labels themselves, instead of a file."""
    column: str = ""
    """Of a table, or the key of a list in JSON, ``a.b`` inside another, or of what stands in a
    list; what may have one of several names: ``a|b``. Empty: one label a line, or JSON that is
    a list."""
    separator: str = ","
    """Of a table."""
    header: bool = True
    """Whether the first line of a table names its columns; without it they are 1, 2, 3..."""
    species: str = ""
    """The column with what labels count as, where several are of one species or a label is a code:
    scientific names."""
    common: str = ""
    """The column with common names."""
    classes: str = ""
    """The column with classes of animals: Aves are birds."""
    codes: CodeTable | None = None
    count: int = 0
    """How many there must be; 0: as many as there are."""
    namespace: Namespace = Namespace.SCIENTIFIC
    kind: LabelKind = LabelKind.SPECIES
    """What a label is that nothing says to be another."""
    group: Group = Group.ANIMAL
    """Of species that nothing else is known of."""
    sounds: tuple[str, ...] = ()
    """Labels that are kinds of sound."""
    noise: tuple[str, ...] = ()
    """Labels that only take the place of all others: nothing is detected of them."""

    def __post_init__(self) -> None:
        """Refuse what reads no list. Raises UnusableValueError."""
        if bool(self.file) == bool(self.words):
            raise UnusableValueError("file or words must be given, and not both")
        if self.count < 0:
            raise UnusableValueError("count cannot be less than 0")
        _refuse_separator(self.separator)

    @property
    def files(self) -> tuple[str, ...]:
        """Return all files it is read from."""
        files = (self.file, self.codes.file if self.codes else "")
        return tuple(file for file in files if file)


_SHA256 = re.compile("[0-9a-f]{64}")
_NEVER_IN_NAMES = re.compile(r'[\x00-\x1f<>:"|?*\\]')
"""Not in names of files on every system."""


def is_inside(name: str) -> bool:
    """Tell whether a name with forward slashes is one of a file in a folder, on every system."""
    parts = name.split("/")
    return all(part.rstrip(" .") == part != "" for part in parts) and not (
        _NEVER_IN_NAMES.search(name)
    )


def _refuse_separator(separator: str) -> None:
    if len(separator) != 1 or separator in '\r\n"':
        raise UnusableValueError("separator must be one letter, such as , or ;")
