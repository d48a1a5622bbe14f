"""Everything the review page asks of core, beyond what all pages ask."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.audio.thumbnails import Picture
from core.domain import Detection, Excerpt, Species, Verdict
from core.errors import UserError
from core.exports import TableStyle
from core.exports.clips import CONFIRMED
from core.history import Changed
from core.jobs import answer
from core.review import Desk, bulk, reference
from core.review.bulk import Preview
from core.review.elsewhere import OtherNetwork, said_elsewhere
from core.review.expected_here import expected_here
from core.review.likeness import Likeness
from core.review.progress import ReviewProgress, midnight_utc, reviewed_since
from core.review.reference import Alike
from core.review.species_search import SpeciesSearch
from core.review.why import WhyNot, day_of, species_called, why
from core.species.searched import names_beside
from core.store import (
    Project,
    annotations,
    detections,
    heads,
    passes,
    recordings,
    runs,
    saved_filters,
    sites,
)
from core.store.annotations import Annotation
from core.store.detections import Filter
from gui.background import BackgroundJob
from gui.open_changes import ChangeQueue, drawn_over
from gui.open_pictures import pictures_of
from gui.open_plans import OpenPlans
from gui.open_queue import OpenQueue, QueueSpec


class OpenReview(QObject):
    """Reviews an open project. Reading methods may be called in another thread."""

    annotations_changed = Signal()
    references_changed = Signal()
    filters_changed = Signal()

    def __init__(self, project: Project, desk: Desk, changes: ChangeQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._project, self._desk, self._changes = project, desk, changes
        self._likeness = Likeness(project)
        self.queue, self.plans = OpenQueue(project, changes), OpenPlans(project, self)

    def references_of(self, species: Species) -> tuple[int, ...]:
        """Return the kept examples of a species. Raises UserError where there are none."""
        with self._project.reading() as db:
            kept = reference.of_species(db, species.scientific_name)
        if not kept:
            raise UserError(
                f"No clip of {species.common_name} is kept as a reference yet. "
                "Keep a confirmed one with K, then sort again."
            )
        return tuple(d.id for d in kept)

    # --- pictures and what is alike ---

    def pictures(self, wanted: Sequence[Excerpt], size: tuple[int, int]) -> list[Picture | None]:
        """Return the clips' thumbnails, None where the recording cannot be read."""
        return pictures_of(self._project, wanted, size)

    def alternatives(self, detection: Detection, limit: int = 9) -> list[Species]:
        """Return what else a detection may be, the likeliest first."""
        return reference.alternatives(self._project, detection, limit=limit)

    def progress(self, wanted: Filter) -> ReviewProgress:
        """Return how many of what a filter finds are reviewed, in all and today."""
        by_verdict = self.queue.by_verdict(wanted)
        in_all = sum(by_verdict.values())
        return self.progress_of(wanted, in_all - by_verdict.get(None, 0), in_all)

    def progress_of(self, wanted: Filter, reviewed: int, in_all: int) -> ReviewProgress:
        """Return the same where it is known already how many there are, and are reviewed."""
        today = reviewed and reviewed_since(self._project, wanted, midnight_utc())
        return ReviewProgress(reviewed, in_all, today)

    def heard_hz(self, detection: Detection) -> float:
        """Return the highest frequency that a detection's network hears; 0 where none is known."""
        with self._project.reading() as db:
            return passes.sample_rate_of(db, detection.run_id) / 2

    def said_elsewhere(self, detection: Detection) -> list[OtherNetwork]:
        """Return what other networks say of a detection."""
        return said_elsewhere(self._project, detection)

    def alike(self, queue: QueueSpec, detection: Detection) -> Alike:
        """Return reviewed clips to compare with; in a blind plan only the reviewer's own."""
        only_by = queue.only_by
        return reference.alike(self._project, self._likeness, detection, only_by=only_by)

    def keep_or_drop_reference(self, queue: QueueSpec, detection: Detection) -> bool:
        """Keep a clip as an example, or no longer where it is kept; tell whether it is now.

        In a blind plan only what the reviewer keeps counts and is changed, so that it does not
        tell what others keep. Raises UserError where nobody confirmed the clip.
        """
        only_by = queue.only_by
        reviewer = only_by or self._desk.reviewer
        with self._project.reading() as db:
            kept = reference.is_kept(db, detection.id, only_by)
        if kept:
            reference.drop(self._project, detection.id, reviewer, only_by=only_by)
        else:
            reference.keep(self._project, detection, reviewer)
        self.references_changed.emit()
        return not kept

    # --- annotations ---

    def annotations(self, recording_id: int, only_by: str | None = None) -> list[Annotation]:
        """Return what people, or only this one, drew on a recording."""
        looks = self._changes.looks()
        with self._project.reading() as db:
            drawn = drawn_over(looks, recording_id, annotations.in_recording(db, recording_id))
        return [a for a in drawn if only_by in (None, a.reviewer)]

    def draw(
        self, recording_id: int, span_s: tuple[float, float], band_hz: tuple[float, float]
    ) -> Annotation:
        """Add an annotation without a name yet."""
        drawn = self._desk.annotation(recording_id, span_s, band_hz)
        self._changes.do(self._desk.drawing(drawn))
        return drawn

    def redraw(self, changed: Annotation) -> None:
        """Move, resize or name an annotation."""
        self._changes.do(self._desk.drawing(changed))

    def erase(self, erased: Annotation) -> None:
        """Delete an annotation; undo brings it back."""
        self._changes.do(self._desk.erasing(erased))

    def label_too(self, detection: Detection, species: Species) -> None:
        """Say that another species sings in the same clip."""
        self._changes.do(self._desk.drawing(self._desk.of_clip(detection, species)))

    # --- many at once ---

    def below(self, wanted: Filter, score: float) -> Preview:
        """Return what "all below this score are wrong" would be about."""
        return bulk.preview(self._project, bulk.below(wanted, score))

    def decide_all(
        self, wanted: Filter, verdict: Verdict, then: Callable[[Changed], object]
    ) -> None:
        """Say the same of all that a filter shows: one step to undo. May take a while."""
        self._changes.do(self._desk.deciding_all(wanted, verdict), then)

    # --- saved filters ---

    def saved_filters(self) -> dict[str, Filter]:
        """Return name -> filter."""
        with self._project.reading() as db:
            return saved_filters.everything(db)

    def save_filter(self, name: str, wanted: Filter) -> None:
        """Keep a filter under a name."""

        def save() -> None:
            with self._project.writing() as db:
                saved_filters.save(db, name, wanted)

        self._changes.make(save, Changed(filters=True))

    def forget_filter(self, name: str) -> None:
        """Remove a saved filter."""

        def remove() -> None:
            with self._project.writing() as db:
                saved_filters.remove(db, name)

        self._changes.make(remove, Changed(filters=True))

    # --- exports ---

    def export_shown(self, queue: QueueSpec, path: Path, style: TableStyle) -> BackgroundJob:
        """Return the job, not yet started, that writes the detections of a queue in its order."""
        return BackgroundJob(self.queue.write(queue, path, style), self.parent())

    def species_search(self, network_id: str) -> SpeciesSearch:
        """Return how all that a network's labels stand for is found by typing. Takes a moment."""
        with self._project.reading() as db:
            known = heads.species(db, network_id)
        return SpeciesSearch(known, names_beside(known))

    def expected_here(self, detection: Detection) -> frozenset[str]:
        """Return which species, by scientific name, are expected there and then. Takes a moment."""
        with self._project.reading() as db:
            recording = recordings.get(db, detection.recording_id)
            manifest = passes.get(db, runs.get(db, detection.run_id).pass_id).manifest or {}
            known = heads.species(db, detection.network)
            others = sites.places(db)
        return expected_here(recording, known, manifest.get("range_model"), others)

    def why(self, run_id: int | None, typed: str, site: str | None, day: str) -> WhyNot:
        """Return why a species is shown at a site and day, or is not. May take a while.

        Raises UserError for a species that nobody knows, and for what is no day.
        """
        with self._project.reading() as db:
            run = runs.latest(db) if run_id is None else runs.get(db, run_id)
        if run is None:
            raise UserError("Nothing has been analysed in this project yet. Analyse it first.")
        species = species_called(self._project, run, typed)
        return answer(why(self._project, run, species, site, day_of(day)))

    def confirmed(self) -> int:
        """Return how many detections were confirmed, in all analyses."""
        with self._project.reading() as db:
            return detections.count(db, CONFIRMED)[0]
