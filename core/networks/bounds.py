"""What no manifest that comes from a file may say: it is held to this before it is believed."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.errors import UnusableValueError
from core.networks.graph import InputRole, is_inside
from core.networks.manifest import Manifest
from core.networks.runtimes.needed import FILE_RUNTIMES

_ID = re.compile(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?")
_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)\d)(\..*)?")
"""Names that Windows keeps for itself."""
_LONGEST_TEXT = 5_000  # letters
_LARGEST = 1 << 53
_MOST_NUMBERS = 1_000_000_000
_DTYPES = (
    "float32", "float16", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "bool",
)  # fmt: skip
_OF_EMBEDDINGS = frozenset({"embedding", "frames"})


def refuse_unlikely(manifest: Manifest, where: str) -> None:
    """Refuse a manifest that no network has. Raises UnusableValueError, naming the field."""
    for problem in _problems(manifest):
        raise UnusableValueError(f"{where}: {problem}")


def _problems(manifest: Manifest) -> Iterator[str]:
    yield from _of_values(manifest.to_plain(), "")
    yield from _of_names(manifest)
    yield from _of_sizes(manifest)
    yield from _of_files(manifest)
    yield from _of_heads(manifest)
    yield from _of_graph(manifest)
    yield from _of_inputs(manifest)
    if manifest.text and not manifest.embedding_size:
        yield "text: words can only be compared with embeddings, and embedding_size is 0"


def _of_values(value: Any, path: str) -> Iterator[str]:
    """Yield what can be no text or number of any field."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _of_values(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for n, one in enumerate(value, 1):
            yield from _of_values(one, f"{path}[{n}]")
    elif isinstance(value, str):
        if any(unicodedata.category(c) in ("Cc", "Cs") for c in value.replace("\t", " ")):
            yield f"{path} holds letters that cannot be shown"
        if len(value) > _LONGEST_TEXT:
            yield f"{path} is longer than {_LONGEST_TEXT:,} letters"
    elif isinstance(value, int | float) and not (math.isfinite(value) and abs(value) <= _LARGEST):
        yield f"{path} must be a number that can be"


def _of_names(manifest: Manifest) -> Iterator[str]:
    ids = {"id": manifest.id, "backbone": manifest.backbone}
    ids |= {f"heads[{n}].id": head.id for n, head in enumerate(manifest.heads, 1)}
    for field, name in ids.items():
        if name is not None and (not _ID.fullmatch(name) or _RESERVED.fullmatch(name)):
            yield f"{field} must be of small letters, digits, dots and hyphens, such as perch-2.0"
    for field in ("title", "version", "licence"):
        if not getattr(manifest, field).strip():
            yield f"{field} is empty"
    if manifest.runtime not in FILE_RUNTIMES:
        yield f"runtime must be one of {', '.join(FILE_RUNTIMES)}"
    if manifest.sha256:
        yield "sha256 is worked out from the files: leave it out here, and give it with each file"
    if manifest.backbone == manifest.id:
        yield "backbone must be another network"


def _of_sizes(manifest: Manifest) -> Iterator[str]:
    most = {
        "sample_rate": 10_000_000, "window_s": 3600, "embedding_size": 1_000_000, "lanes": 64,
        "memory_mb": 1_000_000,
    }  # fmt: skip
    for field, limit in most.items():
        if getattr(manifest, field) > limit:
            yield f"{field} must be at most {limit:,}"
    if manifest.memory_mb < 1:
        yield "memory_mb must be at least 1"
    if manifest.tells_ranges and any((manifest.sample_rate, manifest.window_s, manifest.hop_s)):
        yield "sample_rate and window_s must be 0 of a range model, which hears nothing"
    if manifest.tells_ranges and (len(manifest.heads) != 1 or manifest.embedding_size):
        yield "a range model has one head and no embeddings"
    if not 1 <= manifest.window_samples <= 100_000_000:
        yield "window_s and sample_rate make a window that cannot be"


def _of_files(manifest: Manifest) -> Iterator[str]:
    names = [one.name.casefold() for one in manifest.files]
    for n, name in enumerate(names):
        if name in names[:n]:
            yield f"files[{n + 1}].name was there before"
        if name == "network.toml":
            yield f"files[{n + 1}].name: the manifest is none of its files"


def _of_heads(manifest: Manifest) -> Iterator[str]:
    heads = manifest.heads
    if manifest.graph and not heads and not manifest.embedding_size:
        yield "it gives neither heads nor embeddings: heads or embedding_size is missing"
    for n, head in enumerate(heads, 1):
        if head.id in [one.id for one in heads[: n - 1]]:
            yield f"heads[{n}].id was there before"
        if head.labels is None:
            yield f"heads[{n}].labels is missing"
        elif not all(is_inside(name) for name in head.labels.files):
            yield f"heads[{n}].labels.file lies elsewhere"


def _of_graph(manifest: Manifest) -> Iterator[str]:
    graph = manifest.graph
    if graph is None:
        return
    if not is_inside(graph.file):
        yield "graph.file lies elsewhere"
    if graph.front_end and graph.front_end.kind == "graph" and not is_inside(graph.front_end.file):
        yield "graph.front_end.parameters.file must be a file in the network's folder"
    roles = [one.role for one in graph.outputs]
    for n, role in enumerate(roles, 1):
        if role in roles[: n - 1]:
            yield f"graph.outputs[{n}].role was there before"
    for n, head in enumerate(manifest.heads, 1):
        if head.output not in roles:
            yield f"heads[{n}].output is {head.output}, and graph.outputs has {_listed(roles)}"
    of_backbone = any(one.role is InputRole.EMBEDDING for one in graph.inputs)
    if not of_backbone and bool(manifest.embedding_size) != bool(_OF_EMBEDDINGS & set(roles)):
        yield "embedding_size and an output with the role embedding belong together"
    if of_backbone != (manifest.backbone is not None):
        yield "backbone and an input with the role embedding belong together"


def _of_inputs(manifest: Manifest) -> Iterator[str]:
    for n, one in enumerate(manifest.graph.inputs if manifest.graph else (), 1):
        numbers = math.prod(abs(size) for size in one.shape)
        if numbers > _MOST_NUMBERS or min(one.shape, default=1) < -1:
            yield f"graph.inputs[{n}].shape cannot be so"
        if one.dtype not in _DTYPES:
            yield f"graph.inputs[{n}].dtype must be one of {', '.join(_DTYPES)}"
        if not 0 <= one.step <= one.piece <= manifest.window_samples:
            yield f"graph.inputs[{n}].piece must lie within a window, and step within a piece"


def _listed(roles: Iterable[str]) -> str:
    return ", ".join(roles) or "none"
