"""Commands about species lists: lists show, lists export."""

from pathlib import Path
from typing import Annotated

import typer

from core.atomic_file import replacing
from core.cli.options import JsonOption
from core.cli.output import say, say_json, say_table
from core.errors import UnusableValueError
from core.species.shipped import ShippedList, shipped_lists

lists = typer.Typer(
    help="Species lists that come with Undersong: --species-list takes their ids.",
    no_args_is_help=True,
)

Id = Annotated[str, typer.Argument(metavar="ID", help="As `undersong lists list` shows it.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(lists, name="lists")


@lists.command("list")
def list_(json: JsonOption = False) -> None:
    """Show all lists."""
    found = shipped_lists()
    if json:
        say_json([one._asdict() for one in found])
        return
    header = (("ID", False), ("List", False), ("Species", True))
    say_table(header, [(one.id, one.name, str(one.species)) for one in found])


@lists.command()
def info(id: Id) -> None:
    """Show where a list comes from and what it is for."""
    one = _called(id)
    for title, text in (
        ("Name", one.name), ("Region", one.region), ("Source", one.source),
        ("Names as in", one.taxonomy), ("Year", one.year), ("For", one.purpose),
        ("Species", str(one.species)),
    ):  # fmt: skip
        say(f"{title}: {text}")


@lists.command()
def export(
    id: Id, out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")]
) -> None:
    """Write a list into a file, to make your own of it."""
    text = _called(id).path.read_bytes()
    with replacing(out) as part:
        part.write_bytes(text)
    say(f"{out}: take lines out or add some, and name it with --species-list.")


def _called(id: str) -> ShippedList:
    for one in shipped_lists():
        if one.id == id:
            return one
    raise UnusableValueError(f"There is no list {id}.", command="undersong lists list")
