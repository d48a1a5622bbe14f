"""Deployments as a CSV: written for a person to fill in, and read back all or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from core import names
from core.counted import counted
from core.deployments import editing
from core.deployments.apply_clocks import apply_clocks
from core.deployments.clock import Clock, ClockMode, KnownTime, checked, known_times
from core.deployments.zones import zone_of
from core.errors import UserError
from core.store import Project, deployments, edits, sites
from core.store.deployments import Deployment
from core.tabular import PersonsTable, TableRow

_KNOWN = ("clock_start", "true_start", "clock_end", "true_end")
COLUMNS = (
    "site",
    "latitude",
    "longitude",
    "start",
    "end",
    "recorder",
    "serial",
    "zone",
    "clock",
    *_KNOWN,
)
"""Start and end are by the corrected clock; ``clock`` is fixed_offset or follows_zone; the last
four are what the recorder showed at two moments, and what was true then."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of the table would change."""

    number: int
    """In the file; the header is line 1."""
    deployment: Deployment
    changes: tuple[str, ...]
    """In words; empty: it says what is known already."""
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What importing a table would do."""

    lines: tuple[Line, ...]
    problems: tuple[str, ...]
    """Each names its line and says what to do; with any of them nothing is imported."""
    guess: str = ""
    """A sentence where the file's encoding is a guess."""

    @property
    def changing(self) -> int:
        """Return how many deployments would change."""
        return sum(bool(line.changes) for line in self.lines)


def rows(project: Project) -> list[dict[str, str]]:
    """Return the table's rows, by site and time, with empty texts for what is not known."""
    with project.reading() as db:
        return [_row(one) for one in deployments.listing(db)]


def plan_import(project: Project, path: Path) -> ImportPreview:
    """Return what importing a table would do, without doing it. Raises UserError if unreadable."""
    table, guess = _read(path)
    with project.reading() as db:
        return _plan(table, guess, deployments.listing(db))


def import_table(project: Project, path: Path) -> ImportPreview:
    """Take over sites, coordinates, zones and clocks from a table: one step that can be undone.

    A line belongs to the deployment with its serial and site, in its period where several have
    them; empty cells leave things as they are. Raises UserError naming every wrong line; nothing
    is changed then.
    """
    table, guess = _read(path)
    with project.writing() as db:
        plan = _plan(table, guess, deployments.listing(db))
        if plan.problems:
            raise UserError(
                f"Nothing was imported from {path.name}. " + " ".join(plan.problems[:20])
            )
        db.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        with edits.edit(db, f"Imported deployments from {path.name}"):
            for line in plan.lines:
                if line.changes:
                    _apply(db, line)
            _let_follow(db, plan)
    return plan


def _row(one: Deployment) -> dict[str, str]:
    known = [t for k in known_times(one.clock) for t in (k.recorder, k.true)]
    values = {
        "site": one.site,
        "latitude": one.latitude,
        "longitude": one.longitude,
        "start": one.first and one.first.isoformat(),
        "end": one.last and one.last.isoformat(),
        "recorder": one.recorder,
        "serial": one.serial,
        "zone": one.zone,
        "clock": one.clock_mode,
    }
    values |= {name: t.isoformat() for name, t in zip(_KNOWN, known, strict=False)}
    return {name: "" if values.get(name) is None else str(values[name]) for name in COLUMNS}


def _read(path: Path) -> tuple[list[TableRow], str]:
    """Return the rows, and a sentence where the file's encoding is a guess."""
    table = PersonsTable(path, COLUMNS, is_row=lambda told: any(told.values()))
    if "site" not in table.columns:
        raise UserError(f"{path.name} has no column `site`. Its columns are: {', '.join(COLUMNS)}.")
    return list(table.rows()), table.guess


def _plan(table: Iterable[TableRow], guess: str, known: list[Deployment]) -> ImportPreview:
    lines: list[Line] = []
    problems: list[str] = []
    taken: dict[int, int] = {}
    places: dict[str, tuple[str, int]] = {}
    for row in table:
        number, values = row.line, row.told
        try:
            if row.problem:
                raise UserError(f"{row.problem}.")
            deployment = _match(values, known)
            if (other := taken.setdefault(deployment.id, number)) != number:
                raise UserError(f"is about the same deployment as line {other}; keep one.")
            _check_place(values, deployment, places, number)
            lines.append(Line(number, deployment, _changes(values, deployment), values))
        except UserError as error:
            problems.append(f"Line {number}: {error}")
    return ImportPreview(tuple(lines), tuple(problems), guess)


def _check_place(
    values: Mapping[str, str],
    deployment: Deployment,
    places: dict[str, tuple[str, int]],
    line: int,
) -> None:
    position = f"{values['latitude']}, {values['longitude']}"
    if position != ", ":
        site = values["site"] or deployment.site
        said, other = places.setdefault(names.key(site), (position, line))
        if said != position:
            raise UserError(f"gives {site} other coordinates than line {other}.")


def _match(values: Mapping[str, str], known: list[Deployment]) -> Deployment:
    site, serial = values.get("site", ""), values.get("serial", "")
    if not site and not serial:
        raise UserError("has neither site nor serial; give one of them.")
    start, end = _moment(values, "start"), _moment(values, "end", end=True)
    there = {one.id for one in known if names.same(one.site, site)}
    fitting = [
        one for one in known
        if (one.serial == serial if serial else one.id in there) and _meets(one, start, end)
    ]  # fmt: skip
    if len(fitting) > 1:
        fitting = (
            [one for one in fitting if one.site == site]
            or [one for one in fitting if one.id in there]
            or fitting
        )
    if len(fitting) > 1:
        recorder = values.get("recorder", "")
        fitting = [one for one in fitting if one.recorder == recorder] or fitting
    if not fitting:
        raise UserError(
            f"no deployment of the project fits (site {site or 'any'}, serial {serial or 'any'}, "
            "this period). Scan its recordings first, or correct the line."
        )
    if len(fitting) > 1:
        raise UserError(
            f"{counted(len(fitting), 'deployment fits', 'deployments fit')}; give the serial "
            "and the start of the one meant."
        )
    return fitting[0]


def _meets(one: Deployment, start: datetime | None, end: datetime | None) -> bool:
    if one.first is None or one.last is None:
        return True
    return (end is None or one.first <= end) and (start is None or one.last >= start)


def _changes(values: Mapping[str, str], one: Deployment) -> tuple[str, ...]:
    before = _row(one)
    new_clock = _known(values)  # raises what is wrong with the times
    mode = values.get("clock", "")
    if mode and mode not in tuple(ClockMode):
        raise UserError(f"clock is fixed_offset or follows_zone, not {mode}.")
    checked(Clock(zone=values.get("zone") or None, known=new_clock or ()))
    latitude, longitude = _number(values, "latitude"), _number(values, "longitude")
    editing.check_coordinates(latitude, longitude)
    said = dict(values)
    said["site"] = _site(values, one)
    for name, number in (("latitude", latitude), ("longitude", longitude)):
        said[name] = "" if number is None else str(number)
    told = [
        f"{name}: {before[name] or 'unknown'} -> {said[name]}"
        for name in ("site", "latitude", "longitude", "zone", "clock")
        if said.get(name) and said[name] != before[name]
    ]
    if new_clock is not None and new_clock != known_times(one.clock):
        told.append(f"known times: {len(known_times(one.clock))} -> {len(new_clock)}")
    return tuple(told)


def _apply(db: Connection, line: Line) -> None:
    values, one = line.values, line.deployment
    site_id = one.site_id
    if (site := _site(values, one)) != one.site:
        site_id = sites.site(db, site)
        deployments.change(db, one.id, {"site_id": site_id})
    latitude, longitude = _number(values, "latitude"), _number(values, "longitude")
    if latitude is not None:
        zone = zone_of(latitude, longitude)
        place = {"latitude": latitude, "longitude": longitude, "zone": zone}
        sites.change(db, site_id, place)
    known = _known(values)
    editing.change_clock(
        db,
        one.id,
        zone=values.get("zone") or editing.KEEP,
        mode=values.get("clock") or editing.KEEP,
        known=editing.KEEP if known is None else known,
    )


def _site(values: Mapping[str, str], one: Deployment) -> str:
    """Return where a deployment was by its line, which may write the site's name another way."""
    if not values["site"] or names.same(values["site"], one.site):
        return one.site
    return names.site_name(values["site"])


def _let_follow(db: Connection, plan: ImportPreview) -> None:
    touched = {line.deployment.id for line in plan.lines if line.changes}
    former = {line.deployment.site_id for line in plan.lines if line.changes}
    now = {site for one in touched if (d := deployments.get(db, one)) for site in (d.site_id,)}
    at_sites = (one for site_id in former | now for one in deployments.of_site(db, site_id))
    apply_clocks(db, touched | set(at_sites))
    for site_id in former - now:
        sites.remove_empty(db, site_id)


def _known(values: Mapping[str, str]) -> tuple[KnownTime, ...] | None:
    """Return the known times of a line, or None where its cells are empty."""
    times = [_moment(values, name) for name in _KNOWN]
    known = []
    for recorder, true in (times[:2], times[2:]):
        if (recorder is None) != (true is None):
            raise UserError("a known time needs both what the recorder showed and what was true.")
        if recorder is not None and true is not None:
            known.append(KnownTime(recorder, true))
    return tuple(known) or None


def _moment(values: Mapping[str, str], name: str, *, end: bool = False) -> datetime | None:
    text = values.get(name, "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError(
            f"{name} is no date and time: {text}. Write it as 2024-05-31T06:30:00."
        ) from error
    if moment.tzinfo is not None:
        raise UserError(f"{name} is by the recorder's clock: leave the offset off ({text}).")
    return moment + timedelta(days=1) if end and len(text) <= len("2024-05-31") else moment


def _number(values: Mapping[str, str], name: str) -> float | None:
    text = values.get(name, "").replace(",", ".")
    if not text:
        return None
    try:
        return float(text)
    except ValueError as error:
        raise UserError(f"{name} is no number: {text}. Write degrees as 52.1234.") from error
