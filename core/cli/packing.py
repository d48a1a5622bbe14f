"""Commands about runtime packs: packs list, add, make, remove."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli.options import JsonOption
from core.cli.output import say, say_json, say_table
from core.cli.progress import follow
from core.errors import UnusableValueError
from core.runtime_packs import SYSTEMS, fetch, make, remove, take_in
from core.runtime_packs import packs as every_pack

packs = typer.Typer(
    help="Runtimes that some networks need: get them, or carry them to where there is no network.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="As undersong packs list shows it.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(packs, name="packs")


@packs.command("list")
def list_(json: JsonOption = False) -> None:
    """Show all packs, and which are here."""
    found = every_pack()
    if json:
        say_json([{"name": p.name, "title": p.title, "here": p.is_here} for p in found])
        return
    rows = [(p.name, p.title, "here" if p.is_here else "not here") for p in found]
    say_table((("Name", False), ("Pack", False), ("State", False)), rows)


@packs.command()
def add(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Fetch this one.")] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", metavar="FILE", help="Take in a file of `packs make`, or its folder."
        ),
    ] = None,
) -> None:
    """Get a pack, from the web or out of a file; nothing is kept of one that is not whole."""
    if (name is None) == (file is None):
        raise UnusableValueError("Give the name of a pack, or --file.")
    if name is not None:
        follow(fetch(name), "Fetching", "packages")
    elif file is not None:
        follow(take_in(file), "Taking in", "packages")
    say("The pack is here: networks that need it can be run now.")


@packs.command("make")
def make_(
    name: Name,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")],
    system: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="|".join(SYSTEMS),
            help="For an installed Undersong of this system, instead of this machine.",
        ),
    ] = "",
) -> None:
    """Write a pack into a file, to be carried to a machine that has no network."""
    follow(make(name, out, system), "Fetching", "packages")
    say(f"{out}: take it in there with `undersong packs add --file`.")


@packs.command("remove")
def remove_(name: Name) -> None:
    """Delete a pack. Networks that need it cannot be run then."""
    remove(name)
    say(f"The pack {name} is gone.")
