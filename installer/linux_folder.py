"""The program as a folder that runs from anywhere on Linux: its own CPython, wheels, launchers."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from installer.interpreter import copy_interpreter
from installer.program import add_licences, fill, seal

_LAUNCHER = """#!/bin/sh
d=$(dirname "$(readlink -f "$0")")
exec "$d/bin/python3.11" -I "$d/lib/commands/{name}" "$@"
"""
_COMMAND = """if __name__ == "__main__":
    from {module} import main

    main()
"""
_BYTECODE = """#!/bin/sh
# Makes bytecode once, at installing: to ship it would make the download a tenth larger, and without
# it every start takes twice as long.
d=$(dirname "$(readlink -f "$0")")
exec "$d/bin/python3.11" -I -m compileall -q -j 0 --invalidation-mode unchecked-hash \\
  "$d/lib/python3.11" >/dev/null
"""
_COMMANDS = {"undersong": "core.cli", "undersong-gui": "gui.app"}


def build(target: Path) -> str:
    """Make the folder anew, and return the program's version."""
    if target.exists():
        shutil.rmtree(target)
    packages = copy_interpreter(target)
    with tempfile.TemporaryDirectory() as scratch:
        version = fill(packages, "linux", Path(scratch))
    _strip(packages)
    commands = target / "lib" / "commands"
    commands.mkdir()
    for name, module in _COMMANDS.items():
        (commands / name).write_text(_COMMAND.format(module=module), encoding="utf-8")
        (target / name).write_text(_LAUNCHER.format(name=name), encoding="utf-8")
        (target / name).chmod(0o755)
    add_licences(target, packages)
    (target / "bytecode.sh").write_text(_BYTECODE, encoding="utf-8")
    (target / "bytecode.sh").chmod(0o755)
    seal(target)
    return version


def _strip(packages: Path) -> None:
    """Take names for debuggers out of the libraries: a quarter of typst's, half of SQLAlchemy's."""
    libraries = [
        path
        for path in sorted(packages.rglob("*.so*"))
        # Those in NAME.libs were laid out anew for their wheel, and strip would break them.
        if path.is_file() and not path.is_symlink() and not path.parent.name.endswith(".libs")
    ]
    subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)


if __name__ == "__main__":
    sys.stdout.write(build(Path(sys.argv[1])) + "\n")
