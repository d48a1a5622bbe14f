"""Packages that only some tasks need: which they are, and how they are had.

They are the extras of pyproject.toml. An installed program has no room for them, but for those of
runtime packs. The program itself is in no index, so nobody is sent there for it.
"""

import re
import sys
from importlib.metadata import requires

from core.app_folders import is_installed_program

_OF_EXTRA = re.compile(r"""(?P<package>[^;]+?)\s*;.*\bextra == ["'](?P<extra>[\w-]+)["']""")


def what_to_do(extra: str = "") -> str:
    """Return a sentence that says how the packages of an extra are had; without one, all others."""
    if command := bringing(extra):
        return f"Run: {command}"
    if extra:
        return "An installed Undersong cannot have that: for this, run it from its source."
    return "Install Undersong again."


def bringing(extra: str = "") -> str:
    """Return the command that brings an extra; empty where there is none."""
    if is_installed_program():
        return ""
    if not extra:
        return "make setup"
    return f'"{sys.executable}" -m pip install {" ".join(_packages(extra))}'


def _packages(extra: str) -> list[str]:
    found = map(_OF_EXTRA.match, requires("undersong") or ())
    return [f'"{one["package"]}"' for one in found if one and one["extra"] == extra]
