"""Writing a text file whole or not at all."""

import contextlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from core.errors import UserError


@contextmanager
def whole_file(path: Path) -> Generator[TextIO]:
    """Lend a file (UTF-8, line ends as written) that appears under its name once it is complete.

    Raises UserError where it cannot be written; what was there before is then still there.
    """
    if path.is_dir():
        raise UserError(f"{path} is a folder. Add the name of the file to write.")
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", newline="", encoding="utf-8") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror or error}). Close it in other programs, "
            "or choose another place."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
