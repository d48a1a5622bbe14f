"""How long the window's questions take in a project of 1,000,000 detections.

``python -m tests.benchmarks.review [FOLDER]`` makes the project once (three minutes) and prints
median and worst of each question, in turn. The first page is timed in a new process, as a start is.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection

from core import overview
from core.domain import Verdict
from core.overview import RunFindings
from core.store import Project, detections
from core.store.detections import Filter, Sort, SortBy
from tests.benchmarks import big_project

FOLDER = Path("build/bench/big")
RUN = Filter(run_id=1)
COMMON, RARE = "Genus00 major", "Genus18 rufus"
Question = Callable[[Connection], Any]

FILTERS = {
    "all": RUN,
    "a common species": Filter(run_id=1, species=COMMON),
    "a rare species": Filter(run_id=1, species=RARE),
    "held to be a species": Filter(run_id=1, held_species=COMMON),
    "a site": Filter(run_id=1, site="Site 07"),
    "three sites": Filter(run_id=1, sites=frozenset({"Site 07", "Site 08", "Site 50"})),
    "a month": Filter(run_id=1, first_day=date(2025, 5, 1), last_day=date(2025, 5, 31)),
    "at night": Filter(run_id=1, minutes=(1320, 240)),
    "around sunrise": Filter(run_id=1, sunrise=(-30, 90)),
    "score .5 to .9": Filter(run_id=1, min_score=0.5, max_score=0.9),
    "unreviewed": Filter(run_id=1, verdicts=frozenset({None})),
    "wrong": Filter(run_id=1, verdicts=frozenset({Verdict.WRONG})),
    "said by Bob": Filter(run_id=1, reviewer="Bob"),
    "with a note": Filter(run_id=1, has_note=True),
    "note holds 'rain'": Filter(run_id=1, note="rain"),
    "five of these at once": Filter(
        run_id=1, species=COMMON, site="Site 07", min_score=0.3, minutes=(240, 600),
        verdicts=frozenset({None}),
    ),
    "nothing fits": Filter(run_id=1, site="Site 07", sunrise=(-5, -4), min_score=0.99999),
}  # fmt: skip


def questions() -> Iterator[tuple[str, str, Question]]:
    """Yield (kind, name, what is asked)."""
    for name, wanted in FILTERS.items():
        yield "first page", name, lambda db, w=wanted: detections.page(db, w)
        yield "count", name, lambda db, w=wanted: detections.count(db, w)
    for name in ("all", "a common species", "a site", "a month", "unreviewed"):
        wanted = FILTERS[name]
        yield "species list", name, lambda db, w=wanted: detections.by_species(db, w)
    for by in SortBy:
        for way in (True, False):
            sort = Sort(by, way)
            for name in ("all", "a common species", "a month", "unreviewed"):
                yield from _sorted(f"{by} {'down' if way else 'up'}, {name}", sort, FILTERS[name])


def _overview(known: RunFindings | None) -> Iterator[tuple[str, str, Question]]:
    """Yield what the Overview asks when it opens, and after each verdict."""
    yield "overview", "all of it", overview.findings
    if known is not None:
        yield "overview", "after a verdict", lambda db: overview.glance(db, known)


def _sorted(name: str, sort: Sort, wanted: Filter) -> Iterator[tuple[str, str, Question]]:
    yield "sort", name, lambda db: detections.page(db, wanted, sort=sort)
    yield "page after", name, lambda db: detections.page(db, wanted, sort=sort, after=_ID)
    yield "jump to row", name, lambda db: detections.at_offset(db, wanted, 20_000, sort=sort)
    yield "place of one", name, lambda db: detections.position(db, wanted, _ID, sort=sort)


_ID = 123_456


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.review")
    options.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--slowest", type=int, default=12, help="so many are named")
    chosen = options.parse_args()
    big_project.make(chosen.folder)
    _start(chosen.folder)
    taken: dict[tuple[str, str], list[float]] = {}
    with closing(Project(chosen.folder)) as project:
        with project.reading() as db:
            known = overview.findings(db)
        for _ in range(chosen.rounds):
            for kind, name, ask in (*questions(), *_overview(known)):
                before = time.perf_counter()
                with project.reading() as db:
                    ask(db)
                taken.setdefault((kind, name), []).append(time.perf_counter() - before)
    _print(taken, chosen.slowest)


def _start(folder: Path) -> None:
    code = (
        "import sys,time;a=time.perf_counter();"
        "from pathlib import Path;from core.store import Project,detections as d,runs;"
        "from core.store.detections import Filter;p=Project(Path(sys.argv[1]));"
        "c=p.reading();db=c.__enter__();w=Filter(run_id=runs.latest(db).id);"
        "d.page(db,w);d.by_species(db,w);d.count(db,w);print(time.perf_counter()-a)"
    )
    times = [
        float(subprocess.check_output([sys.executable, "-c", code, str(folder)])) for _ in range(5)
    ]
    Console().print(
        f"open, first page, species list, counts: median {statistics.median(times):.2f} s, "
        f"worst {max(times):.2f} s"
    )


def _print(taken: dict[tuple[str, str], list[float]], slowest: int) -> None:
    table = Table(box=None)
    for head in ("question", "asked", "median ms", "worst median ms", "worst ms"):
        table.add_column(head, justify="left" if head == "question" else "right")
    for kind in dict.fromkeys(kind for kind, _ in taken):
        mine = [times for (k, _), times in taken.items() if k == kind]
        every = [t for times in mine for t in times]
        medians = [statistics.median(times) for times in mine]
        cells = (statistics.median(every), max(medians), max(every))
        table.add_row(kind, str(len(every)), *(f"{c * 1000:.0f}" for c in cells))
    console = Console()
    console.print(table)
    worst = sorted(taken, key=lambda k: -statistics.median(taken[k]))[:slowest]
    for kind, name in worst:
        console.print(f"  {statistics.median(taken[kind, name]) * 1000:5.0f} ms  {kind}: {name}")


if __name__ == "__main__":
    main()
