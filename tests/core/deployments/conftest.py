"""Cards in a temporary folder, with real files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.scan import scan
from core.store import Project, deployments, sites
from core.store.deployments import Deployment
from core.store.sites import Site
from tests.core.recorders.making import guano, recording

Card = Callable[..., Path]


@pytest.fixture
def card(tmp_path: Path) -> Card:
    """Write a recording of one second: ``card("Dune/20240501_050000.wav", "Serial:A")``."""
    made = iter(range(1_000_000))

    def write(name: str, *fields: str) -> Path:
        path = tmp_path / "card" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        chunk = guano(f"Note:{next(made)}", *fields)
        path.write_bytes(recording(chunk, seconds=1.0))
        return path

    return write


def scanned(project: Project, folder: Path) -> None:
    list(scan(project, folder))


def all_deployments(project: Project) -> list[Deployment]:
    with project.reading() as db:
        return deployments.listing(db)


def all_sites(project: Project) -> dict[str, Site]:
    with project.reading() as db:
        return {site.name: site for site in sites.listing(db)}
