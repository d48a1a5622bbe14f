"""What the log says of an error: its kind and where it came up, and nothing of a person's data.

A log is sent to others to ask for help. What errors say of themselves quotes names of files, sites
and people, so it is left out; the lines of the program tell enough.
"""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import format_tb
from types import TracebackType

_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_MOST_BYTES, _OLDER_FILES = 1_000_000, 2


def write_to(path: Path) -> None:
    """Send what is logged to a file, at most three of a megabyte. Raises OSError."""
    handler = RotatingFileHandler(
        path, maxBytes=_MOST_BYTES, backupCount=_OLDER_FILES, encoding="utf-8"
    )
    handler.setFormatter(WithoutData(_FORM))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def without_data(error: BaseException) -> str:
    """Return where an error came up, and what caused it, without what they say."""
    number = f" {error.errno}" if isinstance(error, OSError) else ""
    here = "".join(format_tb(error.__traceback__)) + type(error).__qualname__ + number
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{without_data(cause)}\nand then\n{here}" if cause else here


class WithoutData(logging.Formatter):
    """Writes errors without what they say."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the lines about an error. Called by logging."""
        return "" if ei[1] is None else without_data(ei[1])
