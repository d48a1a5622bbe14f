"""What a person does to sites and deployments. Each is one step that can be undone."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from core.counted import counted
from core.deployments.apply_clocks import LocalTime, apply_clocks
from core.deployments.clock import (
    Clock,
    ClockMode,
    KnownTime,
    as_stored,
    checked,
    checked_start,
)
from core.deployments.zones import zone_of
from core.errors import UserError
from core.names import site_name
from core.store import Project, deployments, edits, recording_times, sites
from core.store.deployments import Deployment
from core.store.edits import Edit, Moves
from core.store.recording_times import SaidStart
from core.store.sites import Site

Turn = Callable[[Connection, Edit], set[int]]
"""``edits.undo`` or ``edits.redo``."""
KEEP: Any = object()
"""Stands for what is left as it is."""


def rename_site(project: Project, site_id: int, name: str) -> None:
    """Give a site another name. Raises UserError for an empty name or one that is taken."""
    name = site_name(name)
    with _editing(project, lambda db: f"Renamed {_site(db, site_id).name} to {name}") as (db, _):
        other = sites.id_of(db, name)
        if other not in (None, site_id):
            raise UserError(
                f"There is a site {name} already. Merge the two, or take another name: case and "
                "blanks make no difference."
            )
        sites.change(db, site_id, {"name": name})


def set_coordinates(
    project: Project, site_id: int, latitude: float | None, longitude: float | None
) -> None:
    """Place a site (degrees, WGS84); its zone follows. None takes the coordinates away.

    Recordings that do not say their offset get it, as a guess, from the zone. Raises UserError
    for coordinates outside the earth's.
    """
    check_coordinates(latitude, longitude)
    with _editing(project, lambda db: f"Placed {_site(db, site_id).name}") as (db, _):
        zone = zone_of(latitude, longitude)
        sites.change(db, site_id, {"latitude": latitude, "longitude": longitude, "zone": zone})
        apply_clocks(db, deployments.of_site(db, site_id))


def merge_sites(project: Project, site_ids: Sequence[int], into: int) -> None:
    """Make several sites one, which keeps its name; it takes coordinates it has not got."""
    others = [site_id for site_id in dict.fromkeys(site_ids) if site_id != into]

    if not others:
        raise UserError("That is one site already. Name another one to merge into it.")

    def text(db: Connection) -> str:
        named = ", ".join(_site(db, site_id).name for site_id in others)
        return f"Merged {named} into {_site(db, into).name}"

    with _editing(project, text) as (db, _):
        for site_id in others:
            other, target = _site(db, site_id), _site(db, into)
            if target.latitude is None and other.latitude is not None:
                place = {"latitude": other.latitude, "longitude": other.longitude}
                sites.change(db, into, place | {"zone": other.zone})
            for deployment_id in deployments.of_site(db, site_id):
                deployments.change(db, deployment_id, {"site_id": into})
        apply_clocks(db, deployments.of_site(db, into))
        for site_id in others:
            sites.remove_empty(db, site_id)


def move_to_site(project: Project, deployment_ids: Sequence[int], name: str) -> None:
    """Say that deployments were at a site of this name, which is made if there is none."""
    name = site_name(name)
    number = counted(len(deployment_ids), "deployment")
    with _editing(project, lambda _: f"Moved {number} to {name}") as (db, _):
        target = sites.site(db, name)
        for deployment_id in deployment_ids:
            former = _deployment(db, deployment_id).site_id
            deployments.change(db, deployment_id, {"site_id": target})
            apply_clocks(db, [deployment_id])
            sites.remove_empty(db, former)


def merge_deployments(project: Project, deployment_ids: Sequence[int], into: int) -> None:
    """Make several deployments one, which keeps its site, zone and clock."""
    others = [one for one in dict.fromkeys(deployment_ids) if one != into]

    def text(db: Connection) -> str:
        return f"Merged {counted(len(others) + 1, 'deployment')} at {_deployment(db, into).site}"

    with _editing(project, text) as (db, moves):
        _deployment(db, into)
        for other in others:
            former = _deployment(db, other).site_id
            edits.move(db, moves, deployments.recording_ids(db, [other]), into)
            deployments.hand_over(db, other, into)
            sites.remove_empty(db, former)
        apply_clocks(db, [into])  # once: after each of a hundred it takes a hundred times as long


def split_deployment(
    project: Project,
    deployment_id: int,
    *,
    since: datetime | None = None,
    folder: str | None = None,
    recording_ids: Sequence[int] | None = None,
    site: str | None = None,
) -> int:
    """Give some recordings of a deployment one of their own, and return its id.

    They are those from a moment of the corrected clock on, those below a folder (relative to
    the media root), or those of these ids. ``site`` is where they were, by default the same.
    Raises UserError where that is none or all of them.
    """
    with _editing(project, lambda db: f"Split {_deployment(db, deployment_id).site}") as (
        db,
        moves,
    ):
        former = _deployment(db, deployment_id)
        every = deployments.recording_ids(db, [deployment_id])
        some = deployments.recording_ids(db, [deployment_id], since=since, folder=folder)
        if recording_ids is not None:
            some = sorted(set(some) & set(recording_ids))
        if not some or len(some) == len(every):
            raise UserError(
                f"That would leave one of the two deployments without recordings ({len(some)} of "
                f"{len(every)} chosen). Choose another date or folder."
            )
        values = {
            "recorder": former.recorder,
            "serial": former.serial,
            "zone": former.zone,
            "zone_overrules": former.zone_overrules,
            "local_time": former.local_time,
            "clock_mode": former.clock_mode,
            "clock": dict(former.clock),
        }
        place = former.site_id if site is None else sites.site(db, site_name(site))
        new = deployments.add(db, place, values)
        edits.move(db, moves, some, new)
        apply_clocks(db, [deployment_id, new])
        return new


def set_clock(
    project: Project,
    deployment_id: int,
    *,
    zone: str | None = KEEP,
    mode: ClockMode = KEEP,
    known: Sequence[KnownTime] = KEEP,
    local_time: LocalTime | None = KEEP,
) -> None:
    """Say what a deployment's clock kept: zone, mode, and how wrong it was at known times.

    The zone holds also against offsets that the files state. ``local_time`` is whose time of day
    is shown; None: the recorder's, or the site's if the clock kept UTC.
    What is not given is left; ``zone=None`` and ``known=()`` take back what was said. Raises
    UserError for an unknown zone or times that cannot be.
    """
    with _editing(
        project, lambda db: f"Set the clock of {_deployment(db, deployment_id).site}"
    ) as (db, _):
        change_clock(db, deployment_id, zone=zone, mode=mode, known=known, local_time=local_time)
        apply_clocks(db, [deployment_id])


def set_starts(project: Project, starts: Mapping[int, SaidStart | None]) -> None:
    """Say when recordings began, by id; None takes back what was said.

    It holds before anything that was read, which stays beside it. Raises UserError for a time
    that cannot be.
    """
    for said in starts.values():
        if said is not None:
            checked_start(said.local)
    number = counted(len(starts), "recording")
    with _editing(project, lambda _: f"Set the start of {number}") as (db, _):
        recording_times.say(db, starts)
        apply_clocks(db, deployments.having(db, starts))


def change_clock(
    db: Connection,
    deployment_id: int,
    *,
    zone: Any = KEEP,
    mode: Any = KEEP,
    known: Any = KEEP,
    local_time: Any = KEEP,
) -> None:
    """Store what is given of a clock; recordings do not follow yet."""
    values: dict[str, Any] = {}
    if zone is not KEEP:
        values["zone"] = checked(Clock(zone=zone)).zone
        values["zone_overrules"] = zone is not None
    if mode is not KEEP:
        values["clock_mode"] = ClockMode(mode).value
    if known is not KEEP:
        values["clock"] = as_stored(checked(Clock(known=tuple(known))))
    if local_time is not KEEP:
        values["local_time"] = local_time and LocalTime(local_time).value
    if values:
        deployments.change(db, deployment_id, values)


def undo_edit(project: Project) -> Edit | None:
    """Take back the last edit that was not taken back yet, and return it; None if there is none.

    Raises UserError where something it changed has been changed since.
    """
    return _again(project, edits.last, edits.undo)


def redo_edit(project: Project) -> Edit | None:
    """Do again the edit that was taken back last, and return it; None after another edit.

    Raises UserError where something it changed has been changed since.
    """
    return _again(project, edits.last_undone, edits.redo)


def check_coordinates(latitude: float | None, longitude: float | None) -> None:
    """Raise UserError unless these are degrees on earth, or both None."""
    if latitude is None and longitude is None:
        return
    if latitude is None or longitude is None:
        raise UserError("Give both latitude and longitude, or neither.")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise UserError(
            f"{latitude}, {longitude} is no place on earth: latitude goes from -90 to 90, "
            "longitude from -180 to 180 degrees. Check whether they are swapped."
        )


def _again(
    project: Project,
    which: Callable[[Connection], Edit | None],
    turn: Turn,
) -> Edit | None:
    with project.writing() as db:
        entry = which(db)
        if entry is not None:
            _turn(db, entry, turn)
        return entry


def turned(project: Project, entry: Edit, turn: Turn) -> Edit:
    """Undo or redo one edit, whatever came after it; return what takes that back again.

    Raises ChangedSinceError where something it changed has been changed since.
    """
    with project.writing() as db:
        _turn(db, entry, turn)
        return edits.newest(db)


def _turn(db: Connection, entry: Edit, turn: Turn) -> None:
    # Rows are put back and taken away in turn; they agree again at the end.
    db.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    apply_clocks(db, turn(db, entry))


@contextmanager
def _editing(project: Project, text: Any) -> Generator[tuple[Connection, Moves]]:
    with project.writing() as db:
        db.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        with edits.edit(db, text(db)) as moves:
            yield db, moves


def _site(db: Connection, site_id: int) -> Site:
    found = sites.get(db, site_id)
    if found is None:
        raise UserError(f"There is no site {site_id} any more. Look at the list of sites again.")
    return found


def _deployment(db: Connection, deployment_id: int) -> Deployment:
    found = deployments.get(db, deployment_id)
    if found is None:
        raise UserError(
            f"There is no deployment {deployment_id} in this project. `undersong deployments` "
            "lists them with their numbers."
        )
    return found
