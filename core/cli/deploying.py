"""Commands about when recordings were made and where they lie: clock, relink."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli.options import ProjectOption, opened
from core.cli.output import say, say_json, say_table
from core.counted import counted
from core.deployments import editing, relinking
from core.deployments.apply_clocks import LocalTime, clock_of
from core.deployments.clock import ClockMode, KnownTime, known_times
from core.durations import in_hours
from core.errors import UserError
from core.store import deployments as stored
from core.store.deployments import Deployment


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(relink)
    app.command()(clock)


def show(found: list[Deployment], *, as_json: bool) -> None:
    """Print deployments."""
    if as_json:
        say_json([_as_json(one) for one in found])
        return
    say_table(
        (("No.", True), ("Site", False), ("Recorder", False), ("Serial", False), ("First", False),
         ("Last", False), ("Recordings", True), ("Hours", True), ("Clock", False)),
        [
            (f"{d.id}", d.site, d.recorder or "unknown", d.serial or "", _day(d.first),
             _day(d.last), f"{d.recordings:,}", in_hours(d.hours), _clock(d))
            for d in found
        ],
    )  # fmt: skip


def relink(
    project: ProjectOption,
    old: Annotated[Path, typer.Argument(help="Where the recordings were.")],
    new: Annotated[
        Path | None, typer.Argument(help="Where they are now; left out: look on all disks.")
    ] = None,
) -> None:
    """Link recordings to the folder they are in now, after comparing a sample of them."""
    with opened(project) as at:
        if new is None:
            found = relinking.find_moved(at, old)
            say("\n".join(str(m.folder) for m in found) or f"{old} was not found on any disk.")
            return
        match = relinking.relink(at, old, new)
    say(
        f"{counted(match.root.recordings, 'recording is', 'recordings are')} linked to "
        f"{match.folder}."
    )
    say(f"{match.same} of {match.checked} looked at are the same, {len(match.missing)} missing.")


def clock(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
    deployment: Annotated[int, typer.Argument(help="Its number: see `undersong deployments`.")],
    recorder_time: Annotated[
        list[str] | None, typer.Option(help="What the recorder showed (2024-05-01T05:00:00).")
    ] = None,
    true_time: Annotated[
        list[str] | None, typer.Option(help="What was true then. Give both twice for a drift.")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="IANA name, such as Europe/Amsterdam.")] = None,
    mode: Annotated[
        ClockMode | None, typer.Option(help="Whether the clock followed summer time.")
    ] = None,
    local_time: Annotated[
        LocalTime | None,
        typer.Option(
            help="Whose time of day to show. Left out: the recorder's, or the site's if the clock "
            "kept UTC."
        ),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take the known times back.")] = False,
) -> None:
    """Say what a deployment's clock kept: its recordings and detections follow.

    The zone holds also against offsets that the files state.
    """
    known = _known(recorder_time or [], true_time or [])
    if not known and zone is None and mode is None and local_time is None and not clear:
        raise UserError(
            "Nothing to set: give --zone, --mode, --local-time, or --recorder-time and --true-time."
        )
    with opened(project) as at:
        editing.set_clock(
            at,
            deployment,
            zone=editing.KEEP if zone is None else zone,
            mode=editing.KEEP if mode is None else mode,
            known=known if known or clear else editing.KEEP,
            local_time=editing.KEEP if local_time is None else local_time,
        )
        with at.reading() as db:
            now = stored.get(db, deployment)
    if now is not None:
        show([now], as_json=False)
        for sentence in _sentences(now):
            say(sentence)


def _sentences(now: Deployment) -> Iterator[str]:
    """Yield what a person should know of what the clock does now."""
    if now.overruled:
        number = counted(now.overruled, "recording states", "recordings state")
        yield f"{number} another UTC offset: {now.zone} holds instead."
    if shown := clock_of(now).shown_zone:
        yield f"Times of day are shown by the site's time, {shown}."
    elif now.local_time == LocalTime.SITE or now.zone == "UTC":
        yield "The site's time is unknown: say where it is with `undersong sites place`."


def _known(recorder: list[str], true: list[str]) -> list[KnownTime]:
    if len(recorder) != len(true):
        raise UserError("Give one --true-time for each --recorder-time.")
    return [KnownTime(_moment(r), _moment(t)) for r, t in zip(recorder, true, strict=True)]


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"{text} is no date and time. Write it as 2024-05-01T05:00:00.") from error
    if moment.tzinfo is not None:
        raise UserError(f"{text} is by the recorder's clock: leave the offset off.")
    return moment


def _as_json(one: Deployment) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in one.__slots__ if name != "clock"}
    values["known_times"] = [
        {"recorder": known.recorder.isoformat(), "true": known.true.isoformat()}
        for known in known_times(one.clock)
    ]
    for name in ("first", "last"):
        values[name] = values[name] and values[name].isoformat()
    return values


def _clock(one: Deployment) -> str:
    if one.zone is not None:
        zone = one.zone
    elif one.guessed:
        zone = f"{one.site_zone} (a guess)"
    else:
        zone = "zone unknown" if one.without_offset else "as its files say"
    follows = ", follows it" if one.clock_mode == ClockMode.FOLLOWS_ZONE else ""
    known = len(known_times(one.clock))
    doubted = f", cannot be right in {counted(one.doubted, 'recording')}" if one.doubted else ""
    return f"{zone}{follows}" + (f", corrected ({known} known)" if known else "") + doubted


def _day(moment: datetime | None) -> str:
    return "unknown" if moment is None else f"{moment:%Y-%m-%d %H:%M}"
