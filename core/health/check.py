"""The health check of deployments, put together."""

from sqlalchemy import Connection

from core.errors import UserError
from core.health import clock_findings, file_findings, level_findings, schedule
from core.health.findings import Finding, Severity
from core.health.report import Health, LevelPoint, Point
from core.health.schedule import RecordedSpan
from core.jobs import Inquiry, Progress, answer
from core.store import Project, deployments, health_rows
from core.store.deployments import Deployment
from core.store.health_rows import File, MeasuredLevel

_MOST_POINTS = 2000


def check(project: Project, deployment_id: int) -> Health:
    """Return what is to say about one deployment.

    Levels are those that ``measure`` has stored. Raises UserError where there is no such
    deployment.
    """
    with project.reading() as db:
        deployment = deployments.get(db, deployment_id)
        if deployment is None:
            raise UserError(
                f"There is no deployment {deployment_id} in this project. "
                "`undersong deployments` lists them with their numbers."
            )
        return _check(db, deployment)


def check_all(project: Project) -> list[Health]:
    """Return what is to say about all deployments, by site and time."""
    return answer(checking(project))


def checking(project: Project) -> Inquiry[list[Health]]:
    """Find out what is to say about all deployments, by site and time. Counts deployments."""
    found: list[Health] = []
    with project.reading() as db:
        every = deployments.listing(db)
        for deployment in every:
            yield Progress(len(found), len(every), deployment.site)
            found.append(_check(db, deployment))
    return found


def _check(db: Connection, deployment: Deployment) -> Health:
    files = list(health_rows.files(db, deployment.id))
    levels = health_rows.levels(db, deployment.id)
    dated, spans = _in_time(files)
    rhythm = schedule.infer(spans)
    holes = schedule.gaps(spans, rhythm) if rhythm else []
    overlapping = [dated[number] for number in schedule.overlaps(spans)]
    by_id = {file.id: file for file in files}
    findings: list[Finding] = [
        *file_findings.find(files),
        *file_findings.find_several(files),
        *file_findings.find_lost(files, health_rows.lost_seconds(db, deployment.id)),
        *file_findings.find_gaps(dated, holes),
        *file_findings.find_overlaps(overlapping),
        *file_findings.find_weather(files),
        *level_findings.find(by_id, levels),
        *clock_findings.find_unset(files),
        *clock_findings.find_future(files),
        *clock_findings.find_two_starts(files),
        *clock_findings.find_jump(dated, rhythm),
        *clock_findings.find_dawn(deployment, files, health_rows.heard(db, deployment.id)),
    ]
    order = list(Severity)
    return Health(
        deployment=deployment,
        findings=tuple(sorted(findings, key=lambda f: order.index(f.severity))),
        schedule=rhythm,
        gaps=tuple(holes),
        hours_by_day=tuple(schedule.hours_by_day(spans)),
        battery_v=_points([(f, f.battery_v) for f in dated]),
        temperature_c=_points([(f, f.temperature_c) for f in dated]),
        levels=_level_points(by_id, levels),
        measured=len({level.recording_id for level in levels if level.channel}),
    )


def _in_time(files: list[File]) -> tuple[list[File], list[RecordedSpan]]:
    """Return the usable files whose start is believed, in order of UTC where all know it."""
    dated = [f for f in files if f.usable and f.start is not None]
    in_utc = all(f.utc is not None for f in dated)
    spans = [
        (file, RecordedSpan(file.start, file.duration_s, file.utc if in_utc else None))
        for file in dated
        if file.start is not None
    ]
    spans.sort(key=lambda one: one[1].moment)
    return [file for file, _ in spans], [span for _, span in spans]


def _points(values: list[tuple[File, float | None]]) -> tuple[Point, ...]:
    known = [Point(f.start, v) for f, v in values if f.start is not None and v is not None]
    return tuple(known[:: _step(len(known))])


def _level_points(files: dict[int, File], levels: list[MeasuredLevel]) -> tuple[LevelPoint, ...]:
    points = [
        LevelPoint(
            start, one.channel, level_findings.decibels(one.rms), level_findings.decibels(one.peak)
        )
        for one in levels
        if one.channel and (start := files[one.recording_id].start) is not None
    ]
    points.sort(key=lambda point: (point.channel, point.at))
    return tuple(points[:: _step(len(points))])


def _step(number: int) -> int:
    """Return which of many points to draw: a small plot has no room for more than 2,000."""
    return max(1, number // _MOST_POINTS)
