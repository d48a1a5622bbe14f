"""Which packages a runtime needs, and what to do where one is not installed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from core import extras
from core.app_folders import is_installed_program
from core.runtime_packs import Pack, finds, packs


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
    return _adding(_pack(extra)) or extras.bringing(extra)


def pack_for(runtime: str) -> Pack | None:
    """Return the pack that an installed program takes in to have a runtime."""
    needed = FILE_RUNTIMES.get(runtime)
    return _pack(needed.extra) if needed else None


def lacking_for_words() -> str:
    """Return what to do for networks to be asked in words; empty: nothing."""
    return _lacking(_WORDS)


def _lacking(needed: Needed) -> str:
    missing = [one for one in needed.modules if not finds(one)]
    if not missing:
        return ""
    command = _adding(_pack(needed.extra))
    to_do = f"Run: {command}" if command else extras.what_to_do(needed.extra)
    return f"It needs {' and '.join(missing)}, which is not here. {to_do}"


def _pack(extra: str) -> Pack | None:
    """Return the pack of an extra's name, where an installed program has one."""
    if not is_installed_program():
        return None
    return next((pack for pack in packs() if pack.name == extra), None)


def _adding(pack: Pack | None) -> str:
    return f"undersong packs add {pack.name}" if pack else ""
