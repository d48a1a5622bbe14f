r"""Puts the program's folder on a person's own PATH, or takes it off, when the setup asks.

Entries such as ``%USERPROFILE%\bin`` stay as they are written.
"""

import sys
from pathlib import Path


def changed(path: str, folder: str, *, on: bool) -> str:
    """Return a PATH with the folder at its end, or without it."""
    others = [one for one in path.split(";") if one and one.rstrip("\\").lower() != folder.lower()]
    return ";".join([*others, folder] if on else others)


def main() -> None:
    """Change it: ``--person-path on`` or ``off``."""
    import winreg

    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, "Environment") as environment:
        try:
            path, kind = winreg.QueryValueEx(environment, "Path")
        except FileNotFoundError:
            path, kind = "", winreg.REG_EXPAND_SZ
        folder = str(Path(sys.executable).parent)
        wanted = changed(path, folder, on=sys.argv[2] == "on")
        winreg.SetValueEx(environment, "Path", 0, kind, wanted)
