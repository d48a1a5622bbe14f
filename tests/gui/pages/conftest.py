"""A small real project: two sites, three files, a cuckoo that BirdNET hears."""

import shutil
from pathlib import Path

import pytest

from core.analysis import Settings, analyse
from core.networks.catalogue import network
from core.scan import scan
from core.species.lists import SpeciesList
from core.store import Project
from tests.gui.pages.heath import CUCKOO, cuckoo, lark, settle, write_wav


@pytest.fixture(scope="session")
def sounds(tmp_path_factory) -> Path:
    """A folder of recordings: cuckoo, lark, cuckoo on the heath; cuckoo in the wood; no audio."""
    folder = tmp_path_factory.mktemp("sounds")
    write_wav(folder / "Heath" / "20250510_060000.wav", [cuckoo(), lark(), cuckoo()])
    write_wav(folder / "Heath" / "20250510_061000.wav", [lark()])
    write_wav(folder / "Wood" / "20250510_060500.wav", [cuckoo()])
    (folder / "Wood" / "20250510_070000.wav").write_bytes(b"no audio at all")
    return folder


@pytest.fixture(scope="session")
def heath_folder(sounds, tmp_path_factory) -> Path:
    project = Project(tmp_path_factory.mktemp("made") / "Heath and wood")
    wanted = SpeciesList("only the cuckoo", (CUCKOO,))
    birdnet = network("birdnet-2.4")
    for job in (
        scan(project, sounds),
        analyse(project, birdnet, Settings(species_list=wanted, workers=1)),
    ):
        for _ in job:
            pass
    project.close()
    return project.folder


@pytest.fixture
def heath(heath_folder, tmp_path) -> Path:
    """A copy of the analysed project, to change at will."""
    return Path(shutil.copytree(heath_folder, tmp_path / "Heath and wood"))


@pytest.fixture(scope="session")
def scanned_folder(sounds, tmp_path_factory) -> Path:
    project = Project(tmp_path_factory.mktemp("scanned") / "Heath and wood")
    for _ in scan(project, sounds):
        pass
    project.close()
    return project.folder


@pytest.fixture
def scanned(scanned_folder, tmp_path) -> Path:
    """A copy of the project before it was analysed, to change at will."""
    return Path(shutil.copytree(scanned_folder, tmp_path / "Heath and wood"))


@pytest.fixture
def opened(qtbot, window, heath):
    """The window with the analysed project open."""
    window.projects.open(heath)
    settle(qtbot, window)
    return window
