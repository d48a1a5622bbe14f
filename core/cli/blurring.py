"""The option of commands that write places: how exactly."""

from collections.abc import Sequence
from typing import Annotated

import typer

from core.exports.blur import Blur
from core.exports.secret_species import blur_of
from core.store import Project

BlurOption = Annotated[
    float | None,
    typer.Option("--blur", metavar="DEGREES", help="Round coordinates: 0.1 is about 11 km."),
]


BlurSpeciesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--blur-species",
        metavar="SPECIES",
        help="Round only where this one was heard, by any name; may be given again.",
    ),
]
_USUAL = 0.1


def chosen_blur(
    project: Project, degrees: float | None, species: Sequence[str] | None
) -> Blur | None:
    """Return the grid to which places are rounded, if they are; for species by default .1 degree.

    Raises UnusableValueError for a species that the project does not know.
    """
    if degrees is None and not species:
        return None
    return blur_of(project, _USUAL if degrees is None else degrees, species or ())
