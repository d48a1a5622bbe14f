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


def _first_tones(folder):
    for n, hz in [*((n, SONG_HZ) for n in SONGS), *((n, CALL_HZ) for n in CALLS)]:
        samples = noise(4, rate=RATE, seed=n)
        at = np.arange(RATE) / RATE
        samples[RATE : 2 * RATE] += np.sin(2 * np.pi * hz * at).astype(np.float32) * 0.3
        record(folder / "media" / f"{n}.wav", samples, rate=RATE)
    with closing(Project(folder / "project")) as project:
        list(scan(project, folder / "media"))
        list(analyse(project, Toy(), TOY, executor=InProcess()))


def _first_kept(folder):
    with closing(Project(folder / "project")) as project:
        file = folder / "labels.csv"
        file.write_text(SONG_LABELS, encoding="utf-8")
        import_labels(project, file)
        kept = library.keep(project, teach(windows_of(project), TrainingRequest("song")).head)
        answer(detect(kept, windows_of(project)))


@pytest.fixture
def tones(request, toy, tmp_path, tmp_path_factory):
    """Eight recordings of 4 s: from 1 s to 2 s songs in some, calls in others, else noise."""
    first = tmp_path_factory.getbasetemp() / "first-tones"
    if not first.exists():
        _first_tones(first)
    if "kept" in request.fixturenames:
        before, first = first, first.with_name("first-kept")
        if not first.exists():
            _copy(before, first)
            _first_kept(first)
    _copy(first, tmp_path)
    with closing(Project(tmp_path / "project")) as project:
        yield project


@pytest.fixture
def kept(tones):
    """A head of the song, that was used."""
    return library.called(tones, "song")


def _copy(first, folder):
    for part in ("media", "project"):
        shutil.copytree(first / part, folder / part)
    with closing(Project(folder / "project")) as project, project.writing() as db:
        db.exec_driver_sql("UPDATE media_roots SET path = ?", ((folder / "media").as_posix(),))
