"""A manifest as plain values without what is as usual, and as the text of a TOML file."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def told(value: Any) -> Any:
    """Return a dataclass as plain values, without the fields that hold their defaults."""
    if is_dataclass(value):
        given = ((one, getattr(value, one.name)) for one in fields(value))
        return {one.name: told(v) for one, v in given if not _is_usual(one, v)}
    if isinstance(value, Mapping):
        return {str(key): told(one) for key, one in value.items()}
    return [told(one) for one in value] if isinstance(value, list | tuple) else value


def as_toml(values: Mapping[str, Any]) -> str:
    """Return the text of a TOML file: what is no table first, then a section for each table."""
    simple = {key: one for key, one in values.items() if not _is_section(one)}
    sections = {key: one for key, one in values.items() if _is_section(one)}
    lines = [*_pairs(simple)]
    for key, section in sections.items():
        many = isinstance(section, list)
        for one in section if many else [section]:
            lines += ["", f"[[{_key(key)}]]" if many else f"[{_key(key)}]", *_pairs(one)]
    return "\n".join(lines) + "\n"


def _is_usual(one: Any, value: object) -> bool:
    if one.default_factory is not MISSING:
        return bool(value == one.default_factory())
    return one.default is not MISSING and bool(value == one.default)


def _is_section(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, Mapping) for one in value)
    return isinstance(value, Mapping)


def _pairs(values: Mapping[str, Any]) -> Iterator[str]:
    return (f"{_key(key)} = {_written(one)}" for key, one in values.items())


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_pairs(value)) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(_written(one) for one in value) + "]"
    if isinstance(value, float):
        return repr(value)  # also inf and nan
    # JSON writes texts, whole numbers and true as TOML does, but for one letter.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _written(name)
