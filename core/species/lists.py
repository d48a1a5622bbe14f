"""Species lists that people bring: text or CSV, scientific or common names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from core.counted import counted
from core.domain import Species
from core.errors import (
    NetworkUnavailableError,
    UnknownSpeciesError,
    UnusableValueError,
    UserError,
)
from core.names import clean
from core.networks import catalogue
from core.networks.known_species import known_by_name
from core.networks.network import Network, species_of
from core.species.naming import Names, compared
from core.species.near import nearest
from core.species.own_lists import own_list
from core.species.shipped import list_file
from core.tabular import TableCells, column_key, numbered, separator_of, split, without_excels_own
from core.text_files import text_file

_SCIENTIFIC = (
    "scientificname", "sciname", "latinname", "latin", "binomial", "scientific", "taxonname",
    "wissenschaftlichername", "nomscientifique", "nombrecientifico", "wetenschappelijkenaam",
    "species", "taxon", "speciesname",
)  # fmt: skip
_COMMON = ("commonname", "vernacularname", "englishname", "primarycomname", "english", "name")
_SUGGESTED_AT_MOST = 20
_TOLD_AT_MOST = 5
_MISSED_AT_MOST = 20
_MOST_LINES = 200_000
_CORRECT = "\nCorrect or remove these lines, and try again."


@dataclass(frozen=True, slots=True)
class SpeciesList:
    """A named choice among a network's labels."""

    name: str
    species: tuple[str, ...]
    """Scientific names as the network writes them, sorted."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """Sentences about what was read otherwise than it is written, and what was left out."""
    unknown: tuple[str, ...] = field(default=(), compare=False)
    """What it names of which this network has no label, whoever else knows it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row that names a species, or in a list without a header perhaps several."""

    line: int
    cells: Sequence[str]
    """Of the columns with names, the scientific ones first; without a header all."""
    one_species: bool

    @property
    def text(self) -> str:
        written = [text for cell in self.cells if (text := clean(cell))]
        return ", ".join(written[:1] if self.one_species else written)


def list_for(
    path: Path, network: Network, own: Path | None = None, *, strict: bool = False
) -> SpeciesList:
    """Read the list of a person for a network, as ``read_list`` does.

    A list that comes with the program may be named by its id, and one of a project, whose lists
    lie in ``own``, by its name.
    Species that only other networks know, of those that are ready here, are left out and told.
    """
    of_texts = {
        label.text: label.species
        for head in network.heads
        for label in head.labels
        if label.species
    }
    found = own_list(own, str(path)) if own and not path.exists() else None
    listed = species_of(network)
    return read_list(found or list_file(path), listed, of_texts, known_elsewhere, strict=strict)


def known_elsewhere() -> Names:
    """Return all species that BirdNET's list has, or another network that is ready here."""
    ready = (one for network in catalogue.ready() for one in _labels_of(network))
    return Names(list(dict.fromkeys([*known_by_name().values(), *ready])))


def _labels_of(network: Network) -> Sequence[Species]:
    try:
        return species_of(network)
    except (NetworkUnavailableError, UnusableValueError):
        return ()  # its labels cannot be read: whoever chooses it is told


def read_list(
    path: Path,
    labels: Sequence[Species],
    texts: Mapping[str, Species] = MappingProxyType({}),
    elsewhere: Callable[[], Names] = lambda: Names(()),
    *,
    strict: bool = False,
) -> SpeciesList:
    """Read one species a line, or a table with a column of names, and find them among ``labels``.

    A line may hold a label as the network's own list has it (``texts``), a scientific name, also
    an older or newer one, with its authority or subspecies, a common name, or both; they are tried
    in this order. Lines that begin with # are left out. What only ``elsewhere`` is known, and what
    nobody knows, is left out and told, with what may be meant. Raises UserError where the file
    cannot be read, UnknownSpeciesError where the network knows none, and where it is ``strict``
    naming every entry that it does not know.
    """
    entries, guess = _entries(path)
    if not entries:
        raise UserError(f"The species list {path} is empty. Write one species a line.")
    names = Names(labels, texts)
    read = [(entry, _labels(entry, names)) for entry in entries]
    others = cache(elsewhere)
    unknown = [e for e, found in read if not found and not _labels(e, others())]
    if strict and unknown:
        raise UnknownSpeciesError(_explain(path, unknown, names) + _CORRECT)
    species = {label for entry in entries for label in _found(entry, names)}
    if not species and unknown:
        raise UnknownSpeciesError(_explain(path, unknown, names) + _CORRECT)
    if not species:
        raise UnknownSpeciesError(
            f"This network knows none of the species in {path.name}. Choose another list, or "
            "another network."
        )
    missed = (text for entry in entries for text in _missed(entry, names, others))
    missing = tuple(dict.fromkeys(missed))
    if strict and missing:
        raise UnknownSpeciesError(f"{_left_out(missing)} Take them out, and try again.")
    left_out = "It is left out." if len(unknown) == 1 else "They are left out."
    lost = f"{_explain(path, unknown, names)}\n{left_out}" if unknown else ""
    notes = [note for note in (guess, _otherwise(read), _left_out(missing), lost) if note]
    left = (*missing, *(entry.text for entry in unknown))
    return SpeciesList(path.name, tuple(sorted(species)), tuple(notes), left)


def _entries(path: Path) -> tuple[list[_Entry], str]:
    with text_file(path) as (text, guess):
        lines = list(_without_remarks(numbered(text, path), path))
    separator = separator_of(lines, (*_SCIENTIFIC, *_COMMON), path)
    rows = [
        cells
        for cells in split(without_excels_own(iter(lines)), separator, path)
        if not cells.blank
    ]
    header = [column_key(text) for text in rows[0].texts] if rows else []
    columns = [header.index(name) for name in (*_SCIENTIFIC, *_COMMON) if name in header]
    if columns:
        found = [_of_columns(row, columns, header) for row in rows[1:]]
    else:
        found = [_Entry(row.line, row.texts, one_species=False) for row in rows]
    return [entry for entry in found if entry.text], guess


def _of_columns(row: TableCells, columns: Sequence[int], header: Sequence[str]) -> _Entry:
    texts = [*row.texts, *[""] * (len(header) - len(row.texts))]
    cells = [texts[place] for place in columns]
    for epithet in ("specificepithet", "species"):
        if "genus" in header and epithet in header:
            cells.insert(0, f"{texts[header.index('genus')]} {texts[header.index(epithet)]}")
            break
    return _Entry(row.line, cells, one_species=True)


def _without_remarks(lines: Iterator[tuple[int, str]], path: Path) -> Iterator[tuple[int, str]]:
    for number, line in lines:
        if number > _MOST_LINES:
            raise UserError(
                f"{path.name} has more than {_MOST_LINES:,} lines: no species list has."
            )
        yield number, "\n" if line.lstrip("\ufeff ").startswith("#") else line


def _labels(entry: _Entry, names: Names) -> tuple[str, ...]:
    """Return the labels that an entry names; none where any of its names cannot be understood."""
    scientific = any(_sure(cell, names) for cell in entry.cells)
    if scientific and not entry.one_species and _unknown_beside(entry, names):
        return ()
    return _found(entry, names)


def _found(entry: _Entry, names: Names) -> tuple[str, ...]:
    """Return the labels that an entry names."""
    found = [label for cell in entry.cells if (label := _sure(cell, names))]
    found = found or [label for cell in entry.cells if (label := names.common(cell))]
    found = found or [label for cell in entry.cells if (label := names.otherwise(cell))]
    return tuple(dict.fromkeys(found[:1] if entry.one_species else found))


def _sure(cell: str, names: Names) -> str | None:
    return names.exactly(cell) or names.scientific(cell)


def _missed(entry: _Entry, names: Names, others: Callable[[], Names]) -> list[str]:
    """Return what of an entry others know and the network does not, as it is written."""
    found = _found(entry, names)
    if entry.one_species:
        return [entry.text] if not found and _labels(entry, others()) else []
    unclear = [clean(cell) for cell in entry.cells if clean(cell) and not _known(cell, names)]
    return [
        cell
        for cell in unclear
        if (same := _known(cell, others())) and names.scientific(same) not in found
    ]


def _known(cell: str, names: Names) -> str | None:
    return _sure(cell, names) or names.common(cell) or names.otherwise(cell)


def _left_out(missing: Sequence[str]) -> str:
    """Return a sentence on species of which the network has no label."""
    if not missing:
        return ""
    named = ", ".join(missing[:_MISSED_AT_MOST])
    more = len(missing) - _MISSED_AT_MOST
    also = f" and {more:,} more" if more > 0 else ""
    species = counted(len(missing), "species", "species")
    return f"This network cannot hear {species} of the list: {named}{also}."


def _unknown_beside(entry: _Entry, names: Names) -> bool:
    """Tell whether another cell names a species of a known genus, but none that is known."""
    return any(
        (words := compared(cell).split()) and len(words) > 1 and words[0] in names.genera
        and not _known(cell, names)
        for cell in entry.cells
    )  # fmt: skip


def _otherwise(read: Sequence[tuple[_Entry, tuple[str, ...]]]) -> str:
    """Return a sentence on entries that are other names of what the network knows."""
    moved = [
        f"{entry.text} as {found[0]}"
        for entry, found in read
        if len(found) == 1 and _is_binomial(entry.text) and not _names(entry, found[0])
    ]
    if not moved:
        return ""
    more = f" and {len(moved) - _TOLD_AT_MOST} more" if len(moved) > _TOLD_AT_MOST else ""
    return f"The network has other names for: {', '.join(moved[:_TOLD_AT_MOST])}{more}."


def _is_binomial(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and words[0].istitle() and words[1].islower()


def _names(entry: _Entry, label: str) -> bool:
    return compared(label) in compared(entry.text)


def _explain(path: Path, unknown: Sequence[_Entry], names: Names) -> str:
    lines = []
    for entry in unknown[:_SUGGESTED_AT_MOST]:
        unclear = [cell for cell in entry.cells if not names.scientific(cell)]
        near = next((s for cell in unclear if (s := nearest(cell, names))), None)
        hint = f" (did you mean {near.scientific_name}?)" if near else ""
        lines.append(f"  line {entry.line}: {entry.text}{hint}")
    lines += [f"  line {entry.line}: {entry.text}" for entry in unknown[_SUGGESTED_AT_MOST:]]
    verb = "species is" if len(unknown) == 1 else "species are"
    return f"{len(unknown)} {verb} in {path.name} that this network does not know:\n" + "\n".join(
        lines
    )
