"""Telling by their first bytes files that a runtime cannot run, and saying what to do with them.

Nothing of what looks like Python's pickles is ever opened: reading one runs what it holds.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from core.errors import UnusableValueError

_EXPORT = (
    "Undersong never opens such files, as opening one can run code: export the network in Python, "
    'with torch.onnx.export, and write runtime = "onnx"'
)
_KERAS = (
    "a Keras file. Save it in Python as a SavedModel, with "
    'keras.saving.load_model(FILE).export(FOLDER), and write runtime = "savedmodel"'
)
_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\x89HDF\r\n\x1a\n", _KERAS),
    (b"version https://git-lfs", "only Git LFS's pointer to it. Get the file itself: git lfs pull"),
    (b"\x1f\x8b", "an archive (gzip). Unpack it"),
    (b"<!doctype", "a web page. Get the file itself; perhaps one has to sign in for it"),
    (b"<html", "a web page. Get the file itself; perhaps one has to sign in for it"),
    *((bytes((0x80, version)), f"a Python pickle. {_EXPORT}") for version in range(2, 6)),
)
_FILES: Mapping[str, str] = MappingProxyType(
    {"litert": "a TensorFlow Lite file", "onnx": "an ONNX file"}
)
"""What a runtime runs that runs a file."""
_ONNX_BEGINS = frozenset(b"\x08\x12\x1a\x22\x28\x32\x3a\x42\x72")
"""Tags of the fields that an ONNX file may begin with: mostly the version of its format."""
_MARKS: Mapping[str, str] = MappingProxyType(
    {"savedmodel": "saved_model.pb", "transformers": "config.json"}
)
"""What lies in the folder that a runtime takes."""


def refuse_other_kinds(path: Path, runtime: str) -> None:
    """Refuse what a runtime cannot run. Raises UnusableValueError, saying what it is instead."""
    if path.is_dir():
        problem = _of_folder(path, runtime)
    elif path.is_file():
        problem = _of_file(path, runtime)
    else:
        return  # said elsewhere
    if problem:
        raise UnusableValueError(f"{path} is {problem}.")


def _of_folder(path: Path, runtime: str) -> str:
    if runtime in _FILES:
        return f"a folder, and {runtime} runs a file. Name that as graph.file"
    mark = _MARKS.get(runtime, "")
    if mark and not (path / mark).is_file():
        return f"no folder as {runtime} takes it: there is no {mark} in it"
    if runtime == "transformers" and not any(path.glob("*.safetensors")):
        return (
            "a folder without weights as safetensors, and others are never opened: opening one can "
            "run code. Save it in Python with save_pretrained(FOLDER, safe_serialization=True)"
        )
    return ""


def _of_file(path: Path, runtime: str) -> str:
    with path.open("rb") as file:
        begins = file.read(64)
    if not begins:
        return "empty. Get it again"
    told = next((what for sign, what in _SIGNS if begins.lower().startswith(sign.lower())), "")
    if begins.startswith(b"PK\x03\x04"):
        told = _of_zip(path)
    if told:
        return told
    is_tflite = begins[4:8] == b"TFL3"
    if is_tflite and runtime != "litert":
        return f'{_FILES["litert"]}: write runtime = "litert"'
    if runtime in _MARKS:
        return f"a file, and {runtime} runs a folder with {_MARKS[runtime]} in it. Name that folder"
    if not (is_tflite or (runtime == "onnx" and begins[0] in _ONNX_BEGINS)):
        return f"no {_FILES[runtime].partition(' ')[2]}, or damaged. Get it again"
    return ""


def _of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return "an archive that is damaged or cut short. Get it again"
    if any(name.endswith("data.pkl") for name in names):
        return f"a PyTorch file. {_EXPORT}"
    if "config.json" in names:
        return _KERAS
    return "an archive. Unpack it"
