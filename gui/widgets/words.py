"""Numbers, times and lengths as the window writes them."""

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from core.counted import counted, in_bytes
from core.domain import Detection, Start
from core.jobs import Progress
from core.project_sketch import ProjectSketch
from gui.theme import CORRECTED, SIGNS

count = counted
"""1 recording, 1,200 recordings."""
size = in_bytes
"""1.5 MB."""
_MANY_HOURS = 1000


def held_to_be(found: Detection) -> str:
    """Return what a detection is held to be: what the reviewer says, or what was heard."""
    return found.corrected.common_name if found.corrected else found.heard_as


def sign_of(found: Detection) -> str:
    """Return the sign that stands before what a detection is held to be."""
    return CORRECTED if found.corrected else SIGNS[found.verdict]


def hours(number: float) -> str:
    """Return a length of sound, no more exact than is useful: 96.3 hours, 24 min, 1 min 30 s."""
    seconds = round(number * 3600)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 600:
        return f"{seconds // 60} min {seconds % 60} s" if seconds % 60 else f"{seconds // 60} min"
    if seconds < 3600:
        return f"{round(seconds / 60)} min"
    return f"{number:,.0f} hours" if number >= _MANY_HOURS else f"{number:,.1f} hours"


def length(seconds: float) -> str:
    """Return the length of a sound: 0:59, 12:05, 1:00:00."""
    minutes, rest = divmod(round(seconds), 60)
    whole, minutes = divmod(minutes, 60)
    return f"{whole}:{minutes:02d}:{rest:02d}" if whole else f"{minutes}:{rest:02d}"


def wait(seconds: float) -> str:
    """Return a time to wait in words, no more exact than it can be."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def day_and_time(start: Start | None) -> str:
    """Return a moment by the recorder's clock, in the system's format of dates."""
    return "" if start is None else f"{day(start)} {start.local:%H:%M:%S}"


def day(start: Start | None) -> str:
    """Return a day by the recorder's clock, in the system's format."""
    if start is None:
        return ""
    if _no_locale():
        return f"{start.local:%Y-%m-%d}"
    at = QDate(start.local.year, start.local.month, start.local.day)
    return QLocale.system().toString(at, QLocale.FormatType.ShortFormat)


def project_sketch(known: ProjectSketch) -> str:
    """Return when a project was worked on, how large it is, and what is left to do."""
    if known.changed is None or known.size_bytes is None:
        return ""
    parts = [moment(known.changed), size(known.size_bytes)]
    if known.recordings == 0:
        parts.append("no recordings yet")
    if known.unheard:
        parts.append(f"{count(known.unheard, 'recording')} to analyse")
    if known.unreviewed:
        parts.append(f"{count(known.unreviewed, 'detection')} to review")
    if known.recordings and known.unheard == known.unreviewed == 0:
        parts.append("all reviewed")
    return " · ".join(parts)


def zone(start: Start | None) -> str:
    """Say which clock a moment was read from."""
    if start is None:
        return "When this was recorded is not known."
    if start.offset_minutes is None:
        return "By the recorder's clock. Its distance from UTC is not known."
    sign = "−" if start.offset_minutes < 0 else "+"
    whole, minutes = divmod(abs(start.offset_minutes), 60)
    return f"By the recorder's clock, UTC{sign}{whole}:{minutes:02d}"


def moment(at: datetime) -> str:
    """Return a datetime of this computer in the system's short format."""
    local = at.astimezone()
    if _no_locale():
        return f"{local:%Y-%m-%d %H:%M}"
    stamp = QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute))
    return QLocale.system().toString(stamp, QLocale.FormatType.ShortFormat)


def _no_locale() -> bool:
    # A system without a language has no format of its own that people could read.
    return QLocale.system().language() == QLocale.Language.C


def reviewed(done: int, of: int, today: int = 0) -> str:
    """Return how many are reviewed: 38 of 130 reviewed, 12 today."""
    said = f"{done:,} of {of:,} reviewed"
    return f"{said}, {today:,} today" if today else said


def progress(step: Progress, unit: str) -> str:
    """Return a step in words: ``412 of 1,200 files · 380× real time · 14 min left``."""
    parts = []
    done, total = step.done, step.total
    if unit == "h" and total < 1:
        done, total, unit = done * 60, total * 60, "min"
    if total and unit == "bytes":
        parts.append(f"{size(done)} of {size(total)}")
    elif total:
        whole = total == int(total) and not (unit == "h" and total < 10)
        number = "{:,.0f}" if whole else "{:,.1f}"
        parts.append(f"{number.format(done)} of {number.format(total)} {unit}")
    if step.rate is not None:
        parts.append(f"{step.rate:,.0f}× real time")
    if step.left_s is not None:
        parts.append(f"{wait(step.left_s)} left")
    if step.problems:
        parts.append(count(step.problems, "problem"))
    return " · ".join(parts)
