"""Reading dataclasses out of JSON or TOML, with what is wrong named by its field."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from core.errors import UnusableValueError


def decoded(kind: type[Any], stored: object, *, where: str, strict: bool = False) -> Any:
    """Return an object of a dataclass from plain values.

    ``where`` names it in sentences. Fields that ``kind`` does not have are left out, as they are
    of a newer version, or with ``strict`` refused. Raises UnusableValueError, naming the field.
    """
    return _Decoder(where, strict).of(kind, stored, "")


class _Decoder:
    def __init__(self, where: str, strict: bool) -> None:
        self._where, self._strict = where, strict

    def of(self, kind: type[Any], stored: object, path: str) -> Any:
        if not isinstance(stored, Mapping):
            raise self._wrong(path, "must be a table")
        hints, known = get_type_hints(kind), {one.name: one for one in fields(kind)}
        if self._strict and (more := sorted(stored.keys() - known.keys())):
            raise self._wrong(_joined(path, more[0]), "is not known")
        values = {}
        for name, one in known.items():
            if name in stored:
                values[name] = self._value(hints[name], stored[name], _joined(path, name))
            elif one.default is MISSING and one.default_factory is MISSING:
                raise self._wrong(_joined(path, name), "is missing")
        try:
            return kind(**values)
        except UnusableValueError as error:
            raise self._wrong(path, str(error)) from error

    def _value(self, hint: Any, value: object, path: str) -> Any:
        origin, inner = get_origin(hint), get_args(hint)
        if isinstance(hint, UnionType):
            if value is None and NoneType in inner:
                return None
            kinds = [one for one in inner if one is not NoneType]
            if len(kinds) > 1:  # of plain values
                return self._any(kinds, value, path)
            return self._value(kinds[0], value, path)
        if origin is tuple:
            if not isinstance(value, list | tuple):
                raise self._wrong(path, "must be a list")
            return tuple(
                self._value(inner[0], one, f"{path}[{n}]") for n, one in enumerate(value, 1)
            )
        if origin is dict:
            if not isinstance(value, Mapping):
                raise self._wrong(path, "must be a table")
            return {str(k): self._value(inner[1], v, _joined(path, k)) for k, v in value.items()}
        if is_dataclass(hint):
            return self.of(hint, value, path)  # type: ignore[arg-type]
        return self._simple(hint, value, path)

    def _any(self, kinds: Sequence[type[Any]], value: object, path: str) -> Any:
        if type(value) not in kinds:
            raise self._wrong(path, f"must be {' or '.join(_KINDS[one] for one in kinds)}")
        return value

    def _simple(self, hint: Any, value: object, path: str) -> Any:
        if issubclass(hint, Enum):
            try:
                return hint(value)
            except ValueError as error:
                known = ", ".join(str(one.value) for one in hint)
                raise self._wrong(path, f"must be one of {known}") from error
        if hint is bool or isinstance(value, bool):
            fits = hint is bool and isinstance(value, bool)
        else:
            fits = isinstance(value, int | float if hint is float else hint)
        if not fits:
            raise self._wrong(path, f"must be {_KINDS[hint]}")
        return float(value) if hint is float and isinstance(value, int) else value

    def _wrong(self, path: str, why: str) -> UnusableValueError:
        named = f"{path} {why}" if path else why
        return UnusableValueError(f"{self._where}: {named}")


_KINDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def _joined(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
