"""Heads that go on: those in use score what was analysed since."""

from dataclasses import dataclass

from core.analysis import Settings, analyse
from core.analysis.fingerprints import run_fingerprint
from core.counted import counted
from core.heads import library
from core.heads.frames import not_heard_again
from core.heads.library import KeptHead
from core.heads.scoring import NewlyDetected, detect
from core.heads.windows import PassWindows
from core.jobs import Inquiry, Job, Progress
from core.names import key, quoted
from core.networks.catalogue import network
from core.store import Project, embeddings, recordings, runs
from core.store.runs import Run


@dataclass(frozen=True, slots=True)
class HeadBehind:
    """A head with an analysis of its own that lacks recordings."""

    kept: KeptHead
    run: Run
    recordings: int
    """That it has not heard."""


def behind(project: Project, pass_id: int) -> list[HeadBehind]:
    """Return the heads that have not heard all that a pass has; of one name the newest used.

    Those that are to rest are left out.
    """
    known = {one.sha256: one for one in library.every(project) if one.head is not None}
    newest: dict[str, HeadBehind] = {}
    with project.reading() as db:
        for run in runs.everything(db):
            kept = known.get(str(run.settings.get("head_sha256")))
            if run.pass_id != pass_id or kept is None:
                continue
            left, _ = recordings.left_to_analyse(db, run.id)
            before = newest.get(key(kept.name))
            if before is None or int(before.kept.version) < int(kept.version):
                newest[key(kept.name)] = HeadBehind(kept, run, left)
    return sorted(
        (one for one in newest.values() if one.recordings and one.kept.stored.follows),
        key=lambda one: one.kept.title,
    )


def analyse_with_heads(project: Project, settings: Settings, *, retry_failed: bool = False) -> Job:
    """Analyse as the window does, then score what is new with the heads in use.

    Progress is the analysis's.
    """
    known, step = network(settings.network), Progress(0, 0)
    for step in analyse(project, known, settings, give_way=True, retry_failed=retry_failed):
        yield step
    with project.reading() as db:
        run = runs.find(db, run_fingerprint(settings, known.manifest))
    for one in behind(project, run.pass_id) if run else ():
        for _ in score_new(project, one):
            yield step


def score_new(project: Project, one: HeadBehind) -> Inquiry[NewlyDetected]:
    """Score what a head has not heard. It stays as old an analysis as it was.

    Progress counts recordings.
    """
    with project.reading() as db:
        if not embeddings.any_kept(db, one.run.pass_id):
            return NewlyDetected(0, 0, 0, 0, 0)
    heard = PassWindows(project, one.run.pass_id)
    return (yield from detect(one.kept, heard, in_place=True))


def told(one: HeadBehind, new: NewlyDetected) -> list[str]:
    """Return what a head has heard now, and what it could not, in sentences."""
    said = []
    if new.recordings:
        said.append(
            f"{one.kept.title} has heard {_recordings(new.recordings)} more: "
            f"{counted(new.detections, 'detection')}, in the analysis {one.run.fingerprint[:12]}."
        )
    said += not_heard_again(new.unheard)
    left = one.recordings - new.recordings - new.unheard
    if left > 0:
        said.append(
            f"{_recordings(left)} {one.kept.title} could not hear: no "
            "embeddings are kept of them. Analyse once more, without --no-embeddings."
        )
    return said


def not_followed(one: HeadBehind) -> str:
    """Return that a head has not heard everything, and what to do, in a sentence."""
    return (
        f"{one.kept.title} has not heard {_recordings(one.recordings)}: undersong heads score "
        f"{quoted(one.kept.title)} --project DIR --detect"
    )


def _recordings(count: int) -> str:
    return counted(count, "recording")
