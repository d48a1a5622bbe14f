"""What a campaign needs: recordings, the real command, and what a project holds in the end."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from core.sample import copy_samples
from core.store import Project, embeddings
from tests.core.sounds import clips

COMMAND = (sys.executable, "-c", "from core.cli import main; main()")
_DETECTIONS = """SELECT r.path, s.scientific_name, d.start_s, d.score, d.listed FROM detections d
    JOIN recordings r ON r.id = d.recording_id JOIN species s ON s.id = d.species_id"""
_SCORES = """SELECT r.path, p.windows, p.analysed_s, w.outputs, w.histograms FROM window_scores w
    JOIN pass_recordings p ON p.pass_id = w.pass_id AND p.recording_id = w.recording_id
    JOIN recordings r ON r.id = w.recording_id"""
_THROUGH = """SELECT r.path, t.windows, t.analysed_s, t.problem FROM run_recordings t
    JOIN recordings r ON r.id = t.recording_id"""
_EMBEDDING_SIZE = 1024


def recordings(folder: Path, count: int) -> Path:
    """Make short real recordings, all different."""
    if not folder.exists():
        clips(folder, copy_samples(folder.with_name("samples")), count)
    return folder


def analysis(folder: Path, project: Path) -> list[str]:
    """Return the command that analyses, or goes on."""
    return [*COMMAND, "analyze", str(folder), "--project", str(project)]


def finished(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(command, capture_output=True, text=True, check=False)


def killed(command: Sequence[str], after_s: float, *, with_workers: bool) -> bool:
    """Run a command and kill it after a time; tell whether it was through before."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(after_s)
    except subprocess.TimeoutExpired:
        if with_workers:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        return False
    return process.returncode == 0


def faults(project: Path) -> str:
    """Return what SQLite's own check says; empty where the database is whole."""
    with closing(sqlite3.connect(project / "project.db")) as db:
        said = db.execute("PRAGMA integrity_check").fetchall()
        strangers = db.execute("PRAGMA foreign_key_check").fetchall()
    return "" if said == [("ok",)] and not strangers else f"{said} {strangers}"


def held(project: Path) -> dict[str, object]:
    """Return all results of a project, in an order that does not depend on how they came."""
    with closing(Project(project, create=False, read_only=True)) as opened, opened.reading() as db:
        found: dict[str, object] = {
            name: sorted(tuple(row) for row in db.exec_driver_sql(query))
            for name, query in (
                ("detections", _DETECTIONS), ("scores", _SCORES), ("through", _THROUGH),
            )
        }  # fmt: skip
        rows = db.exec_driver_sql("SELECT id, path FROM recordings ORDER BY path").all()
        for id_, path in rows:
            vectors = embeddings.read(opened, db, 1, id_, _EMBEDDING_SIZE)
            found[path] = None if vectors is None else np.asarray(vectors).tobytes()
    return found


def difference(found: dict[str, object], wanted: dict[str, object]) -> str:
    """Return the first thing that differs; empty where all is equal."""
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            return f"{name} differs"
    return ""
