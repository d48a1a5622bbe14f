"""Commands that set analyses side by side: bridge."""

from pathlib import Path
from typing import Annotated

import typer

from core.bridge import bridging
from core.cli.options import ExcelOption, JsonOption, ProjectOption, chosen_run, opened
from core.cli.output import say, say_json
from core.cli.progress import follow_inquiry
from core.exports.bridge_csv import write_rows


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(bridge)


def bridge(
    one: Annotated[str, typer.Argument(metavar="RUN", help="As the column run begins.")],
    other: Annotated[str, typer.Argument(metavar="RUN", help="What to compare it with.")],
    project: ProjectOption,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The CSV to write.")],
    excel: ExcelOption = False,
    json: JsonOption = False,
) -> None:
    """Write how scores and counts of two analyses of the same recordings map, by species."""
    with opened(project) as at:
        asked = bridging(at, chosen_run(at, one), chosen_run(at, other))
        found = follow_inquiry(asked, "Comparing", "recordings")
    rows = write_rows(found, out, excel)
    if json:
        say_json(
            {
                "rows": rows,
                "file": str(out),
                "recordings": found.recordings,
                "windows": found.windows,
                "runs": [run.fingerprint for run in found.runs],
            }
        )
        return
    say(
        f"{rows} species written to {out}: {found.windows:,} windows of {found.recordings:,} "
        "recordings that both analyses have heard."
    )
