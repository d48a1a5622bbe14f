"""Reading the labels of a head from the file its manifest names, or saying which line is wrong."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from core.counted import counted
from core.domain import Label, LabelKind, Species
from core.errors import UnusableValueError, UserError
from core.networks.graph import CodeTable, LabelList, Namespace
from core.networks.known_species import group_of_genus, known_species
from core.tabular import numbered, split

MOST_BYTES = 1 << 26
_BINOMIAL = re.compile(r"[A-Z][a-z]+(-[a-z]+)? [a-z][a-z-]+.*")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class _Written(NamedTuple):
    """A label as it is written, and what else its line says."""

    line: int
    text: str
    species: str = ""
    common: str = ""
    animals: str = ""


def read_labels(
    files: Mapping[str, Path], listed: LabelList, *, distinct: bool = True
) -> tuple[Label, ...]:
    """Return the labels in a file, in the order of a head's outputs.

    Range models may know a species under several; for all others labels are ``distinct``.
    ``files`` says where those are that ``listed`` names. Raises UnusableValueError, naming the
    line, where it is not such a list.
    """
    path = files[listed.file] if listed.file else Path("words")
    entries = _distinct(path, list(_entries(path, listed)), distinct)
    if listed.codes:
        known = _meanings(files[listed.codes.file], listed.codes)
        entries = [_meant(one, *known.get(one.text, ("", ""))) for one in entries]
    if listed.count not in (0, len(entries)):
        raise UnusableValueError(
            f"{path.name} holds {counted(len(entries), 'label')}, not {listed.count:,} as its "
            "manifest says"
        )
    texts = {entry.text for entry in entries}
    for named in (*listed.sounds, *listed.noise):
        if named not in texts:
            raise UnusableValueError(f"{path.name} has no label {named!r}, as its manifest says")
    return tuple(_label(entry, listed) for entry in entries)


def _distinct(path: Path, entries: list[_Written], distinct: bool) -> list[_Written]:
    if not entries:
        raise UnusableValueError(f"{path.name} holds no labels. Install the network again.")
    seen: dict[str, int] = {}
    for entry in entries:
        if not entry.text:
            raise _wrong(path, entry.line, "there is no label")
        first = seen.setdefault(entry.text, entry.line)
        if distinct and first != entry.line:
            raise _wrong(path, entry.line, f"the label {entry.text!r} was there in line {first}")
    return entries


def _entries(path: Path, listed: LabelList) -> Iterator[_Written]:
    if listed.words:
        yield from (_Written(n, word.strip()) for n, word in enumerate(listed.words, 1))
        return
    text = _text(path)
    if path.suffix.lower() == ".json":
        yield from _of_json(path, text, listed.column)
    elif listed.column:
        yield from _of_table(path, text, listed)
    else:
        lines = StringIO(text.rstrip(), newline=None)
        yield from (_Written(n, line.strip()) for n, line in enumerate(lines, 1))


def _of_json(path: Path, text: str, key: str) -> Iterator[_Written]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise _wrong(path, line, "this is no JSON") from error
    for part in key.split(".") if key else ():
        found = _under(found, part)
    if isinstance(found, Mapping):  # numbers or names in the order of the outputs
        found = _in_order(found)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        where = f"under {key!r}" if key else "in it"
        raise UnusableValueError(f"{path.name}: there is no list of labels {where}")
    yield from (_Written(n, one.strip()) for n, one in enumerate(found, 1))


def _under(found: object, key: str) -> object:
    """Return what stands under a key, or of each in a list."""
    if isinstance(found, list):
        return [_under(one, key) for one in found]
    return found.get(key) if isinstance(found, Mapping) else None


def _in_order(found: Mapping[str, object]) -> object:
    """Return the labels of {"0": "a", "1": "b"} or {"a": 0, "b": 1}; None of anything else."""
    numbers = [str(n) for n in range(len(found))]
    if set(found) == set(numbers):
        return [found[n] for n in numbers]
    by_place = {str(place): label for label, place in found.items() if type(place) is int}
    return [by_place[n] for n in numbers] if set(by_place) == set(numbers) else None


def _meanings(path: Path, table: CodeTable) -> dict[str, tuple[str, str]]:
    wanted = (table.code, table.species, table.common)
    rows = _rows(path, _text(path), table.separator, wanted)
    return {code: (species, common) for _, (code, species, common) in rows}


def _meant(entry: _Written, species: str, common: str) -> _Written:
    return entry._replace(species=entry.species or species, common=entry.common or common)


def _of_table(path: Path, text: str, listed: LabelList) -> Iterator[_Written]:
    wanted = (listed.column, listed.species, listed.common, listed.classes)
    for line, cells in _rows(path, text, listed.separator, wanted, header=listed.header):
        yield _Written(line, *cells)


def _rows(
    path: Path, text: str, separator: str, columns: Sequence[str], *, header: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """Yield lines with their cells of some columns; of one without a name, empty ones."""
    try:
        rows = split(numbered(StringIO(text, newline=""), path), separator, path)
        first = next(rows, None)
        names = [] if first is None else [name.strip() for name in first.texts]
        if first is not None and not header:
            rows = chain([first], rows)
            names = [str(number) for number in range(1, len(names) + 1)]
        places = [_place(path, names, name) if name else None for name in columns]
        for row in rows:
            if row.blank:
                continue
            if len(row.texts) < len(names):
                raise _wrong(
                    path, row.line, f"it has {counted(len(row.texts), 'cell')}, not {len(names)}"
                )
            yield row.line, [_cell(row.texts, place) for place in places]
    except UnusableValueError:
        raise
    except UserError as error:
        raise UnusableValueError(str(error)) from error


def _place(path: Path, header: Sequence[str], wanted: str) -> int:
    for name in wanted.split("|"):
        if name in header:
            return header.index(name)
    raise UnusableValueError(
        f"{path.name} has no column {wanted.replace('|', ' or ')}, only {', '.join(header)}"
    )


def _cell(texts: Sequence[str], place: int | None) -> str:
    return "" if place is None else texts[place].strip()


def _label(entry: _Written, listed: LabelList) -> Label:
    if entry.text in listed.noise:
        return Label(entry.text, None, LabelKind.NOISE)
    is_sound = entry.text in listed.sounds or _is_sound(entry, listed.namespace)
    if is_sound or listed.kind is LabelKind.SOUND:
        return Label(entry.text, _sound(entry, listed), LabelKind.SOUND)
    if listed.kind is LabelKind.NOISE:
        return Label(entry.text, None, LabelKind.NOISE)
    return Label(entry.text, _species(entry, listed), listed.kind)


def _is_sound(entry: _Written, namespace: Namespace) -> bool:
    if namespace is Namespace.SOUND:
        return True
    if namespace is Namespace.SCIENTIFIC:
        return not _BINOMIAL.fullmatch(entry.species or entry.text)
    if namespace is Namespace.BIRDNET:
        scientific, _, common = entry.text.partition("_")
        return scientific == common or not common
    return False


def _sound(entry: _Written, listed: LabelList) -> Species:
    name, _, common = entry.text.partition("_")
    if listed.namespace is not Namespace.BIRDNET:
        name, common = entry.text, entry.common or entry.text.replace("_", " ")
    return Species(name, common or name, "sound")


def _species(entry: _Written, listed: LabelList) -> Species:
    name, common = entry.species or entry.text, entry.common
    if listed.namespace is Namespace.BIRDNET and not entry.species:
        name, _, common = name.partition("_")
    known = known_species(name)
    if entry.animals and known is None:
        group = "bird" if entry.animals.casefold() == "aves" else "animal"
    else:
        group = known.group if known else group_of_genus(name) or listed.group
    return Species(name, common or (known.common_name if known else name), group)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        raise UnusableValueError(
            f"{path} cannot be read ({error.strerror or error}). Install the network again."
        ) from error
    if content is None:
        raise UnusableValueError(f"{path.name} is larger than any list of labels. Name another.")
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _wrong(path, line, "this is not UTF-8: save the file as UTF-8") from error
    if "\0" in text:
        raise _wrong(path, text[: text.index("\0")].count("\n") + 1, "there are zero bytes here")
    return text


def _wrong(path: Path, line: int, what: str) -> UnusableValueError:
    return UnusableValueError(f"{path.name}, line {line}: {what}")
