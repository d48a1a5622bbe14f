"""A project of an older version is brought up to date where it is, after a backup."""

import json
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import IntegrityError

from core.review import reference
from core.scan import scan
from core.store import Project, blank, comments, deployments, recordings, runs, verdicts
from core.store import project as store
from core.store.comments import Comment
from tests.core.recorders.making import guano, recording

SITE = "INSERT INTO sites (id, name, latitude, longitude) VALUES (1, 'Dune', 52.1, 4.3)"
DEPLOYMENT = (
    "INSERT INTO deployments (id, site_id, key, recorder, serial, clock_mode, clock) "
    "VALUES (1, 1, ?, NULL, 'A', 'fixed_offset', '{}')"
)


@contextmanager
def at_revision(monkeypatch, revision: str) -> Generator[None]:
    """Let projects be made as an older version made them."""
    with monkeypatch.context() as patch:
        patch.setattr(blank, "fill", lambda db: migrate(db, revision))
        patch.setattr(store, "_migrate", lambda *_: None)
        yield


def migrate(db, revision: str) -> None:
    """Bring a database, which may be empty, to a revision."""
    config = Config()
    scripts = Path(store.__file__).with_name("migrations")
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = db
    command.upgrade(config, revision)


@pytest.fixture
def first_shape(tmp_path: Path, monkeypatch) -> Path:
    """A project of revision 0001 with one deployment, and a card with a file of it."""
    card = tmp_path / "card"
    (card / "Dune").mkdir(parents=True)
    chunk = guano("Serial:A", "Loc Position:52.1 4.3")
    (card / "Dune" / "20240501_050000.wav").write_bytes(recording(chunk))
    with (
        at_revision(monkeypatch, "0001"),
        closing(Project(tmp_path / "project")) as project,
        project.writing() as db,
    ):
        db.exec_driver_sql(SITE)
        db.exec_driver_sql(DEPLOYMENT, (f"{card.as_posix()}|Dune|None|A",))
        path = card.as_posix()
        db.exec_driver_sql("INSERT INTO media_roots (id, path) VALUES (7, ?)", (path,))
    return tmp_path / "project"


def test_deployments_are_recognised_after_the_migration(first_shape):
    with closing(Project(first_shape)) as project:
        list(scan(project, first_shape.parent / "card"))
        with project.reading() as db:
            found = deployments.listing(db)
            assert recordings.totals(db).files == 1
    assert [(one.id, one.site, one.recordings) for one in found] == [(1, "Dune", 1)]


def test_a_backup_is_kept_of_how_it_was(first_shape):
    Project(first_shape).close()
    (backup,) = first_shape.glob("project-before-*-was-0001.db")
    with closing(sqlite3.connect(backup)) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert db.execute("SELECT name FROM sites").fetchall() == [("Dune",)]


def test_notes_of_verdicts_become_comments_of_who_wrote_them(tmp_path, monkeypatch):
    with at_revision(monkeypatch, "0003"):
        Project(tmp_path / "project").close()
    with closing(sqlite3.connect(tmp_path / "project" / "project.db")) as db:
        db.execute(
            "INSERT INTO detections (id, run_id, recording_id, species_id, start_s, end_s, score, "
            "logit, listed) VALUES (1, 1, 1, 1, 0, 3, 0.5, 0, 1)"
        )
        said = [("a", "Ann", "two birds"), ("b", "Bob", "two birds"), ("c", "Bob", "one bird")]
        db.executemany(
            "INSERT INTO verdicts (uuid, detection_id, verdict, note, reviewer, at_utc) "
            "VALUES (?1, 1, 'correct', ?3, ?2, '2025-01-0' || (unicode(?1) - 96))",
            said,
        )
        db.commit()
    with closing(Project(tmp_path / "project")) as project, project.reading() as db:
        log = db.exec_driver_sql("SELECT uuid, text, reviewer FROM comments ORDER BY id").all()
        assert comments.current(db, [1]) == {1: Comment(1, "one bird", "Bob")}
        assert verdicts.current(db, [1])[1].reviewer == "Bob"
    assert log == [("note-a", "two birds", "Ann"), ("note-c", "one bird", "Bob")]


def test_who_kept_a_reference_still_keeps_it_by_a_name_that_all_copies_know(tmp_path, monkeypatch):
    with at_revision(monkeypatch, "0005"):
        Project(tmp_path / "project").close()
    with closing(sqlite3.connect(tmp_path / "project" / "project.db")) as db:
        db.execute(
            "INSERT INTO recordings (id, media_root_id, path, size, modified_ns, content_hash, "
            "clock_correction_s, duration_s, sample_rate, channels, usable, details) "
            "VALUES (1, 1, 'a.wav', 1, 1, 'abc', 0, 3, 48000, 1, 1, '{}')"
        )
        db.execute(
            "INSERT INTO detections (id, run_id, recording_id, species_id, start_s, end_s, score, "
            "logit, listed) VALUES (1, 1, 1, 1, 0, 3, 0.5, 0, 1)"
        )
        db.execute(
            'INSERT INTO species (id, scientific_name, common_name, "group") '
            "VALUES (1, 'Turdus merula', 'Blackbird', 'bird')"
        )
        db.execute("INSERT INTO reference_clips VALUES (1, 1, 'Ann', '2025-05-10T06:00:00')")
        db.commit()
    shutil.copytree(tmp_path / "project", tmp_path / "copy")
    names = []
    for folder in (tmp_path / "project", tmp_path / "copy"):
        with closing(Project(folder)) as project, project.reading() as db:
            names += db.exec_driver_sql("SELECT uuid FROM reference_clips").scalars().all()
            assert reference.is_kept(db, 1, "Ann")
            assert not reference.is_kept(db, 1, "Bob")
    assert len(names) == 2
    assert len(set(names)) == 1


def test_what_was_placed_by_a_doubted_clock_loses_its_place(tmp_path, monkeypatch):
    with at_revision(monkeypatch, "0007"):
        Project(tmp_path / "project").close()
    starts = {  # start, details, correction -> whether it is placed
        1: ("1970-01-01T00:05:54", '{"clock_doubt": "clock-not-set"}', 0, False),
        2: ("2023-05-01T05:00:00", "{}", 0, True),
        3: ("2000-01-01T00:00:10", "{}", 0, False),  # scanned before doubts were kept
        4: ("2062-05-01T05:00:00", '{"clock_doubt": "clock-future"}', 0, False),
        5: ("1970-01-01T00:05:54", '{"clock_doubt": "clock-not-set"}', 1682917200, True),
        6: ("1970-01-01T00:05:54", '{"clock_doubt": "clock-not-set"}', 180, False),
        7: ("1998-05-01T05:00:00", '{"clock_doubt": "clock-early"}', 180, True),
    }
    with closing(sqlite3.connect(tmp_path / "project" / "project.db")) as db:
        for number, (start, details, correction, _) in starts.items():
            db.execute(
                "INSERT INTO recordings (id, media_root_id, path, size, modified_ns, content_hash, "
                "start_local, start_source, start_utc_ms, clock_correction_s, duration_s, "
                "sample_rate, channels, usable, details) "
                "VALUES (?1, 1, ?1, 1, 1, ?1, ?2, 'filename', 7, ?3, 3, 48000, 1, 1, ?4)",
                (number, start, correction, details),
            )
            db.execute(
                "INSERT INTO detections (run_id, recording_id, species_id, start_s, end_s, score, "
                "logit, listed, at_utc_ms, local_day, local_minute, at_local_ms, sunrise_minute) "
                "VALUES (1, ?, 1, 0, 3, 0.5, 0, 1, 7, 7, 7, 7, 7)",
                (number,),
            )
        db.commit()
    with closing(Project(tmp_path / "project")) as project, project.reading() as db:
        recorded = "SELECT id, local_us IS NOT NULL, start_utc_ms IS NOT NULL FROM recordings"
        for number, *placed in db.exec_driver_sql(recorded):
            assert placed == [starts[number][-1]] * 2, starts[number]
        columns = "at_utc_ms, local_day, local_minute, at_local_ms, sunrise_minute"
        heard = f"SELECT recording_id, {columns} FROM detections"
        for number, *placed in db.exec_driver_sql(heard):
            assert placed == [7 if starts[number][-1] else None] * 5, starts[number]


def test_a_file_that_was_changed_after_it_was_analysed_becomes_two_recordings(
    tmp_path, monkeypatch
):
    with at_revision(monkeypatch, "0009"):
        Project(tmp_path / "project").close()
    recording = (
        "INSERT INTO recordings (id, media_root_id, path, size, modified_ns, content_hash, "
        "clock_correction_s, duration_s, sample_rate, channels, usable, details) "
        "VALUES (?, 1, ?, 1, 1, ?, 0, 3, 48000, 1, 1, '{}')"
    )
    with closing(sqlite3.connect(tmp_path / "project" / "project.db")) as db:
        db.execute("INSERT INTO media_roots VALUES (1, '/card')")
        db.execute(recording, (1, "a.wav", "new"))
        db.execute(recording, (2, "b.wav", "same"))
        for number, known in ((1, "old"), (2, "same")):
            db.execute(
                "INSERT INTO run_recordings (run_id, recording_id, content_hash, windows, "
                "analysed_s, finished_utc) VALUES (1, ?, ?, 1, 3, '')",
                (number, known),
            )
        db.commit()
    with closing(Project(tmp_path / "project")) as project, project.reading() as db:
        found = {one.id: (one.content_hash, one.replaced) for one in recordings.everything(db)}
        assert db.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    assert found == {1: ("old", True), 2: ("same", False), 3: ("new", False)}


def test_two_labels_of_one_species_stand_in_one_window_and_neither_is_changed(
    tmp_path, monkeypatch
):
    with at_revision(monkeypatch, "0011"):
        Project(tmp_path / "project").close()
    detection = "(run_id, recording_id, species_id, {} start_s, end_s, score, {}, listed)"
    with closing(sqlite3.connect(tmp_path / "project" / "project.db")) as db:
        db.execute("INSERT INTO passes VALUES (1, 'p', 'birdnet-2.4', '{}')")
        db.execute(
            "INSERT INTO runs VALUES (1, 'r', 'birdnet-2.4', '{}', '{}', '', 1, "
            "'2025-05-01T05:00:00', NULL)"
        )
        bird = "INSERT INTO species VALUES (1, 'Turdus merula', 'Blackbird', 'bird')"
        db.execute(bird)
        before = detection.format("", "logit")
        db.execute(f"INSERT INTO detections {before} VALUES (1, 1, 1, 0, 3, 0.5, 0.25, 1)")
        db.commit()
    with closing(Project(tmp_path / "project")) as project:
        with project._changing(tables=True) as db:
            now = detection.format("label_id,", "output")
            db.exec_driver_sql(f"INSERT INTO detections {now} VALUES (1, 1, 1, 9, 0, 3, 0.5, 0, 1)")
            twice = f"INSERT INTO detections {now} VALUES (1, 1, 1, 9, 0, 3, 0.9, 0, 1)"
            with pytest.raises(IntegrityError, match="UNIQUE"):
                db.exec_driver_sql(twice)
            for column in ("output", "label_id", "score", "species_id"):
                with pytest.raises(IntegrityError, match="never changed"):
                    db.exec_driver_sql(f"UPDATE detections SET {column} = 7 WHERE id = 1")
        with project.reading() as db:
            kept = db.exec_driver_sql(
                "SELECT d.id, d.output, l.text FROM detections d LEFT JOIN labels l "
                "ON l.id = d.label_id ORDER BY d.id"
            ).all()
    assert kept == [(1, 0.25, "Turdus merula_Blackbird"), (2, 0.0, None)]


def test_runs_whose_settings_became_the_same_keep_names_of_their_own(tmp_path, monkeypatch):
    with at_revision(monkeypatch, "0011"):
        Project(tmp_path / "project").close()
    usual = {"network": "birdnet-2.4", "files": {}, "min_score": 0.25}
    with closing(sqlite3.connect(tmp_path / "project" / "project.db")) as db:
        db.execute("INSERT INTO passes VALUES (1, 'p', 'birdnet-2.4', '{}')")
        for n, settings in enumerate((usual, usual | {"week": "auto"}, {}), 1):
            row = (n, f"r{n}", json.dumps(settings))
            db.execute(
                "INSERT INTO runs VALUES (?, ?, 'birdnet-2.4', ?, '{}', '', 1, "
                "'2025-05-01T05:00:00', NULL)",
                row,
            )
        db.commit()
    with closing(Project(tmp_path / "project")) as project, project.reading() as db:
        found = {run.id: run.fingerprint for run in runs.everything(db)}
        assert {n: runs.find(db, f"r{n}").id for n in (1, 2, 3)} == {1: 1, 2: 2, 3: 3}
    assert found[1] not in ("r1", "r2")
    assert (found[2], found[3]) == ("r2", "r3")


def test_what_takes_long_is_told_from_its_beginning_to_its_end(tmp_path, monkeypatch):
    with at_revision(monkeypatch, "0011"):
        Project(tmp_path / "project").close()
    with closing(sqlite3.connect(tmp_path / "project" / "project.db")) as db:
        db.execute(
            "INSERT INTO detections (id, run_id, recording_id, species_id, start_s, end_s, score, "
            "logit, listed) VALUES (500000, 1, 1, 1, 0, 3, 0.5, 0, 1)"
        )
        db.commit()
    shares = []
    Project(tmp_path / "project", told=shares.append).close()
    assert len(shares) > 10
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert shares[-1] == pytest.approx(1)
    Project(tmp_path / "project", told=shares.clear).close()
    assert shares
