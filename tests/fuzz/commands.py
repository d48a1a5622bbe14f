"""Command lines that nobody would type: each ends with a status and a sentence."""

import io
import logging
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from core.cli import app
from core.exports import FORMATS
from tests.fuzz import projects
from tests.fuzz.mutating import odd_text

_COMMANDS = (
    "inspect", "import", "report", "export", "verdicts", "sites", "deployments", "clock",
    "relink", "health", "undo-edit", "redo-edit", "clips", "plan", "merge", "agreement", "combine",
    "bridge", "",
)  # fmt: skip
_SECOND = ("list", "make", "give", "export", "import", "rename", "place", "merge", "split", "move")
_OPTIONS = (
    "--project", "--out", "--format", "--json", "--import", "--export", "--zone", "--true-time",
    "--recorder-time", "--kind", "--name", "--seed", "--n", "--blind", "--reviewer", "--flac",
    "--latitude", "--longitude", "--week", "--channel", "--deployment", "--every", "--no-measure",
    "--help", "--context", "--run", "--rule", "--weight", "--overlap-s", "--min-score", "--", "-x",
)  # fmt: skip
_NUMBERS = ("0", "1", "-1", "2", "99", "1e9", "nan", "inf", "0.5", str(2**63), str(2**70), "1,5")


class BrokeError(AssertionError):
    """A command met what the program was not prepared for."""


def attempt(chance: random.Random, folder: Path) -> None:
    """Type some odd words; recordings must stay as they are, and so must other people's files."""
    project = projects.copied(folder.parent, folder)
    media = projects.media(folder.parent)
    (folder / "mine.txt").write_text("not of this program")
    before = state(media)
    places = (str(project), str(media), str(folder / "new"), str(folder / "mine.txt"), "/dev/null")
    for _ in range(3):
        run(list(_words(chance, places)))
    assert state(media) == before, "recordings were changed"
    assert (folder / "mine.txt").exists()


def run(words: list[str]) -> str:
    """Run a command in this process and return what it said; raise where it was not prepared."""
    said, log = io.TextIOWrapper(io.BytesIO(), "utf-8"), _Log()
    with log.listening(), redirect_stdout(said), redirect_stderr(said), _typed(words):
        status = app.run()
    said.flush()
    text = said.buffer.getvalue().decode()  # type: ignore[attr-defined]
    if log.traces or "Traceback" in text:
        raise BrokeError(f"{words}\n" + "\n".join(log.traces or [text]))
    assert status in (0, 1, 2), f"status {status} of {words}"
    assert text.strip() or not status, f"no word about status {status} of {words}"
    return text


def state(folder: Path) -> list[tuple[str, bytes, int]]:
    """Return what is in a folder, to be compared."""
    return [
        (str(path), path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*")) if path.is_file()
    ]  # fmt: skip


def _words(chance: random.Random, places: tuple[str, ...]) -> Iterator[str]:
    yield chance.choice(_COMMANDS)
    if chance.random() < 0.4:
        yield chance.choice(_SECOND)
    for _ in range(chance.randint(0, 3)):
        yield _value(chance, places)
    yield from ("--project", chance.choice((places[0], places[0], places[0], *places)))
    for _ in range(chance.randint(0, 4)):
        option = chance.choice(_OPTIONS)
        yield option
        if chance.random() < 0.8:
            yield _value(chance, places)


def _value(chance: random.Random, places: tuple[str, ...]) -> str:
    text = chance.choice((
        chance.choice(places), chance.choice(_NUMBERS), odd_text(chance), "Dune", "Ann",
        "2025-05-01 05:00:00", "Europe/Amsterdam", chance.choice([f.id for f in FORMATS]),
        f"{places[2]}/{odd_text(chance)}",
    ))  # fmt: skip
    return text.replace("\0", "")  # no system hands that to a program


@contextmanager
def _typed(words: list[str]) -> Iterator[None]:
    before = sys.argv
    sys.argv = ["undersong", *words]
    try:
        yield
    finally:
        sys.argv = before


class _Log(logging.Handler):
    """Keeps the tracebacks that would go to the log file."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.traces: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.traces.append(logging.Formatter().format(record))

    @contextmanager
    def listening(self) -> Iterator[None]:
        root, real = logging.getLogger(), app.log_to_file
        root.addHandler(self)
        app.log_to_file = lambda: None
        try:
            yield
        finally:
            app.log_to_file = real
            root.removeHandler(self)
