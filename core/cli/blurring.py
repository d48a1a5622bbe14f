"""The option of commands that write places: how exactly."""

from typing import Annotated

import typer

from core.exports.blur import Blur

BlurOption = Annotated[
    float | None,
    typer.Option("--blur", metavar="DEGREES", help="Round coordinates: 0.1 is about 11 km."),
]


def chosen_blur(degrees: float | None) -> Blur | None:
    """Return the grid to which places are rounded, if they are."""
    return None if degrees is None else Blur(degrees)
