"""What an analysis would have to do, before it starts."""

from dataclasses import dataclass

from core.analysis.settings import Settings, fingerprint
from core.audio.windows import Windowing
from core.networks.network import Network
from core.store import Project, recordings, runs, scores

_LEAST_PASS = -1  # no pass has this id: nothing is kept of one that does not exist


@dataclass(frozen=True, slots=True)
class Plan:
    """The work ahead. Recordings whose scores are stored need no second listening."""

    recordings: int
    hours: float
    from_stored: int
    """Of the recordings, those that only stored scores are needed for."""
    to_hear_s: float
    """Seconds of sound that the network must hear."""
    embedding_bytes_per_hour: int
    already_done: int

    @property
    def nothing_to_do(self) -> bool:
        """Tell whether everything is through."""
        return self.recordings == 0


def plan(project: Project, network: Network, settings: Settings) -> Plan:
    """Return what these settings would ask of the network. Raises UserError for wrong settings."""
    manifest = network.manifest
    settings.check(manifest)
    with project.reading() as db:
        run = runs.find(db, fingerprint(settings.for_run(manifest)))
        pass_id = runs.pass_id(db, fingerprint(settings.for_pass(manifest)))
        kept = scores.kept(
            db,
            _LEAST_PASS if pass_id is None else pass_id,
            with_embeddings=settings.embeddings,
        )
        run_id = run.id if run else None
        files, seconds = recordings.left_to_analyse(db, run_id)
        new_files, new_seconds = recordings.left_to_analyse(db, run_id, kept)
        done = runs.coverage(db, run.id).recordings if run else 0
    windowing = Windowing.of(manifest.sample_rate, manifest.window_s, settings.overlap_s)
    a_window = manifest.embedding_size * 2 if settings.embeddings else 0
    return Plan(
        recordings=files,
        hours=seconds / 3600,
        from_stored=files - new_files,
        to_hear_s=new_seconds,
        embedding_bytes_per_hour=round(3600 * windowing.sample_rate / windowing.step * a_window),
        already_done=done,
    )
