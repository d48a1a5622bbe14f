"""Tables with a column for each species, as OpenSoundscape and many notebooks write them.

Scores between 0 and 1 are taken as they are, others as logits; a table of zeros and ones holds
no scores, so its ones are annotations. Such tables have a score of every species in every window:
those below ``FLOOR`` are left out, and counted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.imports.column_words import ROLES
from core.imports.format import ImportFormat, ResultsHead
from core.imports.other_tables import table_of
from core.imports.result import HeardRow, LeftOutRow, ResultRow, RowError
from core.imports.tables import checked, logistic, number, seconds, two_names, understood
from core.tabular import TableRow, Told, column_key

FLOOR = 0.1
_SPAN = ("file", "start", "end")
_NAMES = ("scientific", "common", "name", "score", "logit", "duration")
_ABOUT = (
    "index", "unnamed: 0", "id", "lat", "lon", "latitude", "longitude", "week", "date", "time",
    "datetime", "site", "model", "channel", "overlap", "sensitivity", "sample_rate",
    "clip_duration",
)  # fmt: skip
_PART = re.compile(r"(embeddings?|emb|features?|feat|dim|[a-z])?[0-9]+|embeddings?|features?")
"""What columns of an embedding are called."""
_KNOWN = {column_key(word) for words in ROLES.values() for word in words}
_OTHER = {column_key(word) for word in _ABOUT}


def _is_species(key: str) -> bool:
    return bool(key) and key not in _KNOWN and key not in _OTHER


def recognise(head: ResultsHead) -> bool:
    """Tell whether a table has a file and a span, no column of species, and others besides."""
    named = all(head.has_one(ROLES[role]) for role in _SPAN)
    others = any(head.has_one(ROLES[role]) for role in _NAMES)
    return (
        named
        and not others
        and not all(_PART.fullmatch(key) for key in head.columns if _is_species(key))
    )


def read(path: Path) -> Iterator[ResultRow | LeftOutRow | HeardRow]:
    """Yield the species of each row. Raises UserError, naming lines."""
    headings = [name for name in table_of(path, _columns()).headings if column_key(name)]
    table = table_of(path, headings)
    wide = _Wide.of(headings)
    numbers = understood(path, table.rows(), lambda row: _values(row, wide))
    kind = _Kind.of(value for _, value in numbers)
    yield from understood(path, table.rows(), lambda row: _rows(row, wide, kind))


@dataclass(frozen=True, slots=True)
class _Wide:
    """Which columns are what."""

    span: Mapping[str, str]
    species: Sequence[str]

    @classmethod
    def of(cls, headings: Sequence[str]) -> "_Wide":
        by_key = {column_key(name): name for name in reversed(headings)}
        keys = {role: [column_key(word) for word in ROLES[role]] for role in _SPAN}
        span = {
            role: next(by_key[key] for key in its if key in by_key) for role, its in keys.items()
        }
        return cls(span, [name for name in headings if _is_species(column_key(name))])


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the numbers of a table are."""

    logits: bool
    labels: bool

    @classmethod
    def of(cls, values: Iterator[float]) -> "_Kind":
        logits, labels = False, True
        for value in values:
            logits |= not 0 <= value <= 1
            labels &= value in (0, 1)
        return cls(logits, labels)


def _values(row: TableRow, wide: _Wide) -> Iterator[tuple[str, float]]:
    for name in wide.species:
        if text := row.told[name]:
            yield name, _TRUTH[text] if text in _TRUTH else _value(text, name)


_TRUTH = {"True": 1.0, "False": 0.0, "TRUE": 1.0, "FALSE": 0.0, "1": 1.0, "0": 0.0}


def _value(text: str, name: str) -> float:
    try:
        return number(text, "score")
    except RowError as error:
        raise RowError(
            f"{error}: {name} is taken for a species, as each column besides file, start and end"
        ) from error


def _rows(row: TableRow, wide: _Wide, kind: _Kind) -> Iterator[ResultRow | LeftOutRow | HeardRow]:
    span = _span(row.told, wide)
    found = False
    for name, value in _values(row, wide):
        score = logistic(str(value)) if kind.logits else value
        if kind.labels and not value:
            continue
        if score < FLOOR:
            yield LeftOutRow(row.line, f"a score below {FLOOR:g}, in a column of each species")
            continue
        found = True
        its = None if kind.labels else score
        yield checked(ResultRow(row.line, *span, score=its, **two_names(name)))
    if not found:
        yield HeardRow(row.line, span[0])


def _span(told: Told, wide: _Wide) -> tuple[str, float, float]:
    start, end = (seconds(told[wide.span[role]], role) for role in ("start", "end"))
    return told[wide.span["file"]], start, end


def _columns() -> list[str]:
    return [word for role in _SPAN for word in ROLES[role]]


FORMAT = ImportFormat(
    "wide", "Table of species", recognise, read,
    "A column for each species (OpenSoundscape): scores or logits from .1 as detections, zeros "
    "and ones as annotations.",
)  # fmt: skip
