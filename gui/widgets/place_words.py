"""Sites, deployments and clocks as the window writes them."""

from datetime import datetime

from core.deployments.clock import Clock, ClockMode, known_times
from core.deployments.effects import Effect
from core.domain import Start, StartSource
from core.durations import span
from core.store.deployments import Deployment
from gui.widgets import words


def day(at: datetime | None) -> str:
    """Return a day of a recorder's clock in the system's format."""
    return "" if at is None else words.day(Start(at, StartSource.PERSON))


def period(one: Deployment) -> str:
    """Return from which day to which a deployment recorded."""
    first, last = day(one.first), day(one.last)
    return first if first == last else f"{first} – {last}"


def coordinates(latitude: float | None, longitude: float | None) -> str:
    """Return a place in degrees: 52.15470° N, 4.48530° E."""
    if latitude is None or longitude is None:
        return ""
    north = "N" if latitude >= 0 else "S"
    east = "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.5f}° {north}, {abs(longitude):.5f}° {east}"


def recorder(one: Deployment) -> str:
    """Return which recorder it was, with its serial."""
    return " ".join(part for part in (one.recorder, one.serial) if part) or "Unknown recorder"


def deployment(one: Deployment) -> str:
    """Return a deployment in one line: site, recorder and period."""
    # A site without a name of its own has its recorder's serial for one.
    what = one.recorder if one.serial and one.serial == one.site else recorder(one)
    return " · ".join(part for part in (one.site, what, period(one)) if part)


def zone(one: Deployment) -> str:
    """Return the zone of a deployment's clock, or where its time comes from otherwise."""
    if one.zone is not None:
        return one.zone
    if one.guessed:
        return f"{one.site_zone}?"
    return "unknown" if one.without_offset else "as its files say"


def zone_hint(one: Deployment) -> str:
    """Say where a deployment's zone is from, and what that means."""
    if one.zone is not None:
        return "The recorder was set to this time; somebody has said so."
    if one.guessed:
        return (
            f"Assumed from the site's place for {words.count(one.guessed, 'recording')} that "
            f"{_tell(one.guessed)} no zone. Say at the right whether it was so."
        )
    if one.without_offset:
        number = words.count(one.without_offset, "recording")
        return (
            f"{number} {_tell(one.without_offset)} no zone. Say where the site is, or which time "
            "the recorder was set to."
        )
    return "Each file tells its own zone."


def _tell(recordings: int) -> str:
    return "tells" if recordings == 1 else "tell"


def clock(one: Deployment) -> str:
    """Return what a deployment's clock did, and whether it is corrected."""
    said = "summer time" if one.clock_mode == ClockMode.FOLLOWS_ZONE else "one time throughout"
    known = known_times(one.clock)
    if one.doubted:
        said = f"cannot be right in {words.count(one.doubted, 'recording')}; {said}"
    if len(known) == 1:
        return f"{said}, {shift(known[0].error_s)}"
    return f"{said}, drift corrected" if known else said


def shift(seconds: float) -> str:
    """Return how much later or earlier something becomes: ``3 min 12 s later``."""
    if not seconds:
        return "no change"
    return f"{span(abs(seconds))} {'later' if seconds > 0 else 'earlier'}"


def offset(minutes: int | None) -> str:
    """Return a distance from UTC: UTC+2:00."""
    if minutes is None:
        return "unknown"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}:{rest:02d}"


def effect(found: Effect) -> str:
    """Say in a sentence what another clock would change."""
    sentences = []
    if found.moved:
        number = words.count(found.moved, "recording")
        verb = "moves" if found.moved == 1 else "move"
        if abs(found.first_s - found.last_s) < 0.5:
            sentences.append(f"{number} {verb} {shift(found.first_s)}.")
        else:
            sentences.append(
                f"{number} {verb}: the first {shift(found.first_s)}, "
                f"the last {shift(found.last_s)}."
            )
    if found.offsets:
        number = words.count(found.offsets, "recording")
        known = " or ".join(offset(minutes) for minutes in found.offset_minutes)
        sentences.append(f"The clock of {number} becomes {known}.")
    return " ".join(sentences) or "Nothing changes with this."


def clock_is_as(one: Deployment, wanted: Clock) -> bool:
    """Tell whether a deployment's clock is set so already."""
    now = (one.zone, one.clock_mode, known_times(one.clock))
    return now == (wanted.zone, wanted.mode.value, wanted.known)
