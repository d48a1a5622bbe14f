"""A project made by hand, whose numbers are known."""

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from core.cli import app
from core.domain import Inspection, OffsetSource, Species, Start, StartSource
from core.store import Project, detections, recordings, runs, sites
from core.store.detections import New
from tests.core import made

BLACKBIRD = Species("Turdus merula", "Eurasian Blackbird")
WREN = Species("Troglodytes troglodytes", "Eurasian Wren")
LYREBIRD = Species("Menura novaehollandiae", "Superb Lyrebird")


@dataclass(frozen=True)
class HandMade:
    """Two sites; Dune has two overlapping recordings and one next day, Wood has one.

    Dune 05:00 (1 h): blackbird .9 .8 .7, wren .6; Dune 05:30 (1 h): blackbird .5;
    Dune next day 07:00 (1 h): blackbird .4; Wood 05:00 (1 h): wren .95, lyrebird .99 not listed.
    """

    project: Project
    run_id: int
    ids: list[int]
    """Of the detections in that order."""


_DUNE_EARLY, _DUNE_LATE, _DUNE_NEXT_DAY, _WOOD = range(4)
_FILES = (
    ("Dune/a.wav", "Dune", datetime(2025, 5, 3, 5, 0)),  # noqa: DTZ001 - a recorder's clock
    ("Dune/b.wav", "Dune", datetime(2025, 5, 3, 5, 30)),  # noqa: DTZ001
    ("Dune/c.wav", "Dune", datetime(2025, 5, 4, 7, 0)),  # noqa: DTZ001
    ("Wood/a.wav", "Wood", datetime(2025, 5, 3, 5, 0)),  # noqa: DTZ001
)
_HEARD = (
    (_DUNE_EARLY, BLACKBIRD, 0.0, 0.9),
    (_DUNE_EARLY, BLACKBIRD, 3.0, 0.8),
    (_DUNE_EARLY, BLACKBIRD, 6.0, 0.7),
    (_DUNE_EARLY, WREN, 6.0, 0.6),
    (_DUNE_LATE, BLACKBIRD, 1800.0, 0.5),
    (_DUNE_NEXT_DAY, BLACKBIRD, 0.0, 0.4),
    (_WOOD, WREN, 9.0, 0.95),
    (_WOOD, LYREBIRD, 9.0, 0.99),
)


def inspected(path: Path, at: datetime, **more: object) -> Inspection:
    values = {
        "size": 1000,
        "modified_ns": 1,
        "recorder": "AudioMoth",
        "start": Start(at, StartSource.FILENAME, 120, OffsetSource.FILENAME),
        "latitude": 52.1,
        "longitude": 4.3,
        "serial": "S1",
        "duration_s": 3600.0,
        "sample_rate": 48_000,
        "channels": 1,
        "content_hash": path.as_posix(),
    }
    return Inspection(path=path, **(values | more))  # type: ignore[arg-type]


@pytest.fixture
def hand_made(project: Project, tmp_path: Path) -> HandMade:
    with project.writing() as db:
        root = recordings.root(db, tmp_path / "media")
        for path, place, at in _FILES:
            site = sites.site(db, place, 52.1, 4.3)
            deployment = sites.deployment(db, place, site, "AudioMoth", "S1")
            recordings.save(db, root, [(path, inspected(Path(path), at), deployment)])
        files = list(recordings.everything(db))
        pass_id = made.a_pass(db)
        run = runs.start(
            db,
            "run1",
            "birdnet-2.4",
            pass_id=pass_id,
            settings={"min_score": 0.25},
            versions={"network": "BirdNET 2.4"},
        )
        ids = made.label_ids(db, (BLACKBIRD, WREN, LYREBIRD))
        for n, file in enumerate(files):
            heard = [
                New(ids[s.scientific_name], at, at + 3, score, 1.0, s is not LYREBIRD)
                for where, s, at, score in _HEARD
                if where == n
            ]
            detections.add(db, run.id, file, heard)
            runs.recording_done(db, run.id, file.id, 1200, 3600.0)
    return HandMade(project, run.id, list(range(1, len(_HEARD) + 1)))


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command in this process; return (status, output, messages)."""
    monkeypatch.setattr(app, "log_to_file", lambda: None)

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["undersong", *map(str, words)])
        status = app.run()
        out, err = capsys.readouterr()
        return status, out, err

    return command
