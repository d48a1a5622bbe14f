"""Tries what ``make installers`` built in dist/: the .deb and .run in bare systems, setup in wine.

Each trial that this machine cannot make is left out with its reason. Some are named to make only
these: ``python -m tests.installers deb run``.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from tests.installers import libraries, linux, twice, windows
from tests.installers.trial import KEPT, LeftOutError, Trial

DIST = Path("dist")
TRIALS: dict[str, Callable[[Trial, Path], None]] = {
    "deb": linux.try_deb,
    "run": linux.try_run,
    "portable": linux.try_portable,
    "libraries": libraries.try_libraries,
    "embeddable": windows.try_embeddable,
    "windows": windows.try_setup,
    "twice": twice.try_twice,
}


def main() -> int:
    """Run the trials that were asked for, or all; return the exit status."""
    failed = False
    KEPT.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or TRIALS:
        trial = Trial(name)
        try:
            TRIALS[name](trial, DIST)
        except LeftOutError as reason:
            sys.stdout.write(f"{name}: left out, {reason}\n")
        failed = failed or trial.failed
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
