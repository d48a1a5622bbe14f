"""Commands about what species are called: names find, languages, add, remove."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli.options import JsonOption, LanguageOption
from core.cli.output import say, say_json, say_table
from core.errors import UnusableValueError
from core.networks.known_species import known_by_name
from core.review.species_search import SpeciesSearch, found_in_languages
from core.species.codes import codes
from core.species.languages import add_names, common_names, languages
from core.species.naming import Names
from core.species.near import nearest
from core.species.own_names import OWN_TABLES, add_table
from core.species.own_names import remove as remove_own
from core.species.searched import names_beside

names = typer.Typer(
    help="What species are called: in your language, by codes, in other checklists.",
    no_args_is_help=True,
)

_KINDS = " or ".join(OWN_TABLES)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(names, name="names")


@names.command()
def find(
    text: Annotated[str, typer.Argument(help="A name, a code, or how its words begin.")],
    language: LanguageOption = "",
    json: JsonOption = False,
) -> None:
    """Find species by any name, code or initials."""
    called = common_names(language)
    known = sorted({*known_by_name().values()}, key=lambda one: one.scientific_name)
    shown = [one.called(called) for one in known]
    search = SpeciesSearch(shown, names_beside(known))
    found = search.find(text) or found_in_languages(known, text)
    if json:
        say_json([
            {
                "scientific_name": one.scientific_name,
                "common_name": one.common_name,
                "codes": codes().get(one.scientific_name, ()),
            }
            for one in found
        ])  # fmt: skip
        return
    if not found:
        near = nearest(text, Names(known))
        meant = f" Is {near.common_name} ({near.scientific_name}) meant?" if near else ""
        say(f"No species that BirdNET knows is called {text}.{meant}")
        return
    header = (("Species", False), ("Scientific name", False), ("Codes", False))
    say_table(header, [
        (o.common_name, o.scientific_name, " ".join(codes().get(o.scientific_name, ())))
        for o in found
    ])  # fmt: skip


@names.command("languages")
def languages_(json: JsonOption = False) -> None:
    """Show the languages that there are common names in, and where those come from."""
    found = languages()
    if json:
        say_json([{"code": o.code, "name": o.name, "file": str(o.path)} for o in found])
        return
    if not found:
        say(
            "There are only the networks' own names. A file of lines Scientific name_Common name "
            "brings others (undersong names add FILE --language CODE), and so does the package "
            "birdnet-analyzer."
        )
        return
    header = (("Code", False), ("Language", False), ("From", False))
    say_table(header, [(one.code, one.name, str(one.path)) for one in found])


@names.command()
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to take in.")],
    language: LanguageOption = "",
    kind: Annotated[
        str, typer.Option("--as", metavar="KIND", help=f"What it holds otherwise: {_KINDS}.")
    ] = "",
) -> None:
    """Take in names of your own: in a language, codes, or other names of the same species."""
    if bool(language) is bool(kind):
        raise UnusableValueError(
            f"Say what {file.name} holds: names in a language (--language de), or {_KINDS} (--as)."
        )
    number = add_names(file, language) if language else add_table(file, kind)
    say(f"{number:,} species have names from {file.name} now.")


@names.command()
def remove(
    what: Annotated[str, typer.Argument(help=f"The code of a language, or {_KINDS}.")],
) -> None:
    """Drop names of your own; those that come with the program hold again."""
    say(f"{remove_own(what)} was removed.")
