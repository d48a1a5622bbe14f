"""Commands that compute from a table of one's own: statistics."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli.options import JsonOption
from core.cli.output import say, say_json
from core.statistics.topics import TOPICS, figures

_TOPICS = "; ".join(f"{name}: {topic.about}" for name, topic in TOPICS.items())


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(statistics)


def statistics(
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help=_TOPICS)],
    table: Annotated[Path, typer.Option("--in", metavar="FILE", help="The table, as CSV.")],
    gap: Annotated[
        float, typer.Option(metavar="S", min=0, help="Seconds of pause within one event.")
    ] = 0.0,
    json: JsonOption = False,
) -> None:
    """Compute the program's statistics for a table of your own, not rounded."""
    found = figures(topic, table, gap)
    if json:
        say_json(found)
        return
    for name, value in _flat(found):
        say(f"{name}: {value}")


def _flat(found: object, name: str = "") -> list[tuple[str, object]]:
    if isinstance(found, dict):
        pairs = [(f"{name} {key}".strip(), value) for key, value in found.items()]
        return [line for key, value in pairs for line in _flat(value, key)]
    if isinstance(found, list):
        return [(name, ", ".join(map(str, found)))]
    return [(name, "–" if found is None else found)]
