"""Real recordings and real projects that tests share."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.analysis import Settings, analyse
from core.networks.catalogue import network
from core.networks.network import Network
from core.sample import copy_samples
from core.scan import scan
from core.store import Project


@pytest.fixture(scope="session")
def birdnet() -> Network:
    return network("birdnet-2.4")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three real AudioMoth recordings of 30 s."""
    return copy_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def analysed_folder(
    samples: list[Path], birdnet: Network, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A project in which the samples are analysed with the usual settings. Never change it."""
    folder = tmp_path_factory.mktemp("analysed") / "Meijendel"
    with closing(Project(folder)) as project:
        list(scan(project, samples[0].parent))
        list(analyse(project, birdnet, Settings()))
    return folder


@pytest.fixture
def analysed(analysed_folder: Path, tmp_path: Path) -> Iterator[Project]:
    """A copy of the analysed project that a test may change."""
    shutil.copytree(analysed_folder, tmp_path / "project")
    with closing(Project(tmp_path / "project")) as project:
        yield project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project with nothing in it."""
    with closing(Project(tmp_path / "project")) as empty:
        yield empty
