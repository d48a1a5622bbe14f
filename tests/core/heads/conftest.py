"""A project heard by a small network that knows tones: quick, and with answers that are known.

It is heard, and a head of the song trained, once; each test has a copy.
"""

import shutil
from contextlib import closing

import numpy as np
import pytest

from core.analysis import analyse
from core.heads import library
from core.heads.label_files import import_labels
from core.heads.scoring import detect
from core.heads.teaching import TrainingRequest, teach
from core.heads.windows import windows_of
from core.inference.executors import InProcess
from core.jobs import answer
from core.networks import catalogue
from core.scan import scan
from core.store import Project
from tests.core.heads.tones import CALLS, RATE, SONG_LABELS, SONGS, TOY
from tests.core.networks.toy import CALL_HZ, SONG_HZ, Toy
from tests.core.sounds import noise, record


@pytest.fixture
def toy(monkeypatch):
    monkeypatch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS, Toy()))
    return Toy()


@pytest.fixture(scope="session")
def first_tones(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tones")
    for n, hz in [*((n, SONG_HZ) for n in SONGS), *((n, CALL_HZ) for n in CALLS)]:
        samples = noise(4, rate=RATE, seed=n)
        at = np.arange(RATE) / RATE
        samples[RATE : 2 * RATE] += np.sin(2 * np.pi * hz * at).astype(np.float32) * 0.3
        record(folder / "media" / f"{n}.wav", samples, rate=RATE)
    with closing(Project(folder / "project")) as project:
        list(scan(project, folder / "media"))
        list(analyse(project, Toy(), TOY, executor=InProcess()))
    return folder


@pytest.fixture(scope="session")
def first_kept(first_tones, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept")
    with closing(_copied(first_tones, folder)) as project, pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS, Toy()))
        file = folder / "labels.csv"
        file.write_text(SONG_LABELS, encoding="utf-8")
        import_labels(project, file)
        kept = library.keep(project, teach(windows_of(project), TrainingRequest("song")).head)
        answer(detect(kept, windows_of(project)))
    return folder


@pytest.fixture
def tones(request, toy, tmp_path):
    """Eight recordings of 4 s: from 1 s to 2 s songs in some, calls in others, else noise."""
    first = "first_kept" if "kept" in request.fixturenames else "first_tones"
    with closing(_copied(request.getfixturevalue(first), tmp_path)) as project:
        yield project


@pytest.fixture
def kept(tones):
    """A head of the song, that was used."""
    return library.called(tones, "song")


def _copied(first, folder):
    for part in ("media", "project"):
        shutil.copytree(first / part, folder / part)
    project = Project(folder / "project")
    with project.writing() as db:
        db.exec_driver_sql("UPDATE media_roots SET path = ?", ((folder / "media").as_posix(),))
    return project
