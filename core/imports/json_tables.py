"""Detections in JSON: an object a line, a list of objects, or a list inside what tells of a file.

They are read as ``core.tabular.PersonsTable`` is: the names of columns, then rows of texts. What is
said once of a file, its name most of all, is said of each of its detections.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.tabular import LONGEST_ROW, TableRow, Told, column_key, numbered
from core.text_files import text_file

_INSIDE = ("payload", "data")
_LISTS = ("detections", "predictions", "results", "annotation")
_OF_NOTHING = ("start_time", "end_time", "scientific_name", "confidence")
"""What the detections of a file would have that has none."""
_HEADINGS_WITHIN = 50
Json = Mapping[str, Any]


class JsonTable:
    """Objects of detections. Raises UserError where there is none."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._path, self._names = path, columns
        with text_file(path) as (text, _):
            first = next((line for line in text if line.strip()), "")
        self._is_lines = len(first) < LONGEST_ROW and _read(first) is not None
        headings = dict.fromkeys(
            name for _, one in islice(self._objects(), _HEADINGS_WITHIN) for name in one or ()
        )
        if not headings:
            raise UserError(
                f"{path.name} is JSON, but neither AOEF nor an object a line nor a list of "
                "detections, as are known here."
            )
        self.headings: Sequence[str] = list(headings)
        self._found = found_by_name(self.headings, columns)

    @property
    def columns(self) -> Collection[str]:
        """Return which of the columns that were looked for there are."""
        return self._found.keys()

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows, by their lines, or by their numbers in a list."""
        for line, one in self._objects():
            if one is None:
                yield TableRow(line, problem="it is no JSON object, or is cut short")
            else:
                yield TableRow(line, told_of(one, self._names, self._found))

    def _objects(self) -> Iterator[tuple[int, Json | None]]:
        for line, one in self._lines() if self._is_lines else self._whole():
            if one is None:
                yield line, None
            else:
                yield from ((line, row) for row in _rows_of(one))

    def _lines(self) -> Iterator[tuple[int, Json | None]]:
        with text_file(self._path) as (text, _):
            for line, written in numbered(text, self._path):
                if written.strip():
                    yield line, _read(written)

    @cached_property
    def _document(self) -> Any:
        try:
            with text_file(self._path) as (text, _):
                return json.load(text)
        except (ValueError, RecursionError) as error:
            raise UserError(
                f"{self._path.name} is cut short or no JSON ({error}). Write it again with its "
                "program."
            ) from error

    def _whole(self) -> Iterator[tuple[int, Json | None]]:
        found = self._document
        if isinstance(found, list):
            for number, one in enumerate(found, 1):
                yield number, one if isinstance(one, dict) else None
        elif isinstance(found, dict) and _list_of(found)[1] is not None:
            yield 1, found


def found_by_name(headings: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """Return column -> the heading that names it, of those that there are."""
    written = {column_key(heading): heading for heading in headings}
    return {name: written[key] for name in columns if (key := column_key(name)) in written}


def told_of(one: Mapping[str, Any], columns: Sequence[str], found: Mapping[str, str]) -> Told:
    """Return an object as a row of texts; empty where it says nothing."""
    return dict.fromkeys(columns, "") | {name: _text(one.get(its)) for name, its in found.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value).strip()


def _rows_of(one: Json) -> Iterator[Json]:
    """Yield the detections of an object that has a list of them; else the object itself."""
    around, found = _list_of(one)
    if found is None:
        if "event" not in around:  # that a file is begun, or how far a program is
            yield around
    elif found:
        yield from (around | inner for inner in found if isinstance(inner, dict))
    else:
        yield around | dict.fromkeys(_OF_NOTHING)


def _list_of(one: Json) -> tuple[dict[str, Any], Sequence[Any] | None]:
    """Return (what is said of all, the list of detections); None: there is no list."""
    around: dict[str, Any] = {}
    deeper: Json | None = one
    while deeper is not None:
        here = deeper
        around |= {name: told for name, told in here.items() if not isinstance(told, dict | list)}
        found = next((here[name] for name in _LISTS if isinstance(here.get(name), list)), None)
        if found is not None:
            return around, found
        deeper = next((here[name] for name in _INSIDE if isinstance(here.get(name), dict)), None)
    return around, None


def _read(line: str) -> Json | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
