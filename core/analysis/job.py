"""The analysis: every recording that is still to do, heard by one network, stored as it comes."""

import numpy as np

from core.analysis.hearing import Hearing
from core.analysis.pace import Pace
from core.analysis.registering import Registered, register
from core.analysis.remaining import Remaining
from core.analysis.rules import Rules
from core.analysis.settings import Settings
from core.analysis.storing import Results
from core.inference.executors import Executor, ProcessPool
from core.inference.messages import Setup
from core.jobs import Job
from core.moved_recordings import moved_recordings
from core.networks.network import Network
from core.store import Project, listed_places, roots, runs, scores
from core.store.lock import only_analysis


def analyse(
    project: Project,
    network: Network,
    settings: Settings,
    *,
    give_way: bool = False,
    retry_failed: bool = False,
    executor: Executor | None = None,
) -> Job:
    """Analyse what these settings have still to do. Progress counts hours.

    Recordings whose scores are stored from a run with the same network are not heard again.
    With ``give_way`` whatever else the computer is doing goes first: a window, for one. With
    ``retry_failed`` what was given up because it ended or held up its worker is tried once more.
    Without an ``executor`` worker processes hear it, as many as the settings say.
    Raises UserError for wrong settings, a full disk or a card that was pulled; what was yielded
    before is saved, and the same call goes on from there. The last step's note says what was left
    for the next start, if anything was.
    """
    manifest = network.manifest
    settings.check(manifest)
    with only_analysis(project):
        setup = _setup(project, network, settings, give_way=give_way)
        with project.writing() as db:
            registered = register(db, network, settings)
        size = manifest.embedding_size if setup.keeps_embeddings else 0
        remaining = Remaining(project, registered, embedding_size=size, retry_failed=retry_failed)
        pace = Pace(remaining.seconds)
        rules = Rules.of(network, settings)
        rules.prepare(remaining.places)
        yield from _list_anew(project, registered, rules, pace)
        results = Results(project, registered, rules, remaining, pace)
        yield from _reuse(project, registered, remaining, results, pace)
        hearing = Hearing(project, setup, remaining, results, pace)
        workers = settings.workers or (1 if settings.gentle else None)
        yield from hearing.by(executor or ProcessPool(workers), registered.pass_id)
        results.finish()
        # Who asks for a graphics card is told whether there was one.
        notes = (results.left_note, results.engine_note if settings.gpu else "")
        yield pace.progress(" ".join(filter(None, notes)))


def _list_anew(project: Project, registered: Registered, rules: Rules, pace: Pace) -> Job:
    """List by their place and week of now what was analysed when these were others."""
    run_id = registered.run.id
    with project.reading() as db:
        moved = moved_recordings(db, registered.run)
    rules.expected.prepare(one.place for one in moved)
    for one in moved:
        found = rules.expected.at(one.place)
        names = [rules.species[n].scientific_name for n in np.flatnonzero(found.listed)]
        with project.writing() as db:
            runs.save_list(db, run_id, found.place, found.listed)
            listed_places.list_anew(db, run_id, one.recording_ids, found.place, names)
        yield pace.progress("What is expected there is looked up")


def _reuse(
    project: Project, registered: Registered, remaining: Remaining, results: Results, pace: Pace
) -> Job:
    """Make detections from scores that an earlier run with the same network has left."""
    for page in remaining.heard():
        with project.writing() as db:
            for recording in page:
                heard = scores.load(db, registered.pass_id, registered.head_ids, recording.id)
                if heard is not None:
                    results.store_detections(db, recording, heard)
                pace.pass_over(recording.duration_s)
        yield pace.progress(page[-1].path.name)


def _setup(project: Project, network: Network, settings: Settings, *, give_way: bool) -> Setup:
    with project.reading() as db:
        folders = roots.folders(db)
    return Setup(
        manifest=settings.heard_by(network.manifest),
        label_counts=tuple(len(head.labels) for head in network.heads),
        windowing=settings.windowing(network.manifest),
        roots=folders,
        channel=settings.channel - 1,
        embeddings=settings.embeddings,
        lowered=settings.lowered_floor(network.manifest),
        give_way=give_way or settings.gentle,
    )
