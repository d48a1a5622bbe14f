"""Projects of real files in which a network heard what a test says it heard."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import soundfile

from core.domain import Species
from core.scan import scan
from core.store import Project, detections, recordings, runs
from core.store.detections import New
from tests.core import made

SETTINGS = {"min_score": 0.25}
WREN = Species("Troglodytes troglodytes", "Eurasian Wren")
Heard = tuple[Species, float, float, float]
"""species, start_s, end_s, score"""


def write(path: Path, samples: np.ndarray, rate: int, subtype: str = "PCM_16") -> Path:
    """Write a recording of samples [n] or [n, channels]."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, rate, subtype=subtype)
    return path


def tones(seconds: float, rate: int, *hz: float) -> np.ndarray:
    """Return [n, channels], each with a tone of its own."""
    at = np.arange(round(seconds * rate)) / rate
    return 0.3 * np.sin(2 * np.pi * at[:, None] * hz)


def project_of(
    folder: Path, sounds: Path, heard: Mapping[str, Sequence[Heard]], run_name: str = "made"
) -> Path:
    """Scan a folder of sounds and store what a run heard, by file name. Return the project's."""
    project = Project(folder)
    for _ in scan(project, sounds):
        pass
    with project.writing() as db:
        pass_id = made.a_pass(db, run_name)
        made.know_birdnets_labels(db)  # to be chosen from where a clip is something else
        run = runs.start(
            db,
            run_name,
            "birdnet-2.4",
            pass_id=pass_id,
            settings=SETTINGS,
            versions={"network": "BirdNET 2.4"},
        )
        for file in list(recordings.everything(db)):
            new = heard.get(file.path.name, ())
            ids = made.label_ids(db, {each[0] for each in new})
            detections.add(
                db, run.id, file,
                [New(ids[s.scientific_name], *span, score, 0.0, listed=True)
                 for s, *span, score in new],
            )  # fmt: skip
            runs.recording_done(db, run.id, file.id, 1, file.duration_s)
        runs.finish(db, run.id)
    project.close()
    return folder
