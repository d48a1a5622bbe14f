"""What a report of 1,000,000 detections takes, and the Overview: CPU seconds, with the start.

``python -m tests.benchmarks.reports FOLDER`` makes the project once. ``first``: nothing is kept of
where and when detections are, as in a project of an earlier version; ``kept``: as after an
analysis. ``changed``: recordings of one of its hundred blocks were taken out and back.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from core import overview
from core.cli.output import say
from core.deployments import removing
from core.store import Project, recordings
from tests.benchmarks import big_project
from tests.benchmarks.measure import measure

_FILES = ("species.csv", "report.html", "report.pdf")


def main() -> None:
    """Print a row for each."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.reports")
    options.add_argument("project", type=Path)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    folder = big_project.make(chosen.project)
    say(f"{'CPU s':<24} each round")
    for name in _FILES:
        costs = [_report(folder, name) for _ in range(chosen.rounds)]
        say(f"{name:<24} {_said(costs)}")
    _forget(folder)
    say(f"{_FILES[0] + ', first':<24} {_said([_report(folder, _FILES[0])])}")
    with closing(Project(folder)) as project:
        say(f"{'overview, kept':<24} {_said(_overview(project) for _ in range(chosen.rounds))}")
        for turn in (removing.remove, removing.restore):
            turn(project, [1])
        say(f"{'overview, changed':<24} {_said([_overview(project)])}")


def _report(folder: Path, name: str) -> float:
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-c", "from core.cli import main; main()", "report"]
        return measure([*command, "--project", str(folder), "--out", f"{out}/{name}"]).cpu_s


def _forget(folder: Path) -> None:
    with closing(Project(folder)) as project, project.writing() as db:
        db.exec_driver_sql("DELETE FROM moment_blocks")


def _overview(project: Project) -> float:
    began = time.process_time()
    with project.reading() as db:
        found = overview.findings(db)
        assert found is not None
        overview.remarks(overview.glance(db, found), recordings.totals(db))
    overview.activity(project, found.run.id, found.deployments)
    return time.process_time() - began


def _said(costs: Iterable[float]) -> str:
    return "  ".join(f"{cost:.2f}" for cost in costs)


if __name__ == "__main__":
    main()
