"""The command that writes what was found for other programs: export."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from core.cli.blurring import BlurOption, BlurSpeciesOption, chosen_blur
from core.cli.days import FirstDayOption, LastDayOption, chosen_days
from core.cli.options import (
    ExcelOption,
    GroupOption,
    JsonOption,
    LanguageOption,
    RunOption,
    SiteOption,
    chosen_run,
    chosen_sites,
    opened,
)
from core.cli.output import say, say_json, say_table
from core.cli.progress import follow_inquiry
from core.errors import UnusableValueError
from core.exports import (
    FORMATS,
    Selection,
    TableStyle,
    exporting,
    format_called,
    lacking,
)
from core.species.languages import common_names
from core.taxon_groups import groups_in
from core.unfinished import not_whole


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(export)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A format as the list shows it."""

    id: str
    title: str
    holds: str


def export(  # noqa: PLR0913 - one parameter an option
    project: Annotated[
        Path | None, typer.Option("--project", metavar="DIR", help="The project's folder.")
    ] = None,
    format: Annotated[str | None, typer.Option(metavar="ID", help="As --list names them.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The file to write; of several, a folder or a .zip."),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Say which formats there are.")] = False,
    json: JsonOption = False,
    site: SiteOption = None,
    run: RunOption = None,
    first_day: FirstDayOption = None,
    last_day: LastDayOption = None,
    verified_only: Annotated[
        bool,
        typer.Option(
            "--verified-only", help="Only what a person found right, or to be another species."
        ),
    ] = False,
    min_score: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Only from this score on.")
    ] = None,
    group: GroupOption = "",
    blur: BlurOption = None,
    blur_species: BlurSpeciesOption = None,
    language: LanguageOption = "",
    hidden: Annotated[
        bool,
        typer.Option(
            "--hidden/--no-hidden",
            help="Also what the species list hides, in formats that mark it.",
        ),
    ] = True,
    excel: ExcelOption = False,
    separator: Annotated[
        str | None,
        typer.Option(metavar="CHARACTER", help="Between cells: , or ; or tab."),
    ] = None,
    decimal_comma: Annotated[
        bool, typer.Option("--decimal-comma", help="Write 0,85 for 0.85, with ; between cells.")
    ] = False,
) -> None:
    """Write the newest analysis, or some of it, in a format that other programs read."""
    if listed:
        _list(as_json=json)
        return
    if project is None or format is None or out is None:
        raise UnusableValueError(
            "Name the project, the format and the file: --project DIR --format ID --out PATH "
            "(--list says which formats there are)."
        )
    with opened(project) as at:
        at.called.names = common_names(language)
        style = _style(format, separator, excel=excel, decimal_comma=decimal_comma)
        chosen = chosen_run(at, run)
        wanted = Selection(
            chosen.id, chosen_sites(at, site), hidden, *chosen_days(first_day, last_day),
            verified_only, min_score, groups_in(group) or None, chosen_blur(at, blur, blur_species),
        )  # fmt: skip
        rows = follow_inquiry(exporting(at, wanted, format, out, style), "Writing", "rows")
        with at.reading() as db:
            missing = not_whole(db, chosen)
        missing += lacking(at, wanted, format)
    if json:
        say_json({"rows": rows, "file": str(out), "left_out": missing})
        return
    for sentence in (f"{rows} rows written to {out}.", *missing):
        say(sentence)


def _list(*, as_json: bool) -> None:
    shown = [_Shown(one.id, one.title, one.holds) for one in FORMATS]
    if as_json:
        say_json([asdict(one) for one in shown])
        return
    header = (("Format", False), ("Title", False), ("Holds", False))
    say_table(header, [(one.id, one.title, one.holds) for one in shown])


def _style(
    format_id: str, separator: str | None, *, excel: bool, decimal_comma: bool
) -> TableStyle:
    chosen = format_called(format_id)
    if not chosen.styled and (separator or decimal_comma):
        raise UnusableValueError(
            f"{chosen.title}: its separators and decimals are those that its readers know. Leave "
            "--separator and --decimal-comma out."
        )
    usual = ";" if decimal_comma else ","
    between = "\t" if separator == "tab" else separator or usual
    return TableStyle(excel, between, decimal_comma)
