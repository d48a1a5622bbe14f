"""Which packages a runtime needs, and what to do where one is not installed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from core import extras
from core.app_folders import is_installed_program
from core.runtime_packs import finds, packs


class Needed(NamedTuple):
    """What a runtime is run by."""

    modules: tuple[str, ...]
    """As they are imported."""
    extra: str = ""
    """Of this program's own package, which brings it; empty: it is always there."""


FILE_RUNTIMES: Mapping[str, Needed] = MappingProxyType(
    {
        "litert": Needed(("ai_edge_litert",)),
        "savedmodel": Needed(("tensorflow",), "tensorflow"),
        "onnx": Needed(("onnxruntime",)),
        "transformers": Needed(("transformers", "torch"), "transformers"),
    }
)
"""All that the manifest of a network in a folder may name."""


_WORDS = Needed(("tokenizers",), "words")
"""Reads words for networks that can be asked in words; the extra transformers brings it too."""


def lacking(runtime: str) -> str:
    """Return what to do for a runtime to be there, without importing it; empty: it is there."""
    needed = FILE_RUNTIMES.get(runtime)
    return _lacking(needed) if needed else ""


def bringing(runtime: str) -> str:
    """Return the command that installs what a runtime needs; empty where there is none."""
    extra = FILE_RUNTIMES[runtime].extra
    return _pack(extra) or extras.bringing(extra)


def lacking_for_words() -> str:
    """Return what to do for networks to be asked in words; empty: nothing."""
    return _lacking(_WORDS)


def _lacking(needed: Needed) -> str:
    missing = [one for one in needed.modules if not finds(one)]
    if not missing:
        return ""
    pack = _pack(needed.extra)
    to_do = f"Run: {pack}" if pack else extras.what_to_do(needed.extra)
    return f"It needs {' and '.join(missing)}, which is not here. {to_do}"


def _pack(extra: str) -> str:
    """Return the command that takes in a runtime pack, where an installed program has one."""
    there = is_installed_program() and extra in {pack.name for pack in packs()}
    return f"undersong packs add {extra}" if there else ""
