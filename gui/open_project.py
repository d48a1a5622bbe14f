"""The project on screen, with news of its changes."""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from core.analysis import Settings, Workload, plan
from core.analysis.methods import Methods, methods_of
from core.bundles.note import TILES, BundleNote
from core.bundles.opening import bundle_note
from core.deployments.edit_step import EarlierEdits
from core.domain import Detection, Recording, Species, SpeciesCount, Verdict
from core.heads.following import analyse_with_heads
from core.health.project_check import ProjectTrouble, checking_project
from core.history import Changed, History
from core.jobs import Inquiry
from core.left_out import LeftOut, left_out
from core.networks.catalogue import network
from core.review import Desk
from core.scan import scan
from core.species.languages import common_names
from core.store import Project, detections, recordings, runs, sites
from core.store.combined import said_of
from core.store.detections import Filter
from core.store.lock import Presence
from core.store.recordings import Totals
from core.store.rescue import save_copy
from core.store.runs import Coverage, Run
from core.taxon_groups import species_in_words
from core.unfinished import not_whole
from gui.background import BackgroundJob
from gui.open_changes import ChangeQueue, over
from gui.open_combining import OpenCombining
from gui.open_exports import OpenExports
from gui.open_files import OpenFiles
from gui.open_imports import OpenImports
from gui.open_lists import OpenLists
from gui.open_minutes import OpenMinutes
from gui.open_overview import OpenOverview
from gui.open_review import OpenReview
from gui.open_rules import OpenRules
from gui.open_sites import Places
from gui.open_teaching import OpenTeaching
from gui.open_voices import OpenVoices
from gui.open_watching import Watching
from gui.under_way import UnderWay

_MORE_MS = 3_000


@dataclass(frozen=True, slots=True)
class NewestAnalysis:
    """What an analysis came to, in a few numbers."""

    run: Run
    coverage: Coverage
    detections: int
    hidden: int
    """Detections that the species list did not expect, or that rules hide."""
    species: str
    """How many, and how many other sounds."""
    left_out: Sequence[LeftOut]
    """Files that are not in it, or only in part, by reason."""
    not_whole: Sequence[str]
    """What it has not been through, and which later analysis was not finished: sentences."""
    made_of: Sequence[str] = ()
    """How it was combined of others, if it was: sentences."""


class OpenProject(QObject):
    """A core project, with news of its changes for the pages that show it.

    Reading methods are plain and may be called in another thread (``gui.background.call``);
    those that change something are called in the window's, and go through ``changes``: they come
    back at once, what they ask for is on screen, and it is stored in its turn.
    """

    recordings_changed = Signal()
    detections_changed = Signal()
    """Detections were added, by an analysis, or rules show others."""
    detections_grew = Signal()
    """An analysis that is under way has stored more."""
    reviewer_changed = Signal(str)
    verdicts_changed = Signal(list)
    """Detection ids that something was said about, and that is stored."""
    verdicts_expected = Signal(list)
    """Detection ids that look otherwise now: what was said is still to be stored, or cannot be."""

    def __init__(
        self,
        project: Project,
        parent: QObject | None = None,
        earlier: EarlierEdits | None = None,
    ) -> None:
        """``earlier`` is what can be taken back already."""
        super().__init__(parent)
        self._project = project
        self.bundle: BundleNote | None = bundle_note(project)
        """Of what it is a bundle, if it is one."""
        self.disk_doubt = project.disk_doubt
        history = History(earlier.done, earlier.undone) if earlier else History()
        self.changes = ChangeQueue(history, self)
        self.changes.changed.connect(self._announce)
        self.changes.expected.connect(self._show_expected)
        self._desk = Desk(project, _user_name(), self.changes.history)
        self._presence = Presence(project.folder)
        self.files = OpenFiles(project)
        self.places = Places(project, self.changes, self)
        self.places.changed.connect(self.recordings_changed)
        self.places.changed.connect(self.detections_changed)
        self.review = OpenReview(project, self._desk, self.changes, self)
        self.teaching = OpenTeaching(project, self._desk, self.changes, self)
        self.overview = OpenOverview(project, self)
        self.exports = OpenExports(project, self)
        self.lists = OpenLists(project)
        self.imports = OpenImports(project, self.changes, self)
        self.imports.changed.connect(self.detections_changed)
        self.imports.changed.connect(self.review.annotations_changed)
        self.rules = OpenRules(project, self.changes, self)
        self.minutes = OpenMinutes(project, self._desk, self.changes, self)
        self.teaching.labels_changed.connect(self.minutes.changed)
        self.combining = OpenCombining(project, self)
        self.combining.stored.connect(self.detections_changed)
        self.voices = OpenVoices(project)
        self.detections_changed.connect(self.voices.forget)
        self.scanning, self.analysis = UnderWay(self), UnderWay(self)
        self._listening = ""
        self._more = QTimer(self, singleShot=True, interval=_MORE_MS)
        self._more.timeout.connect(self.detections_grew)
        self.watching = Watching(project, self._is_saying, self)
        self.watching.said.connect(self.verdicts_changed)
        self.watching.drawn.connect(self.review.annotations_changed)
        self.watching.planned.connect(self.review.plans.changed)
        self.watching.stored.connect(self._stored_elsewhere)

    @property
    def name(self) -> str:
        """Return the project's name."""
        return self._project.name

    @property
    def folder(self) -> Path:
        """Return the project's folder."""
        return self._project.folder

    @property
    def packed_tiles(self) -> Path | None:
        """Return where the pictures of a bundle are, None where this is none."""
        return self.folder / TILES if self.bundle else None

    @property
    def is_open_elsewhere(self) -> bool:
        """Tell whether another window had the project open when this one opened it."""
        return self._presence.another

    @property
    def read_only(self) -> bool:
        """Tell whether nothing can be changed, because nothing may be written there."""
        return self._project.read_only

    def call_species(self, language: str) -> None:
        """Call species in a language from now on; with an empty code as the networks do.

        Raises UnusableValueError where there are no names in it.
        """
        self._project.called.names = common_names(language)
        self.detections_changed.emit()
        self.review.annotations_changed.emit()

    @property
    def titled(self) -> str:
        """Return the name as it stands above what is shown of the project."""
        kinds = (("bundle", self.bundle), ("read-only", self.read_only))
        return " · ".join([self.name, *(kind for kind, is_it in kinds if is_it)])

    # --- recordings ---

    def scan(self, folder: Path, only: Sequence[Path] | None = None) -> BackgroundJob:
        """Return the job, not yet started, so that a page can watch it first."""
        job = BackgroundJob(scan(self._project, folder, only), self)
        self.scanning.follow(job)
        job.progressed.connect(self.recordings_changed)
        job.finished.connect(self.recordings_changed)
        return job

    def totals(self) -> Totals:
        """Return how much the project holds."""
        with self._project.reading() as db:
            return recordings.totals(db)

    def recording(self, recording_id: int) -> Recording:
        """Return one recording."""
        with self._project.reading() as db:
            return recordings.get(db, recording_id)

    def sites(self) -> list[str]:
        """Return the names of all sites."""
        with self._project.reading() as db:
            return sites.names(db)

    # --- analysis ---

    def plan(self, settings: Settings) -> Workload:
        """Return what an analysis with these settings would have to do."""
        return plan(self._project, network(settings.network), settings)

    def analyse(self, settings: Settings, *, retry_failed: bool = False) -> BackgroundJob:
        """Return the job, not yet started, so that a page can watch it first."""
        work = analyse_with_heads(self._project, settings, retry_failed=retry_failed)
        job = BackgroundJob(work, self)
        self._listening = settings.network
        self.analysis.follow(job)
        job.progressed.connect(self._stored_more)
        job.finished.connect(self._more.stop)
        job.finished.connect(self.detections_changed)
        return job

    @property
    def listening(self) -> str:
        """Return the id of the network that an analysis runs with now; empty: none does."""
        return self._listening if self.analysis.job else ""

    def runs(self) -> list[Run]:
        """Return all analyses, the newest first."""
        with self._project.reading() as db:
            return runs.everything(db)

    def found(self, run_id: int | None = None) -> NewestAnalysis | None:
        """Return what a run came to, by default the newest; None where there is none."""
        with self._project.reading() as db:
            run = runs.latest(db) if run_id is None else runs.get(db, run_id)
            if run is None:
                return None
            shown, hidden = detections.count(db, Filter(run_id=run.id))
            counts = detections.by_species(db, Filter(run_id=run.id))
            species = species_in_words(one.species for one in counts)
            missing, lacking = left_out(db, run.id), not_whole(db, run)
            return NewestAnalysis(
                run, runs.coverage(db, run.id), shown, hidden, species, missing, lacking,
                said_of(run),
            )  # fmt: skip

    def methods(self, run_id: int) -> Methods:
        """Return how an analysis was made, with its networks' licences and citations."""
        with self._project.reading() as db:
            return methods_of(db, runs.get(db, run_id))

    def not_whole(self, run_id: int | None) -> list[str]:
        """Say what a run has not been through, and which later analysis was not finished."""
        with self._project.reading() as db:
            return [] if run_id is None else not_whole(db, runs.get(db, run_id))

    # --- review ---

    @property
    def reviewer(self) -> str:
        """Return the name that verdicts are stored under."""
        return self._desk.reviewer

    @reviewer.setter
    def reviewer(self, name: str) -> None:
        self._desk.reviewer = name
        self.reviewer_changed.emit(name)

    def species(self, wanted: Filter) -> list[SpeciesCount]:
        """Return how often each species was heard, the most frequent first."""
        with self._project.reading() as db:
            return detections.by_species(db, wanted)

    def count(self, wanted: Filter) -> tuple[int, int]:
        """Return (how many detections are shown, how many more are hidden)."""
        with self._project.reading() as db:
            return detections.count(db, wanted)

    def page(
        self, wanted: Filter, after: Detection | None = None, limit: int = 200
    ) -> list[Detection]:
        """Return the next detections, best score first; ``after`` ends the page before."""
        looks = self.changes.looks()
        with self._project.reading() as db:
            return over(looks, detections.page(db, wanted, after=after, limit=limit))

    def neighbours(self, detection: Detection) -> list[Detection]:
        """Return all detections in the same recording, of every run, in order of time."""
        looks = self.changes.looks()
        wanted = Filter(recording_id=detection.recording_id, unlisted=True)
        with self._project.reading() as db:
            return over(looks, detections.in_recording(db, wanted))

    def detection(self, detection_id: int) -> Detection | None:
        """Return one detection as it stands now."""
        looks = self.changes.looks()
        with self._project.reading() as db:
            found = detections.get(db, detection_id)
        return over(looks, [found])[0] if found else None

    def decide(
        self,
        detection_ids: Sequence[int],
        verdict: Verdict | None,
        corrected: Species | None = None,
        note: str | None = None,
    ) -> None:
        """Say something of detections: one step to undo, however many they are."""
        self.changes.do(self._desk.deciding(detection_ids, verdict, corrected=corrected, note=note))

    def comment(self, detection_id: int, note: str) -> None:
        """Add a note to a detection."""
        self.changes.do(self._desk.commenting(detection_id, note))

    @property
    def can_undo(self) -> bool:
        """Tell whether there is anything to take back."""
        return self._desk.can_undo

    @property
    def can_redo(self) -> bool:
        """Tell whether there is anything to do again."""
        return self._desk.can_redo

    def undo(self) -> None:
        """Take back what was changed last, whatever it is about."""
        self.changes.undo()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self.changes.redo()

    # --- report ---

    def save_copy(self, folder: Path) -> bool:
        """Write all that is stored into a new folder; return whether embeddings went along."""
        return save_copy(self._project, folder)

    @property
    def busy(self) -> bool:
        """Tell whether a job is running."""
        return any(job.isRunning() for job in self.findChildren(BackgroundJob))

    def _show_expected(self, changed: Changed) -> None:
        if changed.detections:
            self.verdicts_expected.emit(list(changed.detections))
        if changed.recordings:
            self.review.annotations_changed.emit()

    def _is_saying(self) -> bool:
        return self.changes.waiting > 0

    def _announce(self, changed: Changed) -> None:
        """Tell everybody of what this window has stored. The one place where that is done."""
        if changed.detections:
            self.watching.know(changed.detections)
            self.verdicts_changed.emit(list(changed.detections))
        if changed.recordings or changed.imports:
            self.review.annotations_changed.emit()
        if changed.labels:
            self.teaching.know(changed.entries)
            self.teaching.labels_changed.emit()
        for is_other, told in (
            (changed.places, self.places.changed),
            (changed.plans, self.review.plans.changed),
            (changed.filters, self.review.filters_changed),
            (changed.references, self.review.references_changed),
            (changed.rules or changed.imports, self.detections_changed),
        ):
            if is_other:
                told.emit()

    def _stored_more(self) -> None:
        if not self._more.isActive():
            self._more.start()

    def _stored_elsewhere(self) -> None:
        if not self.busy:  # a job of this window tells of itself
            self.recordings_changed.emit()
            self.detections_changed.emit()

    def checking(self) -> Inquiry[list[ProjectTrouble]]:
        """Find out whether the project is sound."""
        return checking_project(self._project)

    def close(self) -> None:
        """Let running jobs finish the step in hand and all be stored, then let go of the files."""
        self.watching.stop()
        for job in self.findChildren(BackgroundJob):
            job.end_silently()
        self.changes.finish()
        self._presence.leave()
        self.teaching.close()
        self._project.close()


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such thing on this system
        return "reviewer"
