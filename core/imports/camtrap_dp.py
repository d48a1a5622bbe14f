"""Camera trap data packages of sound (Camtrap DP 1.0): a folder, or a zip. Source: TDWG.

Observations stand in ``observations.csv``, and the recordings they are of in ``media.csv`` beside
it. Where one names no recording, it is of the last of its deployment that began before it.
"""

import shutil
import tempfile
import zipfile
import zlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.errors import UserError
from core.imports.format import ImportFormat, ResultsHead
from core.imports.result import HeardRow, LeftOutRow, ResultRow, RowError
from core.imports.tables import checked, hertz, number, probability, understood
from core.tabular import PersonsTable, Told

PACKAGE, OBSERVATIONS, MEDIA = "datapackage.json", "observations.csv", "media.csv"
_MEDIA_COLUMNS = ("mediaID", "deploymentID", "timestamp", "filePath", "fileName", "fileMediatype")
_NEEDED = ("observationID", "deploymentID", "eventStart", "observationType")
_COLUMNS = (
    *_NEEDED, "mediaID", "eventEnd", "scientificName", "classificationMethod", "classifiedBy",
    "classificationProbability", "observationTags", "observationComments",
)  # fmt: skip
_LEAST_S = 0.001
_SOUNDS = {"human": "Human", "vehicle": "Vehicle"}


def is_package(path: Path) -> bool:
    """Tell whether a file is a zip of such a package."""
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as package:
        return {OBSERVATIONS, MEDIA} <= _members(package).keys()


def observations_of(path: Path) -> Path:
    """Return the table that is meant where the description of a package is named."""
    named = path.name == PACKAGE and observations_beside(path)
    return path.with_name(OBSERVATIONS) if named else path


def is_part(path: Path) -> bool:
    """Tell whether a file is a part of a package that is read with its observations."""
    return path.name in (PACKAGE, MEDIA, "deployments.csv") and observations_beside(path)


def observations_beside(path: Path) -> bool:
    """Tell whether the observations of a package lie beside a file."""
    return path.with_name(OBSERVATIONS).is_file()


def recognise(head: ResultsHead) -> bool:
    """Tell whether a table holds the observations of a package."""
    return head.has(*_NEEDED)


def read(path: Path) -> Iterator[ResultRow | LeftOutRow | HeardRow]:
    """Yield the observations. Raises UserError, naming lines."""
    with _folder(path) as folder:
        of = _Recordings(folder / MEDIA)
        table = folder / (OBSERVATIONS if is_package(path) else path.name)
        rows = PersonsTable(table, _COLUMNS, lesser=_COLUMNS).rows()
        yield from understood(table, rows, lambda row: [_observation(row.line, row.told, of)])


@dataclass(frozen=True, slots=True)
class _Media:
    file: str
    begins: datetime
    is_sound: bool


class _Recordings:
    """What observations are of. Raises UserError where the table is missing or not understood."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise UserError(
                f"{MEDIA} is missing beside {OBSERVATIONS}: it says which recordings these "
                "observations are of. Name the whole package, a folder or a zip."
            )
        self.by_id: dict[str, _Media] = {}
        its: dict[str, list[_Media]] = defaultdict(list)
        rows = PersonsTable(path, _MEDIA_COLUMNS, lesser=_MEDIA_COLUMNS).rows()
        for told, one in understood(path, rows, lambda row: [(row.told, _media(row.told))]):
            self.by_id[told["mediaID"]] = one
            if one.is_sound:
                its[told["deploymentID"]].append(one)
        self.of_deployment = {
            id_: sorted(every, key=lambda one: _order(one.begins)) for id_, every in its.items()
        }

    def find(self, told: Told, at: datetime) -> _Media | None:
        """Return what an observation is of; None where nothing is."""
        if told["mediaID"]:
            return self.by_id.get(told["mediaID"])
        every = self.of_deployment.get(told["deploymentID"], [])
        place = bisect_right(every, _order(at), key=lambda one: _order(one.begins))
        return every[place - 1] if place else None


def _media(told: Told) -> _Media:
    path, name = told["filePath"], told["fileName"]
    kind = told["fileMediatype"].casefold()
    return _Media(
        path if not name or path.endswith(name) else name,
        _moment(told["timestamp"], "timestamp"), kind.startswith("audio") or not kind,
    )  # fmt: skip


def _observation(line: int, told: Told, of: _Recordings) -> ResultRow | LeftOutRow | HeardRow:
    begins = _moment(told["eventStart"], "eventStart")
    ends = _moment(told["eventEnd"], "eventEnd") if told["eventEnd"] else begins
    media = of.find(told, begins)
    if media is None:
        return LeftOutRow(line, "of no recording that media.csv has")
    if not media.is_sound:
        return LeftOutRow(line, "of a picture or a film")
    if told["observationType"] == "blank":
        return HeardRow(line, media.file)
    tags = _tags(told["observationTags"])
    start_s, length_s = _between(media.begins, begins), _between(begins, ends)
    if "offset" in tags:
        start_s = number(tags["offset"], "offset")
    if "duration" in tags:
        length_s = number(tags["duration"], "duration")
    if start_s < 0:
        return LeftOutRow(line, "of a moment before its recording begins")
    by_person = told["classificationMethod"].casefold() != "machine"
    score = probability(told["classificationProbability"])
    found = ResultRow(
        line, media.file, start_s, round(start_s + max(length_s, _LEAST_S), 6),
        told["scientificName"],
        tags.get("sound", "") or _SOUNDS.get(told["observationType"], ""),
        None if by_person else 1.0 if score is None else score,
        hertz(tags.get("frequencyLow", "")), hertz(tags.get("frequencyHigh", "")),
        reviewer=told["classifiedBy"] if by_person else "",
        note=told["observationComments"],
    )  # fmt: skip
    return checked(found)


def _tags(written: str) -> Mapping[str, str]:
    pairs = (one.partition(":") for one in written.split("|"))
    return {key.strip(): value.strip() for key, _, value in pairs if value}


def _moment(text: str, what: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        told = f"the {what} {text!r} is no date and time" if text else f"it has no {what}"
        raise RowError(told) from error


def _between(first: datetime, last: datetime) -> float:
    if (first.tzinfo is None) != (last.tzinfo is None):
        raise RowError("some of its times have a distance from UTC, others have none")
    return (last - first).total_seconds()


def _order(at: datetime) -> float:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


@contextmanager
def _folder(path: Path) -> Generator[Path]:
    """Lend the folder of a package; of a zip one that is gone afterwards."""
    if not is_package(path):
        yield path.parent
        return
    with tempfile.TemporaryDirectory() as made:
        try:
            with zipfile.ZipFile(path) as package:
                members = _members(package)
                for name in (OBSERVATIONS, MEDIA):
                    with (
                        package.open(members[name]) as packed,
                        (Path(made) / name).open("wb") as to,
                    ):
                        shutil.copyfileobj(packed, to)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise UserError(f"{path.name} is damaged ({error}). Get it anew.") from error
        yield Path(made)


def _members(package: zipfile.ZipFile) -> Mapping[str, str]:
    return {name.rpartition("/")[2]: name for name in package.namelist()}


FORMAT = ImportFormat(
    "camtrap-dp", "Camtrap DP", recognise, read,
    "Observations of sound, a folder or a zip: of machines as detections, of people as "
    "annotations.",
)  # fmt: skip
