"""Scoring a project whole: what the head's network has not heard yet is analysed first."""

from dataclasses import dataclass, replace

from core.analysis import Settings, Workload, analyse, plan
from core.analysis.fingerprints import run_fingerprint
from core.analysis.recorded import settings_of
from core.counted import counted
from core.durations import span
from core.errors import UserError
from core.heads.library import KeptHead
from core.heads.scoring import (
    NewlyDetected,
    detect,
    refuse_others,
    refuse_without_threshold,
    windows_for,
)
from core.heads.trained_head import HeadFacts, TrainedHead
from core.heads.windows import PassWindows, windows_of
from core.inference.executors import Executor
from core.jobs import Inquiry, Job, Progress
from core.networks.catalogue import network as network_called
from core.networks.network import Network
from core.store import Project, embeddings, passes, recordings, runs
from core.store.runs import Run


@dataclass(frozen=True, slots=True)
class AnalysisAhead:
    """What a head's network has still to hear, and with which settings."""

    network: Network
    settings: Settings
    work: Workload

    @property
    def sentence(self) -> str:
        """Return that in words."""
        many = counted(self.work.recordings, "recording has", "recordings have")
        return (
            f"{many} nothing to score yet ({span(self.work.hours * 3600)} of sound): analysed "
            f"first with {self.network.manifest.title} {self.network.manifest.version}."
        )


@dataclass(frozen=True, slots=True)
class WholeScoring:
    """What came of scoring a project whole."""

    heard: PassWindows
    new: NewlyDetected
    analysed: int
    """Recordings that were analysed first."""


def analysis_ahead(
    project: Project, head: TrainedHead, run: Run | None = None
) -> AnalysisAhead | None:
    """Return what is to be analysed before a head can score everything; None where nothing is.

    It goes on with the newest analysis of the head's network, or with that of ``run``; where there
    is none, with one as the head was trained on. Raises UserError where the head does not fit to
    it, and NetworkUnavailableError where the network is wanted and not here.
    """
    before = _analysis(project, head, run)
    if before is not None:
        with project.reading() as db:
            kept = embeddings.any_kept(db, before.pass_id)
        if kept:
            refuse_others(head, PassWindows(project, before.pass_id))
        if _has_scored_all(project, head, before) or _is_through(project, before):
            return None
    network = network_called(head.facts.network)
    if dict(network.manifest.sha256) != head.facts.network_files:
        raise UserError(
            f"The head {head.facts.name} was trained on another version of {head.facts.network} "
            "than the one that is installed: its files differ. Train it once more."
        )
    settings = _settings(network, head.facts, before)
    work = plan(project, network, settings)
    return AnalysisAhead(network, settings, work) if work.recordings else None


def analyse_ahead(
    project: Project,
    ahead: AnalysisAhead,
    *,
    give_way: bool = False,
    executor: Executor | None = None,
) -> Job:
    """Analyse what a head's network has still to hear. Progress counts hours."""
    yield from analyse(project, ahead.network, ahead.settings, give_way=give_way, executor=executor)


def windows_after(project: Project, ahead: AnalysisAhead) -> PassWindows:
    """Return the windows that an analysis ahead has left. Raises UserError where it left none."""
    with project.reading() as db:
        run = runs.find(db, run_fingerprint(ahead.settings, ahead.network.manifest))
    return windows_of(project, run)


def score_whole(
    project: Project,
    kept: KeptHead,
    *,
    unjudged: bool = False,
    give_way: bool = False,
    executor: Executor | None = None,
) -> Inquiry[WholeScoring]:
    """Analyse what is missing, then make detections of everything: one job, as the window does it.

    Progress counts recordings, of those that the head has not scored; while the network listens it
    has that job's rate and time left. Stopped, it goes on where it was. Raises UserError: see
    ``analysis_ahead`` and ``detect``.
    """
    head = kept.head
    assert head is not None
    refuse_without_threshold(kept, head)
    yield Progress(0, 0)
    ahead = analysis_ahead(project, head)
    if ahead is None:
        heard = windows_for(head, project)
        new = yield from detect(kept, heard, unjudged=unjudged)
        return WholeScoring(heard, new, 0)
    count = ahead.work.recordings
    for step in analyse_ahead(project, ahead, give_way=give_way, executor=executor):
        share = round(step.fraction * count)
        yield Progress(share, count, step.note, step.rate, step.left_s, step.problems)
    heard = windows_after(project, ahead)
    new = yield from detect(kept, heard, unjudged=unjudged)
    return WholeScoring(heard, new, count)


def _analysis(project: Project, head: TrainedHead, run: Run | None) -> Run | None:
    """Return the analysis to go on with: one that keeps embeddings before one that does not."""
    with project.reading() as db:
        of_network = [one for one in runs.everything(db) if one.network == head.facts.network]
        with_embeddings = {
            one.pass_id for one in of_network if embeddings.any_kept(db, one.pass_id)
        }
    heard = [one for one in of_network if not one.is_combined and "head" not in one.settings]
    if run is not None:
        heard = [one for one in heard if one.pass_id == run.pass_id]
    best = (
        one
        for one in heard
        if one.pass_id in with_embeddings and one.settings.get("embeddings", True)
    )
    return next(best, heard[0] if heard else None)


def _has_scored_all(project: Project, head: TrainedHead, before: Run) -> bool:
    """Tell whether a head's own analysis is through with everything, whatever is kept of it."""
    with project.reading() as db:
        own = [
            one
            for one in runs.everything(db)
            if one.pass_id == before.pass_id and one.settings.get("head_sha256") == head.sha256
        ]
        return any(not recordings.left_to_analyse(db, one.id)[0] for one in own)


def _is_through(project: Project, before: Run) -> bool:
    """Tell whether a run has nothing left, so that the network need not be here."""
    with project.reading() as db:
        left, _ = recordings.left_to_analyse(db, before.id)
        size = passes.get(db, before.pass_id).embedding_size
        missing = embeddings.missing(project, db, before.pass_id, size)
        gone = embeddings.to_hear_again(db, before.id, before.pass_id)
    return not left and not missing and not gone


def _settings(network: Network, facts: HeadFacts, before: Run | None) -> Settings:
    if before is not None:
        return replace(settings_of(network.manifest.id, before.settings), embeddings=True)
    apart = (facts.window_samples - facts.step_samples) / facts.sample_rate
    usual = facts.step_samples == 0 or apart == network.manifest.overlap_s
    return Settings(network=network.manifest.id, overlap_s=None if usual else apart)
