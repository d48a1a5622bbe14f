"""Commands that say what was found and how: report, methods."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from core import report as reports
from core.analysis.methods import methods_of
from core.cli.beside import hidden_in_words, left_out_json
from core.cli.days import FirstDayOption, LastDayOption, chosen_days
from core.cli.options import (
    ExcelOption,
    GroupOption,
    JsonOption,
    LanguageOption,
    ProjectOption,
    RunOption,
    SiteOption,
    chosen_run,
    chosen_sites,
    opened,
)
from core.cli.output import say, say_json
from core.cli.progress import follow_inquiry
from core.document import SUFFIXES, DocumentWish, read_logo, writing
from core.document.wording import headings_in, languages
from core.errors import UnusableValueError
from core.exports import Blur, Selection, TableStyle
from core.exports.species_csv import blurred, selected, write_rows
from core.jobs import answer
from core.left_out import left_out
from core.report import Report
from core.species.languages import common_names
from core.store import Project
from core.store.scope import ReportScope
from core.taxon_groups import groups_in

_WITHHOLD = (
    "A species of which a document does not say where it was, such as a breeding owl; may be "
    "given again. Places of all sites are then rounded to .1 degree."
)
_BLUR = (
    "Degrees to which places of sites are rounded: in a document 0.01 if nothing is said, and 0 "
    "leaves them out; in a table where names of sites state them."
)
_USUAL_DEGREES = 0.01


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(report)
    app.command()(methods)


def report(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="What to write: .csv, or a document: .pdf, .html.")
    ],
    site: SiteOption = None,
    first_day: FirstDayOption = None,
    last_day: LastDayOption = None,
    group: GroupOption = "",
    run: RunOption = None,
    excel: ExcelOption = False,
    title: Annotated[str, typer.Option(help="Of a document; by default the project's name.")] = "",
    author: Annotated[str, typer.Option(help="Who made the document.")] = "",
    client: Annotated[str, typer.Option(help="For whom.")] = "",
    reviewer: Annotated[
        str, typer.Option(help="Who listened, and with which experience; by default the names.")
    ] = "",
    language: LanguageOption = "",
    logo: Annotated[Path | None, typer.Option(metavar="FILE", help="PNG or SVG.")] = None,
    blur: Annotated[float | None, typer.Option(min=0, max=10, help=_BLUR)] = None,
    withhold: Annotated[
        list[str] | None, typer.Option("--withhold-place", metavar="SPECIES", help=_WITHHOLD)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write the newest analysis as a table of species, or as a document for a client."""
    with opened(project) as at:
        days = chosen_days(first_day, last_day)
        of = ReportScope(chosen_run(at, run).id, chosen_sites(at, site), *days)
        is_document = out.suffix.lower() in SUFFIXES
        unnamed = _call_species(at, language, by_headings=is_document)
        if is_document:
            wish = DocumentWish(
                title, author, client, reviewer, headings_in(language),
                read_logo(logo) if logo else b"", _USUAL_DEGREES if blur is None else blur,
                frozenset(withhold or ()),
            )  # fmt: skip
            follow_inquiry(writing(at, of, wish, out), "Writing", "steps")
            say_json({"file": str(out)}) if json else say(
                f"The report was written to {out}.{unnamed}"
            )
            return
        everywhere = replace(of, sites=None)  # a row is of one site, or of all
        found = follow_inquiry(reports.building(at, scope=everywhere), "Counting", "steps")
        style = TableStyle(byte_order_mark=excel)
        of_groups = groups_in(group) or None
        rounded = None if blur is None else Blur(blur)
        wanted = selected(found, Selection(of.run_id, of.sites, groups=of_groups))
        named = blurred(at, rounded, wanted) if rounded else wanted
        rows = answer(write_rows(found, named, out, style))
        _say_table(at, found, out, rows, json=json)


def methods(project: ProjectOption, run: RunOption = None, json: JsonOption = False) -> None:
    """Print how recordings were analysed, with the licence and citation of each network."""
    with opened(project) as at:
        chosen = chosen_run(at, run)
        with at.reading() as db:
            found = methods_of(db, chosen)
    if json:
        say_json({"run": chosen.fingerprint, **asdict(found)})
    else:
        say("\n\n".join(found.paragraphs))


def _call_species(project: Project, language: str, *, by_headings: bool) -> str:
    """Name species in a language; return what to say where only headings are known in it."""
    try:
        project.called.names = common_names(language)
    except UnusableValueError:
        if not by_headings or language not in languages():
            raise
        return "" if language == "en" else f" Species have no common names in {language} here."
    return ""


def _say_table(project: Project, found: Report, out: Path, rows: int, *, json: bool) -> None:
    with project.reading() as db:
        missing = left_out(db, found.run.id)
    if json:
        written = {"rows": rows, "file": str(out), "hidden_by_list": found.hidden}
        written |= {"hidden_by_rules": found.hidden_by_rules}
        written |= {"left_out": [left_out_json(one) for one in missing]}
        written |= {"not_whole": found.not_whole, "made_of": found.made_of}
        say_json(written | {"run": found.run.fingerprint})
        return
    say(f"{rows} rows written to {out}." + hidden_in_words(found))
    for sentence in (*found.made_of, *found.not_whole):
        say(sentence)
    for one in missing:
        if one.is_pressing:
            say(one.sentence)
