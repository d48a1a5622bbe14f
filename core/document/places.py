"""Coordinates that names of sites, files and notes state, rounded wherever a document has them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from core.document.blocks import ReportDocument
from core.exports.blur import Blur, Place

_USUAL_DEGREES = 0.1
"""Where positions are left out."""


def without_places(made: ReportDocument, places: Sequence[Place], degrees: float) -> ReportDocument:
    """Return a document in which no text states one of some places more exactly than ``degrees``.

    ``places``: all of the project, also those that the document is not of.
    """
    blur = Blur(degrees or _USUAL_DEGREES)
    if not places:
        return made
    changed: ReportDocument = _changed(made, lambda text: blur.text(text, *places, exactly=True))
    return changed


def _changed(value: Any, text: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return text(value)
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name: _changed(getattr(value, one.name), text) for one in fields(value)}
        return replace(value, **named)
    if isinstance(value, Mapping):
        return {name: _changed(one, text) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return tuple(_changed(one, text) for one in value)
    return value
