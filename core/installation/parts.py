"""The checks of what works without a window.

Each loads what it tries itself, in its own process: a damaged library is then found by its check,
and not by all of them.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from contextlib import closing
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from core.app_folders import (
    HASHES,
    cache_folder,
    data_folder,
    is_installed_program,
    log_folder,
)
from core.counted import counted, in_bytes
from core.errors import UserError
from core.installation.check import InstallationCheck
from core.jobs import Inquiry, Progress

_NEEDED = (
    ("numpy", "numpy"), ("scipy", "scipy.signal"), ("sqlalchemy", "sqlalchemy"),
    ("alembic", "alembic"), ("soundfile", "soundfile"), ("soxr", "soxr"),
    ("ai-edge-litert", "ai_edge_litert.interpreter"), ("onnxruntime", "onnxruntime"),
    ("simsimd", "simsimd"), ("tzfpy", "tzfpy"), ("typst", "typst"), ("typer", "pydantic"),
)  # fmt: skip
_PACKS = ("savedmodel", "transformers")
_NETWORK = "birdnet-2.4"
_TOLERANCE = 1e-3
"""Of a score: no processor's arithmetic differs by as much."""
_SPARE = 1 << 30


class _Known(NamedTuple):
    species: str
    start_s: float
    score: float


_IN_FIRST_SAMPLE = (
    _Known("Turdus merula", 3.0, 0.947143),
    _Known("Turdus merula", 15.0, 0.974456),
    _Known("Turdus merula", 18.0, 0.996727),
    _Known("Turdus philomelos", 21.0, 0.263302),
)
"""What BirdNET hears in the first sample recording."""


def files_whole() -> Inquiry[str]:
    """Compare each file of an installed program with its hash."""
    top = Path(sys.prefix)
    if not is_installed_program():
        return "run from its source: no list of files to compare with"
    lines = (top / HASHES).read_text(encoding="utf-8").splitlines()
    damaged = []
    for number, line in enumerate(lines):
        wanted, name = line.split(maxsplit=1)
        if not (top / name).is_file() or _sha256(top / name) != wanted:
            damaged.append(name)
        if number % 100 == 0:
            yield Progress(number, len(lines))
    if damaged:
        others = f" and {len(damaged) - 1} more" if len(damaged) > 1 else ""
        raise UserError(f"{damaged[0]}{others}: damaged or gone. Install Undersong again.")
    return f"{counted(len(lines), 'file')} as they were made"


def libraries() -> Inquiry[str]:
    """Load every library that the program cannot do without."""
    for package, module in _NEEDED:
        yield Progress(0, 0, package)
        try:
            import_module(module)
        except (ImportError, OSError) as error:
            raise UserError(f"{package} cannot be loaded ({error}). Install again.") from error
    return ", ".join(f"{package} {version(package)}" for package, _ in _NEEDED)


def folders() -> Inquiry[str]:
    """Write into the folders of the program's own files."""
    yield Progress(0, 0)
    for place in (data_folder, cache_folder, log_folder):
        try:
            with tempfile.NamedTemporaryFile(dir=place()) as file:
                file.write(b"tried")
        except OSError as error:
            where = f"{error.filename} cannot be written to ({error.strerror})"
            raise UserError(
                f"{where}. Make it writable, or set UNDERSONG_HOME to a folder that is."
            ) from error
    free = shutil.disk_usage(data_folder()).free
    if free < _SPARE:
        raise UserError(f"{data_folder()} has only {in_bytes(free)} free. Make room.")
    return f"{data_folder()}, {in_bytes(free)} free"


def birdnet() -> Inquiry[str]:
    """Analyse a known recording in a new project, and compare what was found; then review it."""
    from core.analysis import Settings, analyse
    from core.domain import Verdict
    from core.inference.executors import InProcess
    from core.networks import catalogue
    from core.review import Desk
    from core.sample import copy_samples
    from core.scan import scan
    from core.store import Project, detections
    from core.store.detections import Filter

    with tempfile.TemporaryDirectory() as scratch:
        sound = copy_samples(Path(scratch) / "recordings")[0]
        for other in sound.parent.iterdir():
            if other != sound:
                other.unlink()
        with closing(Project(Path(scratch) / "project", create=True)) as project:
            yield from scan(project, sound.parent)
            network = catalogue.network(_NETWORK)
            yield from analyse(project, network, Settings(_NETWORK), executor=InProcess())
            with project.reading() as db:
                found = detections.page(db, Filter(unlisted=True), limit=200)
            missing = [known for known in _IN_FIRST_SAMPLE if not any(
                d.species.scientific_name == known.species
                and abs(d.start_s - known.start_s) < 0.1
                and abs(d.score - known.score) < _TOLERANCE
                for d in found
            )]  # fmt: skip
            if missing:
                raise UserError(
                    f"BirdNET does not hear {missing[0].species} at {missing[0].start_s:.0f} s as "
                    "it should. Install Undersong again."
                )
            Desk(project, "check").decide([found[0].id], Verdict.CORRECT)
    return (
        f"{counted(len(found), 'detection')} in 30 s of a known recording, scores as they should be"
    )


def packs() -> Inquiry[str]:
    """Load the runtimes that are there, of those that not everybody needs."""
    from core.networks.runtimes.needed import FILE_RUNTIMES, lacking
    from core.runtime_packs import pull_in

    said = []
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # its own remarks are no findings
    pull_in()
    for runtime in _PACKS:
        yield Progress(0, 0, runtime)
        if lacking(runtime):
            continue
        for module in FILE_RUNTIMES[runtime].modules:
            try:
                import_module(module)
            except (ImportError, OSError) as error:
                raise UserError(f"{module} cannot be loaded ({error}).") from error
            said.append(f"{module} {version(module)}")
    return ", ".join(said) or "none is installed"


def report_as_pdf() -> Inquiry[str]:
    """Set a page."""
    from core.document.blocks import Heading, ReportDocument, TitlePage
    from core.document.paper import pdf

    yield Progress(0, 0)
    top = TitlePage("", "InstallationCheck", "", ())
    made = ReportDocument(top, (Heading("InstallationCheck"),), "", "en", (2026, 1, 1))
    return counted(len(pdf(made)), "byte")


CHECKS = (
    InstallationCheck("Files of the program", files_whole),
    InstallationCheck("Libraries", libraries),
    InstallationCheck("Folders", folders),
    InstallationCheck("Project and BirdNET", birdnet),
    InstallationCheck("Runtimes", packs),
    InstallationCheck("Report as PDF", report_as_pdf),
)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
