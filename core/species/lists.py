"""Species lists that people bring: text or CSV, scientific or common names."""

import csv
import difflib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.domain import Species
from core.errors import UnknownSpeciesError, UserError

_COLUMNS = ("scientific_name", "scientific name", "species", "common_name", "common name", "name")
_SUGGESTED_AT_MOST = 10  # finding the nearest name takes a tenth of a second


@dataclass(frozen=True, slots=True)
class SpeciesList:
    """A named choice among a network's labels."""

    name: str
    species: tuple[str, ...]
    """Scientific names as the network writes them, sorted."""


def read_list(path: Path, labels: Sequence[Species]) -> SpeciesList:
    """Read one species a line, or a CSV with a column of names, and find them among ``labels``.

    A line may hold a scientific name, a common name, or both as ``Scientific_Common`` (BirdNET's
    lists). Lines that begin with # are left out. Raises UserError where the file cannot be read,
    UnknownSpeciesError naming every entry that the network does not know.
    """
    known = _by_name(labels)
    entries = _entries(_text(path))
    if not entries:
        raise UserError(f"The species list {path} is empty. Write one species a line.")
    unknown = [e for e in entries if _label(e, known) is None]
    if unknown:
        raise UnknownSpeciesError(_explain(path, unknown, known))
    found = {label for e in entries if (label := _label(e, known)) is not None}
    return SpeciesList(path.name, tuple(sorted(found)))


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UserError(
            f"The species list {path} cannot be read ({error.strerror or error}). "
            "Check the path and try again."
        ) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")  # what older spreadsheets write


def _entries(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    column, separator = _name_column(lines[0] if lines else "")
    if column is None:
        return [line.strip().strip('"') for line in lines]
    rows = csv.reader(io.StringIO("\n".join(lines[1:])), delimiter=separator)
    return [row[column].strip() for row in rows if len(row) > column and row[column].strip()]


def _name_column(head: str) -> tuple[int | None, str]:
    for separator in (",", ";", "\t"):
        cells = [cell.strip().strip('"').lower() for cell in head.split(separator)]
        for name in _COLUMNS:
            if name in cells:
                return cells.index(name), separator
    return None, ","


def _by_name(labels: Iterable[Species]) -> dict[str, str]:
    names: dict[str, str] = {}
    for label in labels:
        names.setdefault(label.common_name.lower(), label.scientific_name)
    for label in labels:  # a scientific name wins over the same word as a common name
        names[label.scientific_name.lower()] = label.scientific_name
    return names


def _label(entry: str, known: dict[str, str]) -> str | None:
    whole = entry.lower()
    return known.get(whole) or known.get(whole.split("_")[0])


def _explain(path: Path, unknown: list[str], known: dict[str, str]) -> str:
    lines = []
    for entry in unknown[:_SUGGESTED_AT_MOST]:
        near = difflib.get_close_matches(entry.lower().split("_")[0], known, n=1, cutoff=0.75)
        lines.append(f"  {entry}" + (f" (did you mean {known[near[0]]}?)" if near else ""))
    lines += [f"  {entry}" for entry in unknown[_SUGGESTED_AT_MOST:]]
    verb = "species is" if len(unknown) == 1 else "species are"
    return (
        f"{len(unknown)} {verb} in {path.name} that this network does not know:\n"
        + "\n".join(lines)
        + "\nCorrect or remove these lines; nothing was analysed."
    )
