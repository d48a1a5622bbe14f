"""Recordings whose place or week is another by now than the one their detections are listed by.

Sites get their places, and clocks are set right, often after an analysis. What is expected there is
then something else; an analysis with the same settings lists those recordings anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from core.counted import counted
from core.species.expected import ANY_WEEK, EVERYWHERE, asked_of, place_name
from core.species.ranges import SeasonalPlace
from core.store import combined, listed_places, passes, runs
from core.store.runs import Run


@dataclass(frozen=True, slots=True)
class MovedRecordings:
    """Recordings to be listed by another place and week."""

    place: SeasonalPlace | None
    """None: nobody knows it."""
    recording_ids: Sequence[int]


def is_listed_by_place(db: Connection, run: Run) -> bool:
    """Tell whether a run expects species by place and week, and not by a list or everywhere."""
    if run.settings.get("species_list") is not None or not runs.lists(db, run.id):
        return False
    return bool((passes.get(db, run.pass_id).manifest or {}).get("range_model"))


def moved_recordings(db: Connection, run: Run) -> list[MovedRecordings]:
    """Return the recordings of a run that are listed by another place or week than theirs."""
    if not is_listed_by_place(db, run):
        return []
    asked = runs.lists(db, run.id)
    found: dict[SeasonalPlace | None, list[int]] = {}
    for some in listed_places.alike_placed(db, run.id):
        place = asked_of(run.settings, some.latitude, some.longitude, some.day)
        name = place_name(place)
        # What was analysed before places were recorded is listed by one of those that were asked.
        is_other = name not in asked if some.place is None else name != some.place
        if is_other:
            found.setdefault(place, []).extend(some.recording_ids)
    return [MovedRecordings(place, ids) for place, ids in found.items()]


def number_moved(db: Connection, run: Run) -> int:
    """Return how many recordings those are, of a combined run those of its sources too."""
    return len(_moved(db, run))


def _moved(db: Connection, run: Run) -> set[int]:
    if not run.is_combined:
        return {one for some in moved_recordings(db, run) for one in some.recording_ids}
    sources = combined.sources(db, run)
    if len(sources) < len(combined.fingerprints(run)):
        return set()  # What they list by now is not here.
    own = set(combined.listed_otherwise(db, run.id, [source.id for source in sources]))
    return own.union(*(_moved(db, source) for source in sources))


def moved_in_words(db: Connection, run: Run) -> str:
    """Say of how many recordings it is, if any, and what to do."""
    number = number_moved(db, run)
    if not number:
        return ""
    have = counted(number, "recording has", "recordings have")
    again = (
        "Analyse again, each with the same settings, then combine again"
        if run.is_combined
        else "Analyse again with the same settings"
    )
    return (
        f"{have} another place or week now than when analysed: species are shown by the former "
        f"one. {again}; nothing is heard twice."
    )


def unplaced_in_words(db: Connection, run: Run) -> str:
    """Say of how many recordings all species are expected, or those of the whole year, if any."""
    if not is_listed_by_place(db, run):
        return ""
    numbers = listed_places.by_place(db, run.id)
    nowhere, said = numbers.get(EVERYWHERE, 0), []
    if nowhere:
        have = counted(nowhere, "recording has", "recordings have")
        said.append(f"{have} no place: all species were expected there.")
    elif EVERYWHERE in runs.lists(db, run.id) and not numbers:
        said.append("Where a recording had no place all species were expected.")
    undated = sum(n for name, n in numbers.items() if name.endswith(f",{ANY_WEEK}"))
    if undated and run.settings.get("week", "auto") == "auto":
        have = counted(undated, "recording has", "recordings have")
        said.append(f"{have} no known start: species of any time of the year were expected.")
    return " ".join(said)
