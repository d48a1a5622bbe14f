"""What trials have in common: steps that are told, and what the source tree makes of a sample."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path("build/installers").absolute()
"""What trials keep: bare systems, pictures of the window, the pack."""

LONGEST_STEP_S, TOO_LATE = 1200, 124
"""How long a step may take, and the status of one that takes longer."""
_LONGEST_START_S, _LOOK_EVERY_S = 240, 8
_EMPTY_BYTES = 60_000
"""A picture of a screen without a spectrogram is smaller."""

Do = Callable[[str], tuple[int, str]]
"""Runs words of the installed command ``undersong``; returns its status and what it said."""


class LeftOutError(Exception):
    """This machine cannot make a trial; the text says why."""


class Trial:
    """One trial: its steps are printed as they pass or fail."""

    def __init__(self, name: str) -> None:
        self.name, self.failed = name, False

    def expect(self, step: str, *, holds: bool, detail: str = "") -> None:
        """Print how a step went."""
        self.failed = self.failed or not holds
        self._say("ok    " if holds else "FAILED", step, detail)

    def leave_out(self, step: str, reason: str) -> None:
        """Print that a step cannot be tried here."""
        self._say("left out", step, reason)

    def does(self, step: str, done: tuple[int, str], *, saying: str = "", status: int = 0) -> str:
        """Expect that a command ended with a status, and said something; return all it said."""
        ended, said = done
        holds = ended == status and saying in said
        self.expect(step, holds=holds, detail="" if holds else f"({ended}) {said.strip()[-400:]}")
        return said

    def _say(self, sign: str, step: str, detail: str) -> None:
        sys.stdout.write(f"{self.name}: {sign} {step}{': ' + detail if detail else ''}\n")
        sys.stdout.flush()


def needed(*programs: str) -> None:
    """Raise LeftOutError where a program is not installed."""
    for program in programs:
        if shutil.which(program) is None:
            raise LeftOutError(f"{program} is not installed")


def newest(folder: Path, pattern: str) -> Path:
    """Return a built file, or raise LeftOutError."""
    found = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime)
    if not found:
        raise LeftOutError(f"there is no {folder / pattern}: run make installers")
    return found[-1]


def run(
    command: Sequence[str], env: dict[str, str] | None = None, longest_s: float = LONGEST_STEP_S
) -> tuple[int, str]:
    """Run a command; return its status and all that it said.

    One that does not end in time is ended, with status 124, and says so.
    """
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env,
        start_new_session=True,
    ) as begun:  # fmt: skip
        try:
            out, err = begun.communicate(timeout=longest_s)
        except subprocess.TimeoutExpired as late:
            os.killpg(begun.pid, signal.SIGKILL)  # its pipes may stay open: nobody waits for them
            said = (late.stdout or b"") + (late.stderr or b"")
            return TOO_LATE, f"{_text(said)}\nIt did not end within {longest_s:.0f} s."
    return begun.returncode, _text(out + err)


def _text(said: bytes) -> str:
    return said.decode(errors="replace").replace("\r\n", "\n")


def expect_size(trial: Trial, file: Path, most_mb: int) -> None:
    """Expect that a download is no larger than it may be."""
    if os.environ.get("PACKED"):
        trial.leave_out("size", "it is packed for trials")
        return
    size = file.stat().st_size / 1e6
    trial.expect("size", holds=size <= most_mb, detail=f"{size:.0f} MB")


def expect_selftest(trial: Trial, do: Do) -> None:
    """Expect that every check of an installation passes, BirdNET's known scores among them."""
    status, said = do("selftest --json")
    checks = json.loads(said[said.index("[\n") : said.rindex("]") + 1]) if "[\n" in said else []
    wrong = [f"{one['title']}: {one['detail']}" for one in checks if not one["works"]]
    told = "; ".join(wrong) or (f"{len(checks)} checks" if checks else said[-400:])
    trial.expect("selftest", holds=status == 0 and bool(checks), detail=told)


def expect_same_report(trial: Trial, written: Path, step: str) -> None:
    """Expect that a species report is that of the source tree."""
    mine = written.read_bytes() if written.is_file() else b""
    same = mine.splitlines() == species_of_the_source_tree().splitlines()
    trial.expect(step, holds=same, detail=f"{len(mine.splitlines())} lines")


def expect_window(trial: Trial, screen: str) -> None:
    """Expect that something comes to be drawn on a screen, and keep a picture to be looked at."""
    picture = KEPT / f"window-{trial.name}.png"
    picture.unlink(missing_ok=True)
    taking = ["import", "-display", screen, "-window", "root", str(picture)]
    drawn, said, ends = False, "", time.monotonic() + _LONGEST_START_S
    while not drawn and time.monotonic() < ends:
        time.sleep(_LOOK_EVERY_S)
        _, said = run(taking)
        drawn = picture.is_file() and picture.stat().st_size > _EMPTY_BYTES
    time.sleep(_LOOK_EVERY_S)  # what was still being drawn
    run(taking)
    trial.expect("window", holds=drawn, detail=str(picture) if drawn else said.strip()[-400:])


@cache
def species_of_the_source_tree() -> bytes:
    """Return the species report of the sample recordings as the source tree writes it."""
    command = [sys.executable, "-c", "from core.cli import main; main()"]
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        for words in (
            ["sample", str(place / "rec")],  # the folder's name is the site's, in all trials
            ["analyze", str(place / "rec"), "--project", str(place / "p")],
            ["report", "--project", str(place / "p"), "--out", str(place / "species.csv")],
        ):
            status, said = run([*command, *words])
            if status:
                raise SystemExit(said)
        return (place / "species.csv").read_bytes()
