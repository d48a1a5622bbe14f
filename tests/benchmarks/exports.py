"""How much memory and time each export of a million detections takes: under 300 MB.

``python -m tests.benchmarks.exports PROJECT [FORMAT...]`` with a project of
``tests.benchmarks.big_project``; without formats all that stream detections. Those of windows,
``scores-csv`` and ``embeddings-npz``, need one that was made with ``--windows``.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from core.cli.output import say
from core.exports import FORMATS
from tests.benchmarks.measure import measure

_OF_WINDOWS = ("scores-csv", "embeddings-npz")
"""Of what a big project has only where it is asked for: 2 GB."""
MOST_MB = 300.0


def main() -> int:
    """Print a row for each format; return 1 where one takes more than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("formats", nargs="*")
    wanted = parser.parse_args()
    known = [one.id for one in FORMATS if one.id not in _OF_WINDOWS]
    worst = 0.0
    say(f"{'format':<20} {'seconds':>8} {'MB':>6} {'size MB':>8}")
    for id in wanted.formats or known:
        with tempfile.TemporaryDirectory(dir=wanted.project.parent) as folder:
            suffix = next(one.suffix for one in FORMATS if one.id == id)
            out = Path(folder) / f"out{suffix or '.zip'}"
            command = [sys.executable, "-c", "from core.cli import main; main()", "export"]
            command += ["--project", str(wanted.project), "--format", id, "--out", str(out)]
            cost = measure(command)
            size = sum(one.stat().st_size for one in Path(folder).rglob("*") if one.is_file())
        worst = max(worst, cost.memory_mb)
        say(f"{id:<20} {cost.cpu_s:>8.0f} {cost.memory_mb:>6.0f} {size / 1e6:>8.0f}")
    return int(worst > MOST_MB)


if __name__ == "__main__":
    raise SystemExit(main())
