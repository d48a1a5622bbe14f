"""What is stored of one recording costs the same however many are stored already."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from core.analysis import Settings, analyse
from core.networks.network import Network
from core.scan import scan
from core.store import Project
from tests.core.sounds import noise, record

RECORDINGS = 8
FEW = ("heads", "labels", "run_rules", "json_each")
"""What does not grow with what is heard: tables, and the list of the recordings in hand."""


@contextmanager
def plans() -> Iterator[dict[str, tuple[int, list[str]]]]:
    """Give each statement, how often it ran, and how SQLite finds its rows."""
    seen: dict[str, tuple[int, list[str]]] = {}

    def note(_: object, cursor: Any, statement: str, given: Any, *_more: object) -> None:
        if not statement.startswith(("SELECT", "DELETE", "UPDATE", "INSERT")):
            return
        given = given[0] if isinstance(given, list) else given
        rows = cursor.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", given)
        seen[statement] = seen.get(statement, (0, []))[0] + 1, [row[3] for row in rows]

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_no_step_of_a_recording_looks_at_all_that_was_heard_before(
    birdnet: Network, tmp_path: Path
):
    for number in range(RECORDINGS):
        record(tmp_path / "card" / f"20240501_05{number:02}00.wav", noise(3, seed=number))
    with closing(Project(tmp_path / "project")) as project:
        list(scan(project, tmp_path / "card"))
        with plans() as seen:
            list(analyse(project, birdnet, Settings(workers=1)))
    each = {text: steps for text, (times, steps) in seen.items() if times >= RECORDINGS}
    assert any("window_scores" in text for text in each)
    for text, steps in each.items():
        for step in steps:
            if step.split()[1] not in FEW:
                assert not step.endswith(("(pass_id=?)", "(run_id=?)")), text
                assert not step.startswith("SCAN"), text
