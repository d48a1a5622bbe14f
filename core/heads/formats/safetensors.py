"""Heads as safetensors: the numbers in one file, and beside it a TOML that says what they are.

Eight bytes with the length of a header, the header as JSON (name -> dtype, shape, where from and
to), then the numbers: huggingface.co/docs/safetensors. Nothing in it can be run.
"""

import json
import math
import struct
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import UnusableValueError
from core.heads import trained_head
from core.heads.dense_layers import DenseLayers
from core.heads.foreign.found import FoundHead
from core.heads.formats.format import HeadFormat, refuse_taken, write_text, written
from core.heads.trained_head import TrainedHead, made, refused
from core.networks.plain import as_toml, told
from core.store import Project

SUFFIX = ".safetensors"
_DTYPES: dict[str, np.dtype[Any]] = {
    "F32": np.dtype("<f4"), "F16": np.dtype("<f2"), "F64": np.dtype("<f8"),
    "I32": np.dtype("<i4"), "I64": np.dtype("<i8"),
}  # fmt: skip
_LENGTH = struct.Struct("<Q")
_MOST_HEADER, _MOST_BYTES = 1 << 20, 500_000_000


def write(head: TrainedHead, path: Path, _: Project | None) -> list[str]:
    """Write a head's numbers, and what they are in a TOML beside them."""
    if toml_of(path) == path:
        raise UnusableValueError(f"{path.name} is the name of its description. Take another.")
    refuse_taken(path, toml_of(path))
    with written(path) as part:
        part.write_bytes(packed(trained_head.arrays_of(head.weights)))
    write_text(toml_of(path), as_toml(told(head.facts)))
    return [f"What it is stands in {toml_of(path).name}: keep both together."]


def packed(arrays: Mapping[str, Any]) -> bytes:
    """Return the bytes of a file with these arrays of float32 or int32."""
    header, parts, at = {}, [], 0
    for name, array in arrays.items():
        dtype = "I32" if array.dtype == np.int32 else "F32"
        data = np.ascontiguousarray(array, _DTYPES[dtype]).tobytes()
        header[name] = {
            "dtype": dtype,
            "shape": [*array.shape],
            "data_offsets": [at, at + len(data)],
        }
        parts.append(data)
        at += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([_LENGTH.pack(len(text)), text, *parts])


def toml_of(path: Path) -> Path:
    """Return where the description of a file lies."""
    return path.with_suffix(".toml")


def read(path: Path) -> TrainedHead | FoundHead:
    """Read a head that this program wrote, or somebody's one layer without a TOML.

    Raises UserError where it is none, or not whole.
    """
    toml = toml_of(path)
    if not toml.is_file():
        return _layer(path)
    try:
        plain = tomllib.loads(toml.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise refused(path, f"{toml.name} cannot be read ({error.strerror or error})") from error
    except ValueError as error:
        raise refused(path, f"{toml.name} is no TOML ({error})") from error
    facts = trained_head.facts_in(plain, toml)
    arrays = tensors(path)
    missing = [name for name in trained_head.array_names(facts) if name not in arrays]
    if missing:
        raise refused(path, f"it has no {', '.join(missing)}")
    return made(facts, trained_head.weights_in(arrays, facts, path))


def _layer(path: Path) -> FoundHead:
    """Return the head that a weight and a bias are, as torch or numpy have them."""
    numbers = sorted(tensors(path).values(), key=lambda one: one.ndim)
    if [one.ndim for one in numbers] != [1, 2]:
        raise refused(
            path,
            f"beside it there is no {toml_of(path).name}, which says what its numbers are, and it "
            "is not one layer, of a weight and a bias",
        )
    bias, weights = (one.astype(np.float32) for one in numbers)
    of_torch = len(bias) == len(weights)  # [classes, size]
    layers = DenseLayers(((np.ascontiguousarray(weights.T) if of_torch else weights, bias),))
    if layers.problem:
        raise refused(path, layers.problem)
    return FoundHead(layers, "another program")


def tensors(path: Path) -> dict[str, Any]:
    """Return the arrays of a file by their names. Raises UserError where it is not whole."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise refused(path, "it is far too large")
        data = path.read_bytes()
        (length,) = _LENGTH.unpack_from(data)
        if length > min(_MOST_HEADER, len(data)):
            raise ValueError(length)
        begin = _LENGTH.size + length
        header = json.loads(data[_LENGTH.size : begin].decode())
        header.pop("__metadata__", None)
        return {name: _tensor(one, data[begin:]) for name, one in header.items()}
    except OSError as error:
        raise refused(path, f"it cannot be read ({error.strerror or error})") from error
    except (ValueError, KeyError, TypeError, AttributeError, struct.error, RecursionError) as error:
        raise refused(path, "it is damaged, or something else") from error


def _tensor(said: Mapping[str, Any], data: bytes) -> Any:
    """Return one array. Raises ValueError where it lies elsewhere."""
    first, last = said["data_offsets"]
    shape, dtype = [int(n) for n in said["shape"]], _DTYPES[said["dtype"]]
    if not 0 <= first <= last <= len(data) or any(n < 0 for n in shape):
        raise ValueError(said)
    if last - first != math.prod(shape) * dtype.itemsize:
        raise ValueError(said)
    return np.frombuffer(data[first:last], dtype).reshape(shape)


FORMAT = HeadFormat("safetensors", write)
