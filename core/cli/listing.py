"""Commands about species lists: those that come along, and a project's own."""

from pathlib import Path
from typing import Annotated

import typer

from core.atomic_file import refuse_others, replacing
from core.cli.options import JsonOption, RunOption, chosen_run, opened
from core.cli.output import say, say_json, say_table
from core.counted import counted
from core.errors import UnusableValueError
from core.networks.catalogue import network as network_called
from core.networks.network import species_of
from core.review.making_lists import ListChoice, edited, of_found, of_list, of_place
from core.species.own_lists import lists_folder, own_list, own_lists, remove_list, save_list
from core.species.shipped import ShippedList, nearly, shipped_lists

lists = typer.Typer(
    help="Species lists that come with Undersong, and a project's own: --species-list takes them.",
    no_args_is_help=True,
)

Id = Annotated[str, typer.Argument(metavar="ID", help="As `undersong lists list` shows it.")]
OfProject = Annotated[
    Path | None, typer.Option("--project", metavar="DIR", help="Also the lists of this project.")
]
NetworkOption = Annotated[str, typer.Option("--network", metavar="ID", help="Whose species.")]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Refuse a list of which a name is not known.")
]
_USUAL = "birdnet-2.4"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(lists, name="lists")


@lists.command("list")
def list_(project: OfProject = None, json: JsonOption = False) -> None:
    """Show all lists."""
    found = shipped_lists()
    own = own_lists(lists_folder(project)) if project else []
    if json:
        say_json([*(one._asdict() for one in own), *(one._asdict() for one in found)])
        return
    header = (("ID", False), ("List", False), ("Species", True))
    rows = [(one.name, f"of this project: {one.source}", str(one.species)) for one in own]
    say_table(header, [*rows, *((one.id, one.name, str(one.species)) for one in found)])


@lists.command()
def make(  # noqa: PLR0913 - one parameter an option
    name: Annotated[str, typer.Argument(help="What the list is to be called.")],
    project: Annotated[Path, typer.Option("--project", metavar="DIR", help="Where it is kept.")],
    of: Annotated[
        str | None,
        typer.Option("--from", metavar="LIST", help="A list that comes along, another, or a file."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="LAT,LON", help="What the range model expects: 52.1,4.4"),
    ] = None,
    week: Annotated[
        int | None,
        typer.Option(min=1, max=48, help="In this week, four a month; without it in any."),
    ] = None,
    found: Annotated[bool, typer.Option("--found", help="What an analysis found.")] = False,
    at_least: Annotated[
        int, typer.Option("--at-least", min=1, help="Of --found: so many detections.")
    ] = 1,
    verified: Annotated[
        bool, typer.Option("--verified", help="Of --found: only what a person found right.")
    ] = False,
    run: RunOption = None,
    add: Annotated[
        list[str] | None, typer.Option("--add", metavar="SPECIES", help="This one too.")
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option("--drop", metavar="SPECIES", help="But not this one.")
    ] = None,
    network: NetworkOption = _USUAL,
    strict: StrictOption = False,
) -> None:
    """Make a list of a project's own, of another list, a place, or what was found."""
    of_network = network_called(network)
    with opened(project) as opened_:
        folder = lists_folder(opened_.folder)
        chosen = [of_list(Path(of), of_network, folder, strict=strict)] if of else []
        if at:
            chosen.append(of_place(of_network, *_place(at), week))
        if found:
            of_run = chosen_run(opened_, run).id
            chosen.append(of_found(opened_, of_run, at_least, verified=verified))
        both = _together(chosen)
        known = tuple(dict.fromkeys((*both.species, *species_of(of_network))))
        species = edited(both.species, known, add or (), drop or ())
        path = save_list(folder, name, species, both.source or "chosen by hand")
    for note in both.notes:
        say(note)
    say(f"{len(species):,} species are in the list {name} now: {path}")


@lists.command()
def check(
    of: Annotated[str, typer.Argument(metavar="LIST", help="A file, or an ID.")],
    project: OfProject = None,
    network: NetworkOption = _USUAL,
    strict: StrictOption = False,
    json: JsonOption = False,
) -> None:
    """Say how a list is understood by a network, and what it does not know."""
    own = lists_folder(project) if project else None
    found = of_list(Path(of), network_called(network), own, strict=strict)
    if json:
        say_json({"species": [o.scientific_name for o in found.species], "notes": found.notes})
        return
    for note in found.notes:
        say(note)
    known = counted(len(found.species), "species is", "species are")
    say(f"Of {found.source} {known} known to {network}.")


@lists.command()
def remove(
    name: Annotated[str, typer.Argument(help="Of the project's own lists.")],
    project: Annotated[Path, typer.Option("--project", metavar="DIR", help="Whose list.")],
) -> None:
    """Delete a list of a project's own."""
    remove_list(lists_folder(project), name)
    say(f"The list {name} was deleted. Analyses that were made with it keep what they expected.")


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
    id: Id,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")],
    project: OfProject = None,
) -> None:
    """Write a list into a file, to make your own of it."""
    own = own_list(lists_folder(project), id) if project else None
    text = (own or _called(id).path).read_bytes()
    refuse_others(out, lambda _: out.read_bytes() == text)
    with replacing(out) as part:
        part.write_bytes(text)
    say(f"{out}: take lines out or add some, and name it with --species-list.")


def _called(id: str) -> ShippedList:
    for one in shipped_lists():
        if one.id == id:
            return one
    meant = f" Is {near} meant?" if (near := nearly(id)) else ""
    raise UnusableValueError(f"There is no list {id}.{meant}", command="undersong lists list")


def _together(chosen: list[ListChoice]) -> ListChoice:
    """Return what is in any of several choices."""
    species = dict.fromkeys(one for each in chosen for one in each.species)
    notes = tuple(note for each in chosen for note in each.notes)
    return ListChoice(tuple(species), " and ".join(each.source for each in chosen), notes)


def _place(text: str) -> tuple[float, float]:
    try:
        latitude, longitude = (float(part) for part in text.replace(";", ",").split(","))
    except ValueError:
        latitude, longitude = 91.0, 0.0
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise UnusableValueError(f"{text} is no place. Write one as 52.1,4.4: north and east.")
    return latitude, longitude
