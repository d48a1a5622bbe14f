"""The program's own file of a head: see ``core.heads.trained_head``."""

from pathlib import Path

from core.heads.formats.format import HeadFormat, written
from core.heads.trained_head import TrainedHead
from core.store import Project


def write(head: TrainedHead, path: Path, _: Project | None) -> list[str]:
    """Write a head as it is kept."""
    with written(path) as part:
        part.write_bytes(head.data)
    return []


FORMAT = HeadFormat("own", write)
