"""The commands about the installation: selftest, newer."""

import typer

from core.cli.options import JsonOption
from core.cli.output import say, say_json
from core.cli.progress import follow_inquiry
from core.installation import checking, registered, told
from core.releases import newer_release


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(selftest)
    app.command()(newer)


def selftest(json: JsonOption = False) -> None:
    """Try this installation: libraries, BirdNET on a known sound, database, window, sound, PDF."""
    results = follow_inquiry(checking(registered()), "Trying", "checks")
    if json:
        say_json([one._asdict() for one in results])
    else:
        say(told(results))
    if not all(one.works for one in results):
        raise typer.Exit(1)


def newer() -> None:
    """Look whether a newer version is out. Nothing else asks for that, and nothing is fetched."""
    say(follow_inquiry(newer_release(), "Looking", "answers"))
