"""What the page asks of core in one go, in another thread."""

from dataclasses import dataclass, replace

from core.domain import Detection, Recording, SpeciesCount
from core.store.detections import Filter
from core.store.runs import Run
from gui.open_project import OpenProject


@dataclass(frozen=True, slots=True)
class Overview:
    """The species, and the beginning of the queue."""

    runs: list[Run]
    sites: list[str]
    filter: Filter
    species: list[SpeciesCount]
    shown: int
    hidden: int
    in_all: int
    """Detections of the run, without the filter."""
    rows: list[Detection]


@dataclass(frozen=True, slots=True)
class Around:
    """A detection with where it is from and what is next to it."""

    detection: Detection
    recording: Recording
    neighbours: list[Detection]


def overview(project: OpenProject, wanted: Filter) -> Overview:
    """Return what a filter finds, in the newest run where it names none."""
    runs = project.runs()
    if runs and wanted.run_id not in [run.id for run in runs]:
        wanted = replace(wanted, run_id=runs[0].id)
    shown, hidden = project.count(wanted)
    in_all, _ = project.count(Filter(run_id=wanted.run_id, unlisted=wanted.unlisted))
    return Overview(
        runs=runs,
        sites=project.sites(),
        filter=wanted,
        species=species(project, wanted),
        shown=shown,
        hidden=hidden,
        in_all=in_all,
        rows=project.page(wanted),
    )


def species(project: OpenProject, wanted: Filter) -> list[SpeciesCount]:
    """Return the species that a filter finds, whichever of them it chooses."""
    return project.species(replace(wanted, species=None))


def around(project: OpenProject, detection: Detection) -> Around:
    """Return where a detection is from and what is next to it."""
    return Around(
        detection, project.recording(detection.recording_id), project.neighbours(detection)
    )


def upcoming(project: OpenProject, detection: Detection) -> tuple[Detection, Recording]:
    """Return a detection with its recording."""
    return detection, project.recording(detection.recording_id)
