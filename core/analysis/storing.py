"""Storing what was heard: scores and embeddings of a pass, detections of a run, what was left."""

from sqlalchemy import Connection

from core.analysis.assembly import MOST_STARTS, Assembly
from core.analysis.pace import Pace
from core.analysis.registering import Registered
from core.analysis.remaining import Remaining
from core.analysis.rules import Rules, detections
from core.counted import counted
from core.domain import Problem, Recording
from core.inference.messages import Failed
from core.store import Project, moment_blocks, recordings, runs, scores, setbacks
from core.store import detections as stored
from core.store.embeddings import save_spans
from core.store.scores import WindowScores


class Results:
    """Where the results of an analysis go. All of a recording is stored in one transaction."""

    def __init__(
        self,
        project: Project,
        registered: Registered,
        rules: Rules,
        remaining: Remaining,
        pace: Pace,
    ) -> None:
        self._project, self._registered, self._rules = project, registered, rules
        self._remaining, self._pace = remaining, pace
        self._places: set[str] = set()
        self._left: list[str] = []
        self._engine = ""

    def store(self, db: Connection, assembly: Assembly) -> None:
        """Store what workers heard of a recording, or leave it for the next start."""
        recording, known = assembly.recording, self._registered
        if assembly.setback is not None and self._leaves(db, recording, assembly.setback):
            self._pace.problems += 1
            return
        heard = assembly.heard(self._rules.windowing, len(known.head_ids))
        if not assembly.failed:  # another run shall try again what failed in this one
            if recording.id in self._remaining.doubted:
                setbacks.forget(db, recording.id)
            scores.save(db, known.pass_id, known.head_ids, recording, heard)
            save_spans(db, known.pass_id, recording.id, assembly.all_spans())
        self.store_detections(db, recording, heard)

    def store_detections(self, db: Connection, recording: Recording, heard: WindowScores) -> None:
        """Store what scores high enough, and that the run is through with the recording."""
        rules, run_id = self._rules, self._registered.run.id
        expectation = rules.expectation(recording)
        if expectation.place not in self._places:
            runs.save_list(db, run_id, expectation.place, expectation.listed)
            self._places.add(expectation.place)
        label_ids = self._registered.label_ids
        stored.add(
            db, run_id, recording, detections(rules.hits(heard), recording, rules, label_ids)
        )
        problem = heard.problem or rules.crowding(heard)
        self._pace.problems += problem is not None and not problem.usable
        done = {recording.id: (heard.windows, heard.analysed_s, problem)}
        runs.recordings_done(db, run_id, done, place=expectation.place)

    def note_engine(self, note: str) -> None:
        """Record how the network was run."""
        self._engine = note
        with self._project.writing() as db:
            runs.note_engine(db, self._registered.run.id, note)

    def finish(self) -> None:
        """Say in the run's record that it is through, if nothing was left for later."""
        run_id = self._registered.run.id
        with self._project.writing() as db:
            files, _ = recordings.left_to_analyse(db, run_id)
            if not files:
                runs.finish(db, run_id)
        moment_blocks.keep(self._project, run_id)

    @property
    def left_note(self) -> str:
        """Return which recordings were left for the next start, and why; empty if none."""
        if not self._left:
            return ""
        number = counted(len(self._left), "recording was", "recordings were")
        return f"{number} left for the next start. {self._left[0]}"

    @property
    def engine_note(self) -> str:
        """Return how the network was run, as a sentence; empty if it was not."""
        return f"Heard by the {self._engine}." if self._engine else ""

    def _leaves(self, db: Connection, recording: Recording, failure: Failed) -> bool:
        """Leave a recording for the next start, unless it has failed at enough of them."""
        if failure.code in setbacks.CODES:
            starts = setbacks.note(db, recording, Problem(failure.code, failure.text))
            if starts >= MOST_STARTS or recording.id in self._remaining.again:
                return False
        name = recording.path.name
        named = failure.text.startswith(name)
        self._left.append(failure.text if named else f"{name}: {failure.text}")
        return True
