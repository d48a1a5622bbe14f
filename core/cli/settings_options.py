"""The settings of an analysis as options of a command: one each, from its declaration."""

import inspect
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, cast, get_type_hints

import typer

from core.analysis.settings import DECLARED, Settings, Week
from core.networks.network import Network
from core.species.lists import SpeciesList, list_for
from core.species.own_lists import lists_folder

_WRITTEN: dict[object, object] = {Week: str, SpeciesList | None: Path | None}
"""What is typed where it is not the value itself."""


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for every setting in the place of its ``**given``.

    They come after what it takes by position and before what it takes by name.
    """
    signature = inspect.signature(command)
    named = inspect.Parameter.KEYWORD_ONLY
    own = [one for one in signature.parameters.values() if one.kind <= named]
    mine = [one for one in own if one.kind is named]
    parameters = [one for one in own if one.kind is not named] + _options() + mine
    command.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return command


def settings_of(
    given: dict[str, Any], network: Network, project: Path | None = None, *, strict: bool = False
) -> Settings:
    """Return what was given, for a network; a project's own lists can be named.

    Reads the species list; raises UserError where it is wrong, and typer's errors for a week that
    is none.
    """
    file = given["species_list"]
    own = project and lists_folder(project)
    listed = None if file is None else list_for(file, network, own, strict=strict)
    return Settings(**given | {"week": _week(given["week"]), "species_list": listed})


def _options() -> list[inspect.Parameter]:
    hints = get_type_hints(Settings)
    return [_option(one.name, hints[one.name], one.default) for one in fields(Settings)]


def _option(name: str, kind: object, default: object) -> inspect.Parameter:
    setting = DECLARED[name]
    flag = "--" + (setting.option or name).replace("_", "-")
    if default is True:
        flag += flag.replace("--", "/--no-", 1)
    written = cast("Any", _WRITTEN.get(kind, kind))
    metavar = "FILE" if written == Path | None else None
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=Annotated[
            written, typer.Option(flag, metavar=metavar, help=setting.command_help)
        ],
    )


def _week(text: str) -> Week:
    if text == "auto":
        return "auto"
    if text == "all":
        return "all"
    try:
        return int(text)
    except ValueError:
        week = DECLARED["week"]
        raise typer.BadParameter(
            f"auto, all, or a number from {week.low:g} to {week.high:g}", param_hint="--week"
        ) from None
