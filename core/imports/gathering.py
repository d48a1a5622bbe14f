"""Reading results of another program whole, and saying what would come in: nothing is changed."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.domain import Species
from core.errors import UnusableValueError, UserError
from core.imports import formats
from core.imports.format import ImportFormat
from core.imports.heap import HeapRow, ResultsHeap
from core.imports.matching import MeantRecording, ResultsMatch, ResultsMatching
from core.imports.naming import SpeciesOfResults
from core.imports.result import HeardRow, LeftOutRow
from core.jobs import Inquiry, Progress
from core.store import Project, heads, recordings

_STEP = 5000
_PAST_END_S = 0.5
_BLOCK = 1 << 20
_NAMELESS = "no species is named"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Results that were understood, before anything of them is taken in."""

    id: str
    """Of the files and their program: the same results are one import."""
    format: ImportFormat
    files: Sequence[Path]
    skipped: Sequence[str]
    """Files of a folder that are no results, by name."""
    heap: ResultsHeap
    matches: Sequence[ResultsMatch]
    """Of each file that the results name."""
    species: Sequence[Species | None]
    """Of each name in the heap."""
    others: Mapping[str, Sequence[Species]]
    """What people said that something is -> species."""
    unknown: Sequence[str]
    """Names that no network has."""

    @property
    def has_detections(self) -> bool:
        """Tell whether some of it has scores, so that it comes to a run."""
        return self.heap.least_score() is not None

    @property
    def recordings(self) -> Mapping[int, Sequence[int]]:
        """Return each recording that is meant, by id, with the places of all files that are it."""
        found: dict[int, tuple[int, ...]] = {}
        for place, match in enumerate(self.matches):
            if match.recording is not None:
                found[match.recording.id] = (*found.get(match.recording.id, ()), place)
        return found

    def rows(self, places: Sequence[int]) -> Sequence[HeapRow]:
        """Return what files that are one recording say of it."""
        its = {place: self.matches[place].recording for place in places}
        return [
            row
            for place, one in its.items()
            if one is not None
            for row in self.heap.of_file(place)
            if fits(row, one)
        ]


@dataclass(frozen=True, slots=True)
class ResultsPreview:
    """What would come in, and what would not."""

    program: str
    files: int
    rows: int
    detections: int
    annotations: int
    verdicts: int
    recordings: int
    repeated: int
    """Rows that say what another row says."""
    past_end: int
    """Rows that begin where their recording has ended."""
    unplaced: int
    """Rows of files that are no recording, or may be several."""
    guessed: Sequence[ResultsMatch]
    """Files that were renamed or made anew since: matched by what they say of themselves."""
    missing: Sequence[tuple[str, int]]
    """(file, rows) of which there is no recording."""
    several: Sequence[tuple[ResultsMatch, int]]
    """(file, rows) that may be several recordings."""
    nothing: int
    """Rows that say that nothing was found."""
    nameless: int
    """Annotations that will come in without a species."""
    left_out: Sequence[tuple[str, int]]
    """(why, rows) of what cannot come in."""
    unknown: Sequence[str]
    skipped: Sequence[str]


def gather(
    project: Project,
    paths: Sequence[Path],
    format_id: str | None = None,
    settled: Mapping[str, str] | None = None,
) -> Inquiry[Gathered]:
    """Read results. Progress counts lines.

    ``settled``: file as results name it -> the recording's path. Raises UserError for files that
    cannot be understood, naming their lines, and UnusableValueError where they are of several
    programs at once.
    """
    chosen, files, skipped = _told_apart(paths, format_id)
    heap = ResultsHeap()
    hashed = hashlib.sha256(chosen.id.encode())
    lines: list[int] = []
    for path in files:
        yield Progress(0, 0, path.name)
        lines.append(_looked_through(path, hashed))
    read = 0
    for path, own in zip(files, lines, strict=True):
        step = partial(Progress, total=sum(lines), note=path.name)
        yield step(read)
        yield from (step(read + min(line, own)) for line in _read(heap, path, chosen))
        read += own
    with project.reading() as db:
        matching = ResultsMatching(recordings.everything(db), settled or {})
        names = SpeciesOfResults(heads.species(db))
    matches = [matching.find(one, heap.last_s[place]) for one, place in heap.files.items()]
    species = [names.find(scientific, common) for scientific, common, _ in heap.names]
    others = {
        said: [held for one in said.splitlines() if (held := names.find("", one))]
        for said in heap.manual_names()
    }
    yield Progress(read, read)
    return Gathered(
        hashed.hexdigest()[:16], chosen, files, skipped, heap, matches,
        species, others, list(names.unknown),
    )  # fmt: skip


def preview(of: Gathered) -> ResultsPreview:
    """Return what would come in."""
    rows = Counter[int]()
    past_end = detections = drawn = verdicts = nameless = unnamed = 0
    for place, some in of.heap.by_file():
        rows[place] = len(some)
        recording = of.matches[place].recording
        if recording is None:
            continue
        fitting = [row for row in some if fits(row, recording)]
        past_end += len(some) - len(fitting)
        every_scored = [row for row in fitting if row.score is not None]
        scored = [row for row in every_scored if of.species[row.name] is not None]
        detections += len(scored)
        unnamed += len(every_scored) - len(scored)
        unscored = [row for row in fitting if row.score is None]
        drawn += len(unscored)
        nameless += sum(of.species[row.name] is None for row in unscored)
        verdicts += sum(row.said is not None and row.said.verdict is not None for row in scored)
    left_out = of.heap.left_out + Counter({_NAMELESS: unnamed})
    open_ = [(match, rows[place]) for place, match in enumerate(of.matches)]
    found = {match.recording.id for match, _ in open_ if match.recording}
    return ResultsPreview(
        of.format.title, len(of.files), len(of.heap), detections, drawn, verdicts, len(found),
        of.heap.repeated, past_end,
        sum(number for match, number in open_ if match.recording is None),
        [match for match, _ in open_ if match.recording and match.is_guess],
        [(match.file, n) for match, n in open_ if not match.found and n],
        [(match, n) for match, n in open_ if len(match.found) > 1],
        of.heap.nothing, nameless, left_out.most_common(), of.unknown, of.skipped,
    )  # fmt: skip


def unsettled(of: Gathered) -> list[tuple[str, str]]:
    """Return (file, recordings that it may be) of what must be settled by hand."""
    return [
        (one.file, " | ".join(found.path.as_posix() for found in one.found))
        for one in of.matches
        if one.recording is None
    ]


def fits(row: HeapRow, recording: MeantRecording) -> bool:
    """Tell whether a row lies in a recording."""
    return not recording.duration_s or row.start_s < recording.duration_s + _PAST_END_S


def _told_apart(
    paths: Sequence[Path], format_id: str | None
) -> tuple[ImportFormat, list[Path], list[str]]:
    """Return (what the files are, those that are, names of those that are not). Raises UserError.

    An empty label track among others is of a recording in which nothing was found.
    """
    named = set(paths)
    files: list[Path] = []
    kinds: list[ImportFormat] = []
    others: list[Path] = []
    for path in formats.files_of(list(paths)):
        known = _recognised(path, format_id, is_named=path in named)
        if known is None:
            others.append(path)
        else:
            files.append(path)
            kinds.append(known)
    chosen = _one_format(kinds)
    empty = [one for one in others if chosen.empty_is_nothing and not one.stat().st_size]
    return chosen, [*files, *empty], [one.name for one in others if one not in empty]


def _recognised(path: Path, format_id: str | None, *, is_named: bool) -> ImportFormat | None:
    wanted = formats.called(format_id) if format_id is not None else None
    if wanted and is_named:
        return wanted
    try:
        found = formats.recognise(path)
    except UserError:
        if is_named:
            raise
        return None
    if found is None and is_named:
        known = ", ".join(dict.fromkeys(one.title for one in formats.PROGRAMS))
        raise UserError(
            f"{path.name} is nothing that is known here: results of {known} are. A table of "
            "another program comes in when it says of each row in which recording and when in it "
            "that was: columns called file, start_s, end_s, scientific_name (or common_name) and "
            "score. Lists of species with dates only, as eBird, Merlin, BirdWeather and BirdNET-Pi "
            "write them, do not say so."
        )
    return found if wanted in (None, found) else None  # of a folder only what is wanted


def _one_format(found: Sequence[ImportFormat]) -> ImportFormat:
    by_id = {one.id: one for one in found}
    if not by_id:
        raise UserError("None of these files holds results that are known here.")
    if len(by_id) > 1:
        titles = " and ".join(f"{one.title} ({one.id})" for one in by_id.values())
        raise UnusableValueError(
            f"These files are of several kinds: {titles}. Take them in one kind at a time: of a "
            f"folder those of --format {found[0].id} alone."
        )
    return found[0]


def _read(heap: ResultsHeap, path: Path, of: ImportFormat) -> Iterator[int]:
    """Put a file's rows on the heap, and yield now and then the line where it is."""
    itself = path.as_posix()
    number = 0
    if not path.stat().st_size:
        heap.file(itself)
        return
    for number, row in enumerate(of.read(path), 1):
        if isinstance(row, LeftOutRow):
            heap.left_out[row.reason] += 1
        elif isinstance(row, HeardRow):
            heap.file(row.file or itself)
            heap.nothing += 1
        else:
            heap.add(row, row.file or itself)
        if number % _STEP == 0:
            yield row.line
    if not number:
        heap.file(itself)  # nothing was found in it


def _looked_through(path: Path, all_files: "hashlib._Hash") -> int:
    """Add a file to what names the import. Return how many lines it has."""
    hashed, lines = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            hashed.update(block)
            lines += block.count(b"\n")
    all_files.update(hashed.digest())
    return max(lines, 1)
