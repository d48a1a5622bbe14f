from collections.abc import Iterator
from pathlib import Path

import pytest

from core.networks.birdnet.checked import open_engine
from core.networks.birdnet.files import original_engine
from core.networks.network import Engine


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the program's own, so that no test reads or fills this computer's cache."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("home")
        patch.setenv("UNDERSONG_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def fast(home: Path) -> Engine:
    return open_engine()


@pytest.fixture(scope="session")
def original() -> Engine:
    return original_engine()
