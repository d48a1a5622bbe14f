"""A project as large as a big survey: 1,000,000 detections over 100,000 recordings.

60 sites, 120 days, 150 species, scores crowded at the low end, verdicts on a twentieth. The same
seed gives the same project. The recordings are not there until ``give_sound`` makes one.
"""

import argparse
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from sqlalchemy import Connection

from core.domain import Species
from core.store import Project, moment_blocks, runs, sun_minutes
from tests.benchmarks import big_windows
from tests.core import made

FIRST_DAY = datetime(2025, 3, 15, tzinfo=UTC)
OFFSET_MINUTES = 120
_CHUNK = 50_000
_CARD = "card"
_RATE, _SECONDS = 48_000, 300
_EPITHETS = ("major", "minor", "alba", "niger", "rufus", "montanus", "palustris", "viridis")
_KINDS = ("Warbler", "Thrush", "Tit", "Finch", "Owl", "Rail", "Sandpiper", "Woodpecker")


@dataclass(frozen=True, slots=True)
class Size:
    """How much to make."""

    detections: int = 1_003_000
    """Drawn: a few in a thousand fall on the same window and are left out."""
    recordings: int = 100_000
    sites: int = 60
    days: int = 120
    species: int = 150


def make(folder: Path, size: Size | None = None, seed: int = 5) -> Path:
    """Make the project in ``folder`` unless it is there, and return the folder."""
    if (folder / "project.db").exists():
        return folder
    size = size or Size()
    chance = np.random.default_rng(seed)
    with closing(Project(folder)) as project:
        with project.writing() as db:
            _places(db, size, folder / _CARD)
            run_id = _run(db)
            labels = list(made.label_ids(db, _labels(size)).values())
            made.know_birdnets_labels(db)  # most of which nobody hears
        with project.writing() as db:
            _recordings(db, size)
            for rows in _heard(size, np.array(labels), run_id, chance):
                db.exec_driver_sql(_DETECTION, rows)
        with project.writing() as db:
            _said(db, size, chance)
        with project.writing() as db:
            sun_minutes.fill(db)
            moment_blocks.make(db, run_id)  # as an analysis does in its end
    return folder


def _labels(size: Size) -> list[Species]:
    return [
        Species(f"Genus{n // 8:02d} {_EPITHETS[n % 8]}", f"{n // 8:02d} {_KINDS[n % 8]}")
        for n in range(size.species)
    ]


def give_sound(folder: Path, recording: Path) -> None:
    """Put a sound of five minutes where a recording of the project is expected."""
    sound = folder / "sound.wav"
    if not sound.exists():
        noise = np.random.default_rng(1).normal(0, 0.05, _RATE * _SECONDS)
        soundfile.write(sound, noise, _RATE)
    if not recording.exists():
        recording.parent.mkdir(parents=True, exist_ok=True)
        recording.hardlink_to(sound)


def _places(db: Connection, size: Size, card: Path) -> None:
    db.exec_driver_sql("INSERT INTO media_roots (id, path) VALUES (1, ?)", (card.as_posix(),))
    sites = [(n, f"Site {n:02d}", 52 + n / 100, 4 + n / 100) for n in range(1, size.sites + 1)]
    db.exec_driver_sql(
        "INSERT INTO sites (id, name, latitude, longitude) VALUES (?, ?, ?, ?)", sites
    )
    db.exec_driver_sql(
        "INSERT INTO deployments (id, site_id, key, recorder, serial, clock_mode, clock) "
        "VALUES (?, ?, ?, 'AudioMoth', ?, 'fixed_offset', '{}')",
        [(n, n, f"1|{name}|1", f"S{n}") for n, name, _, _ in sites],
    )


def _run(db: Connection) -> int:
    pass_id = made.a_pass(db)
    versions = {"network": "BirdNET 2.4"}
    settings = {"min_score": 0.1}
    return runs.start(
        db, "run", "birdnet-2.4", pass_id=pass_id, settings=settings, versions=versions
    ).id


def _when(size: Size, recording: int) -> tuple[int, datetime]:
    """Return (site, start by the clock): every site records at the same times of each day."""
    site, turn = recording % size.sites, recording // size.sites
    a_day = max(1, -(-size.recordings // (size.sites * size.days)))
    minutes = (turn % a_day) * 1440 // a_day
    return site + 1, FIRST_DAY + timedelta(days=turn // a_day, minutes=minutes)


def _recordings(db: Connection, size: Size) -> None:
    rows = []
    for n in range(size.recordings):
        site, at = _when(size, n)
        path = f"Site {site:02d}/{at:%Y%m%d_%H%M%S}.WAV"
        utc_ms = round((at.timestamp() - OFFSET_MINUTES * 60) * 1000)
        rows.append((n + 1, path, f"h{n}", site, f"{at:%Y-%m-%dT%H:%M:%S}", utc_ms))
    db.exec_driver_sql(
        "INSERT INTO recordings (id, media_root_id, path, size, modified_ns, content_hash, "
        "deployment_id, recorder, serial, start_local, start_source, offset_minutes, "
        "offset_source, clock_correction_s, start_utc_ms, duration_s, sample_rate, channels, "
        "usable, details) VALUES (?, 1, ?, 28800044, 1, ?, ?, 'AudioMoth', 'S1', ?, 'filename', "
        f"{OFFSET_MINUTES}, 'filename', 0, ?, {_SECONDS}, {_RATE}, 1, 1, '{{}}')",
        rows,
    )
    db.exec_driver_sql(
        "INSERT INTO run_recordings (run_id, recording_id, content_hash, windows, analysed_s, "
        "finished_utc) SELECT 1, id, content_hash, 100, 300, '2025-08-01T00:00:00+00:00' "
        "FROM recordings"
    )


_DETECTION = (
    "INSERT OR IGNORE INTO detections (run_id, recording_id, species_id, label_id, start_s, end_s, "
    "score, output, listed, site_id, at_utc_ms, local_day, local_minute, at_local_ms) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _heard(
    size: Size, labels: Any, run_id: int, chance: np.random.Generator
) -> Iterator[list[tuple[Any, ...]]]:
    common = 1 / np.arange(1, len(labels) + 1)  # a few species sing most of what is heard
    recordings = np.sort(chance.integers(size.recordings, size=size.detections))
    for first in range(0, size.detections, _CHUNK):
        those = recordings[first : first + _CHUNK]
        many = len(those)
        what = chance.choice(labels, many, p=common / common.sum())
        start = chance.integers(100, size=many) * 3.0
        score = np.round(0.1 + 0.9 * chance.beta(0.7, 2.5, many), 6)
        listed = chance.random(many) < 0.95
        yield [
            _row(size, run_id, *values)
            for values in zip(
                those.tolist(), what.tolist(), start.tolist(), score.tolist(), listed.tolist(),
                strict=True,
            )
        ]  # fmt: skip


def _row(size: Size, run_id: int, *heard: Any) -> tuple[Any, ...]:
    recording, label, start_s, score, listed = heard
    site, began = _when(size, recording)
    at = began + timedelta(seconds=start_s)
    utc_ms = round((at.timestamp() - OFFSET_MINUTES * 60) * 1000)
    logit = float(np.log(score / (1 - score))) if score < 1 else 15.0
    return (
        run_id, recording + 1, label, label, start_s, start_s + 3, score, logit, listed, site,
        utc_ms,
        at.year * 10_000 + at.month * 100 + at.day, at.hour * 60 + at.minute,
        round(at.timestamp() * 1000),
    )  # fmt: skip


def _said(db: Connection, size: Size, chance: np.random.Generator) -> None:
    many = size.detections // 20
    ids = np.sort(chance.choice(size.detections, many, replace=False)) + 1
    there = {row[0] for row in db.exec_driver_sql("SELECT id FROM detections")}
    words = chance.choice(["correct", "wrong", "unsure"], many, p=[0.7, 0.25, 0.05])
    rains = chance.random(many) < 0.05
    who = chance.choice(["Ann", "Bob"], many)
    rows = [
        (
            f"{n:032x}",
            int(id_),
            str(word),
            str(name),
            f"2025-08-{1 + n % 28:02d}T08:00:00.000000+00:00",
        )
        for n, (id_, word, name) in enumerate(zip(ids, words, who, strict=True))
        if int(id_) in there
    ]
    db.exec_driver_sql(
        "INSERT INTO verdicts (uuid, detection_id, verdict, reviewer, at_utc) "
        "VALUES (?, ?, ?, ?, ?)",
        rows,
    )
    noted = [
        (f"c{uuid}", id_, "rain in the background", name, at)
        for (uuid, id_, _, name, at), rain in zip(rows, rains, strict=False)
        if rain
    ]
    if noted:
        db.exec_driver_sql(_COMMENT, noted)


_COMMENT = (
    "INSERT INTO comments (uuid, detection_id, text, reviewer, at_utc) VALUES (?, ?, ?, ?, ?)"
)

if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.big_project")
    options.add_argument("folder", type=Path)
    options.add_argument("--detections", type=int, default=Size().detections)
    options.add_argument("--recordings", type=int, default=Size().recordings)
    options.add_argument("--windows", action="store_true", help="with scores and embeddings")
    chosen = options.parse_args()
    make(chosen.folder, Size(chosen.detections, chosen.recordings))
    if chosen.windows:
        big_windows.keep(chosen.folder, Size().species)
