"""What an analysis would have to do, before it starts."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from core.analysis.fingerprints import pass_fingerprint, run_fingerprint
from core.analysis.settings import Settings
from core.counted import counted
from core.domain import Recording
from core.inference.bounds import ScoreBytes, score_bytes_per_hour
from core.moved_recordings import number_moved
from core.networks.manifest import Manifest
from core.networks.network import Network, species_of
from core.store import Project, embeddings, heads, passes, recordings, runs, scores, setbacks
from core.store.recordings import Nowhere
from core.store.runs import Run

_LEAST_PASS = -1  # no pass has this id: nothing is kept of one that does not exist


@dataclass(frozen=True, slots=True)
class Workload:
    """The work ahead. Recordings whose scores are stored need no second listening."""

    recordings: int
    hours: float
    from_stored: int
    """Of the recordings, those that only stored scores are needed for."""
    to_hear_s: float
    """Seconds of sound that the network must hear."""
    embedding_bytes_per_hour: int
    score_bytes: ScoreBytes
    """Of an hour of sound, typical and at most."""
    already_done: int
    embeddings_lost: int = 0
    """Of the recordings, those that were done and whose embeddings are missing or cut off."""
    given_up: int = 0
    """Recordings that ended or held up their worker, and are tried again only if asked for."""
    species: int = 0
    """That can be heard, or that a list names."""
    by_place: bool = False
    """Whether what is expected comes from each recording's place and season."""
    nowhere: Nowhere = field(default_factory=Nowhere)
    """Recordings of which all is expected, as nobody knows where they were made."""

    moved: int = 0
    """Recordings that have another place or week now than when they were analysed."""

    @property
    def nothing_to_do(self) -> bool:
        """Tell whether everything is through."""
        return not (self.recordings or self.moved)

    @property
    def nowhere_said(self) -> str:
        """Say of how many recordings all is expected because nobody knows their place."""
        unknown = self.nowhere
        if not unknown.recordings:
            return ""
        at = f" at {counted(unknown.sites, 'site')}" if unknown.sites else ""
        have = "has" if unknown.recordings == 1 else "have"
        number = counted(unknown.recordings, "recording")
        return f"{number}{at} {have} no place: all {self.species:,} species expected."

    @property
    def moved_said(self) -> str:
        """Say of how many recordings it is looked up anew what is expected there."""
        if not self.moved:
            return ""
        have = counted(self.moved, "recording has", "recordings have")
        return (
            f"{have} another place or week now than when analysed: what is expected there is "
            "looked up, and nothing is heard again."
        )


def plan(project: Project, network: Network, settings: Settings) -> Workload:
    """Return what these settings would ask of the network. Raises UserError for wrong settings."""
    manifest = network.manifest
    settings.check(manifest)
    keeps = settings.keeps_embeddings(manifest)
    by_place = settings.species_list is None and manifest.range_model is not None
    every = species_of(network)
    with project.reading() as db:
        run = runs.find(db, run_fingerprint(settings, manifest))
        pass_id = passes.find(db, pass_fingerprint(settings, manifest))
        kept = scores.kept(
            db,
            _LEAST_PASS if pass_id is None else pass_id,
            [] if pass_id is None else heads.of_pass(db, pass_id),
            with_embeddings=keeps,
        )
        run_id = run.id if run else None
        files, seconds = recordings.left_to_analyse(db, run_id)
        new_files, new_seconds = recordings.left_to_analyse(db, run_id, kept)
        done = runs.coverage(db, run.id).recordings if run else 0
        lost = _without_embeddings(project, db, run, manifest) if keeps else []
        given_up = len(setbacks.given_up(db, run.id)) if run else 0
        lost_s = sum(one.duration_s for one in lost)
        own_place = by_place and settings.latitude is None
        nowhere = recordings.nowhere(db, run_id) if own_place else Nowhere()
        moved = number_moved(db, run) if run else 0
    windowing = settings.windowing(manifest)
    step_s = windowing.step / windowing.sample_rate
    a_window = manifest.embedding_size * 2 if keeps else 0
    return Workload(
        recordings=files + len(lost),
        hours=(seconds + lost_s) / 3600,
        from_stored=files - new_files,
        to_hear_s=new_seconds + lost_s,
        embedding_bytes_per_hour=round(3600 / step_s * a_window),
        score_bytes=score_bytes_per_hour([len(head.labels) for head in network.heads], step_s),
        already_done=done - len(lost),
        embeddings_lost=len(lost),
        given_up=given_up,
        species=len(settings.species_list.species if settings.species_list else every),
        by_place=by_place,
        nowhere=nowhere,
        moved=moved,
    )


def _without_embeddings(
    project: Project, db: Connection, run: Run | None, manifest: Manifest
) -> list[Recording]:
    if run is None:
        return []
    missing = embeddings.missing(project, db, run.pass_id, manifest.embedding_size)
    gone = embeddings.to_hear_again(db, run.id, run.pass_id)
    return list(recordings.by_ids(db, gone | (missing & runs.through(db, run.id))).values())
