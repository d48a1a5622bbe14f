"""Which runtime packs there are, and looking for modules in them."""

import importlib
import sys
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.machinery import PathFinder
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from core.app_folders import data_folder
from core.errors import UnusableValueError

HELD = "pack.json"
"""In a pack's folder and file: what it holds."""


class Pack(NamedTuple):
    """A pack that the program knows."""

    name: str
    title: str
    modules: Sequence[str]
    """What it is taken in for."""
    licence: str
    fetched_mb: int
    """At most, on any system."""
    disk_mb: int
    packages: Sequence[str]
    """``name==version`` each."""
    linux: Sequence[str] = ()
    """More of them on Linux, with what pip is told for these."""
    others: Sequence[str] = ()
    """More of them on all other systems."""

    @property
    def folder(self) -> Path:
        """Return where it is, or would be."""
        return packs_folder() / self.name

    @property
    def is_here(self) -> bool:
        """Tell whether it was taken in whole."""
        return (self.folder / HELD).is_file()


@cache
def packs() -> tuple[Pack, ...]:
    """Return all packs, here or not."""
    text = (files("core.runtime_packs") / "contents.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    return tuple(Pack(name, **one) for name, one in found.items())


def pack_called(name: str) -> Pack:
    """Return a pack. Raises UnusableValueError for another name."""
    for pack in packs():
        if pack.name == name:
            return pack
    known = ", ".join(pack.name for pack in packs())
    raise UnusableValueError(f"There is no runtime pack {name}. There are: {known}.")


def packs_folder() -> Path:
    """Return the folder that packs are kept in, made if needed."""
    folder = data_folder() / "packs"
    folder.mkdir(exist_ok=True)
    return folder


def finds(module: str) -> bool:
    """Tell whether a module can be imported, here or out of a pack, without importing it."""
    places = [str(pack.folder) for pack in packs() if pack.is_here]
    return PathFinder.find_spec(module, [*sys.path, *places]) is not None


def pull_in() -> None:
    """Let this process import what is in packs, after all that is the program's own."""
    for pack in packs():
        if pack.is_here and str(pack.folder) not in sys.path:
            sys.path.append(str(pack.folder))
            importlib.invalidate_caches()
