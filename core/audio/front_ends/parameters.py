"""Reading the parameters of a front end, with what is wrong named."""

import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from typing import Any, TypeVar, get_type_hints

from core.errors import UnusableValueError

Value = str | int | float | bool
Part = TypeVar("Part")

_WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


class Parameters:
    """What a manifest says of a front end; each of its parts takes its own out of it."""

    def __init__(self, given: Mapping[str, Value]) -> None:
        self._given = given
        self._unread = set(given)

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def take(self, part: type[Part]) -> Part:
        """Return a dataclass filled with the parameters that have the names of its fields.

        Raises UnusableValueError, naming the parameter that is missing or cannot be.
        """
        hints = get_type_hints(part)
        known: tuple[Field[Any], ...] = fields(part)  # type: ignore[arg-type]
        values = {
            one.name: _value(one.name, hints[one.name], self._given[one.name])
            for one in known
            if self._is_given(one)
        }
        self._unread -= values.keys()
        return part(**values)

    def refuse_unread(self) -> None:
        """Raise UnusableValueError where a parameter is given that no part has taken."""
        if self._unread:
            raise UnusableValueError(f"{min(self._unread)} is not known")

    def _is_given(self, one: Field[Any]) -> bool:
        if one.name not in self._given and one.default is MISSING:
            raise UnusableValueError(f"{one.name} is missing")
        return one.name in self._given


def require(name: str, value: float, least: float, most: float = math.inf) -> None:
    """Raise UnusableValueError where a parameter lies outside of its range."""
    if not least <= value <= most:
        span = f"at least {least:g}" if most == math.inf else f"{least:g} to {most:g}"
        raise UnusableValueError(f"{name} is {value:g} and must be {span}")


def _value(name: str, kind: type[Any], value: Value) -> Value:
    if issubclass(kind, StrEnum):
        if value not in list(kind):
            choices = ", ".join(kind)
            raise UnusableValueError(f"{name} is {value} and must be one of {choices}")
        return kind(value)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind or (isinstance(value, float) and not math.isfinite(value)):
        raise UnusableValueError(f"{name} is {value} and must be {_WORDS[kind]}")
    return value
