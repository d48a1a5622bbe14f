"""What the commands on stored windows have in common."""

from collections.abc import Sequence
from pathlib import Path

from core.cli.options import chosen_run
from core.counted import counted
from core.heads.windows import PassWindows, windows_of
from core.store import Project, embedding_scan, recordings

_NAMED = 3


def chosen_windows(project: Project, run: str | None) -> PassWindows:
    """Return the windows of a run that was named, or of the newest with embeddings."""
    return windows_of(project, None if run is None else chosen_run(project, run))


def names_of(project: Project, ids: set[int]) -> dict[int, str]:
    """Return recording id -> how tables call it."""
    with project.reading() as db:
        return recordings.names(db, recordings.by_ids(db, ids).values())


def not_compared(heard: PassWindows | Sequence[PassWindows], empty: int, lost: int) -> list[str]:
    """Return sentences about windows and recordings that are left out."""
    passes: dict[Path, list[PassWindows]] = {}
    for one in [heard] if isinstance(heard, PassWindows) else heard:
        passes.setdefault(one.project.folder, []).append(one)
    without: list[str] = []
    network = ""
    for some in passes.values():
        project, network = some[0].project, some[0].of.network
        with project.reading() as db:
            ids = embedding_scan.without_embeddings(db, *(one.id for one in some))
        without += sorted(names_of(project, set(ids)).values())
    said = []
    if lost:
        said.append(
            f"Left out, as embeddings are missing or cut off: {counted(lost, 'window')}. Analyse "
            "once more to hear again."
        )
    if empty:
        said.append(f"Left out, as the network gave nothing of it: {counted(empty, 'window')}.")
    if without:
        more = f" and {len(without) - _NAMED:,} more" if len(without) > _NAMED else ""
        said.append(
            f"{counted(len(without), 'recording has', 'recordings have')} no embeddings: "
            f"not in this ({', '.join(without[:_NAMED])}{more}). Have them heard, then do this "
            f"once more: undersong analyze FOLDER --project DIR --network {network}"
        )
    return said
