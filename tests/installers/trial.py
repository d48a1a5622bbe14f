"""What trials have in common: steps that are told, and what the source tree makes of a sample."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


class LeftOutError(Exception):
    """This machine cannot make a trial; the text says why."""


class Trial:
    """One trial: its steps are printed as they pass or fail."""

    def __init__(self, name: str) -> None:
        self.name, self.failed = name, False

    def expect(self, step: str, *, holds: bool, detail: str = "") -> None:
        """Print how a step went."""
        self.failed = self.failed or not holds
        sign = "ok    " if holds else "FAILED"
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
    command: Sequence[str], env: dict[str, str] | None = None, timeout: int = 900
) -> tuple[int, str]:
    """Run a command; return its status and all that it said."""
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", env=env, check=False,
        timeout=timeout, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def species_of_the_source_tree() -> bytes:
    """Return the species report of the sample recordings as the source tree writes it."""
    command = [sys.executable, "-c", "from core.cli import main; main()"]
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        for words in (
            ["sample", str(place / "recordings")],
            ["analyze", str(place / "recordings"), "--project", str(place / "p")],
            ["report", "--project", str(place / "p"), "--out", str(place / "species.csv")],
        ):
            status, said = run([*command, *words])
            if status:
                raise SystemExit(said)
        return (place / "species.csv").read_bytes()
