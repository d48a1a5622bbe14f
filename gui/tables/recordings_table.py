"""The files of a project, one a row."""

from core.store.file_lists import ListedFile
from gui.tables.columns import Column
from gui.tables.paged import PagedTable
from gui.widgets import words


def _state(file: ListedFile) -> str:
    problem = file.recording.problem
    if problem is not None and not problem.usable:
        return problem.text
    if not file.is_there:
        folder = file.recording.path.parent
        return f"Not where it was ({folder}). Connect its drive, or find the folder."
    found = "Not analysed yet"
    if file.analysed:
        heard = words.count(file.detections, "detection") if file.detections else "no detections"
        found = f"Analysed, {heard}"
    doubts = " ".join(filter(None, (problem.text if problem else "", file.trouble)))
    return f"{found}. {doubts}" if doubts else found


def _sign(file: ListedFile) -> str:
    problem = file.recording.problem
    if problem is not None and not problem.usable:
        return "✕"
    if problem is not None or file.trouble or not file.is_there:
        return "!"
    return "✓" if file.analysed else "·"


def _tint(file: ListedFile) -> str:
    if file.recording.problem is not None or file.trouble or not file.is_there:
        return "danger"
    return "accent" if file.analysed else "muted"


def _recorder(file: ListedFile) -> str:
    made = file.recording.recorder or ""
    return f"{made} {file.recording.serial}" if file.recording.serial else made


def _length(file: ListedFile) -> str:
    return words.length(file.recording.duration_s) if file.recording.duration_s else ""


def _recorded(file: ListedFile) -> str:
    start, doubted = file.recording.start, file.recording.doubted_start
    return f"{words.day_and_time(doubted)} ?" if doubted else words.day_and_time(start)


def _clock_hint(file: ListedFile) -> str:
    if file.recording.doubted_start:
        return "This is what the clock read. It cannot be right, and is not used for anything."
    return words.zone(file.recording.start)


COLUMNS: tuple[Column[ListedFile], ...] = (
    Column(
        "File", lambda f: f.recording.path.name, width=280, order="name",
        hint=lambda f: str(f.recording.path),
    ),
    Column("Site", lambda f: f.recording.site or "", width=150, order="site"),
    Column(
        "Recorded", _recorded, width=160, order="time", hint=_clock_hint,
        tint=lambda f: "danger" if f.recording.doubted_start else "text",
    ),
    Column("Length", _length, number=True, width=80, order="length", about="Hours:minutes:seconds"),
    Column("Recorder", _recorder, width=220, order="recorder", spare=True),
    Column("State", _state, width=260, order="state", hint=_state, tint=_tint, sign=_sign),
)  # fmt: skip


class RecordingsTable(PagedTable[ListedFile]):
    """Sorted and filtered by core; pages come when they are looked at."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)
