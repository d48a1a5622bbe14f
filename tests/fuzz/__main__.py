"""Tells which attempts ended in something else than a result or a sentence."""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tests.fuzz.attempts import TARGETS, Failure, attempts

_KEPT = Path("build") / "fuzz"


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--target", choices=TARGETS, help="by default each in turn")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--count", type=int, help="attempts of each target")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _seeds(first: int, count: int | None, until: float) -> Iterator[int]:
    seed = first
    while time.monotonic() < until and (count is None or seed < first + count):
        yield seed
        seed += 1


def main() -> int:
    """Fuzz as asked for on the command line; return 1 where anything failed."""
    asked = _asked()
    targets = [asked.target] if asked.target else list(TARGETS)
    kinds: Counter[str] = Counter()
    shutil.rmtree(_KEPT, ignore_errors=True)
    for target in targets:
        until = time.monotonic() + asked.seconds / len(targets)
        with tempfile.TemporaryDirectory(
            prefix="undersong-fuzz-", ignore_cleanup_errors=True
        ) as at:
            made = 0
            for failure in attempts(target, _seeds(asked.seed, asked.count, until), Path(at)):
                made += 1
                if failure is None:
                    continue
                if failure.kind not in kinds:
                    _tell(failure, Path(at))
                kinds[failure.kind] += 1
        _say(f"{target}: {made:,} attempts from seed {asked.seed}")
    for kind, number in kinds.most_common():
        _say(f"{number:6,} x {kind}")
    _say(f"{sum(kinds.values()):,} failures of {len(kinds):,} kinds")
    return bool(kinds)


def _fuzz(target: str, seeds: Iterator[int], scratch: Path, kinds: Counter[str]) -> None:
    made = 0
    for failure in attempts(target, seeds, scratch):
        made += 1
        if failure is None:
            continue
        if failure.kind not in kinds:
            _tell(failure, scratch)
        kinds[failure.kind] += 1
    _say(f"{target}: {made:,} attempts")


def _tell(failure: Failure, scratch: Path) -> None:
    _say(f"--- {failure.target}, seed {failure.seed}\n{failure.text[-3000:]}")
    with suppress(OSError):
        name = f"{failure.target}-{failure.seed}"
        shutil.copytree(scratch / name, _KEPT / name, dirs_exist_ok=True)


def _say(text: str) -> None:
    sys.stdout.write(text.encode("utf-8", "replace").decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
