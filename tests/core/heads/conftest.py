"""A project heard by a small network that knows tones: quick, and with answers that are known."""

from contextlib import closing

import numpy as np
import pytest

from core.analysis import Settings, analyse
from core.inference.executors import InProcess
from core.networks import catalogue
from core.scan import scan
from core.store import Project
from tests.core.heads.tones import CALLS, RATE, SONGS
from tests.core.networks.toy import CALL_HZ, SONG_HZ, Toy
from tests.core.sounds import noise, record


@pytest.fixture
def toy(monkeypatch):
    monkeypatch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS, Toy()))
    return Toy()


@pytest.fixture
def tones(toy, tmp_path):
    """Eight recordings of 4 s: from 1 s to 2 s songs in some, calls in others, else noise."""
    for n, hz in [*((n, SONG_HZ) for n in SONGS), *((n, CALL_HZ) for n in CALLS)]:
        samples = noise(4, rate=RATE, seed=n)
        at = np.arange(RATE) / RATE
        samples[RATE : 2 * RATE] += np.sin(2 * np.pi * hz * at).astype(np.float32) * 0.3
        record(tmp_path / "media" / f"{n}.wav", samples, rate=RATE)
    with closing(Project(tmp_path / "project")) as project:
        list(scan(project, tmp_path / "media"))
        list(analyse(project, toy, Settings(network="toy-1"), executor=InProcess()))
        yield project
