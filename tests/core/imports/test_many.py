"""Results of many recordings: stored together, not recording by recording."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import event

from core.imports import gather, take
from core.jobs import answer
from core.store import detections, recordings, runs
from core.store.detections import Filter
from tests.core.conftest import inspected
from tests.core.imports.test_imports import BIRDNET


@contextmanager
def asked(project):
    questions = []

    def note(_connection, _cursor, statement, *_):
        questions.append(statement)

    with project.reading() as db:
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield questions
    event.remove(engine, "before_cursor_execute", note)


def test_as_many_questions_are_asked_for_many_recordings_as_for_one(project, tmp_path):
    with project.writing() as db:
        root = recordings.root(db, tmp_path / "media")
        for n in range(40):
            name, at = Path(f"{n}.wav"), datetime(2025, 5, 3, 5) + timedelta(hours=n)  # noqa: DTZ001
            recordings.save(db, root, [(name.as_posix(), inspected(name, at), None)])
    numbers = []
    for first, last in ((0, 1), (1, 40)):
        (file := tmp_path / f"{first}.csv").write_text(
            BIRDNET
            + "".join(
                f"{3.0 * k},{3.0 * k + 3},Turdus merula,Eurasian Blackbird,0.75,{n}.wav\n"
                for n in range(first, last)
                for k in range(3)
            )
        )
        found = answer(gather(project, [file]))
        with asked(project) as questions:
            taken = answer(take(project, found))
        numbers.append(len(questions))
    assert numbers[1] <= numbers[0]
    with project.reading() as db:
        run = runs.find(db, found.id)
        heard = list(detections.everything(db, Filter(run_id=run.id, unlisted=True)))
    assert len(heard) == taken.detections == 3 * 39
    assert heard[-1].at.local == datetime(2025, 5, 3, 5) + timedelta(hours=9, seconds=6)  # noqa: DTZ001
