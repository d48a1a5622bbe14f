"""What lies beside the installers: their hashes, the bill of materials, and all licences."""

import hashlib
import shutil
from pathlib import Path

from installer.program import BILL

_SUMS = "SHA256SUMS"


def put_beside(program: Path, system: str, version: str, out: Path) -> None:
    """Copy from the folder of a program what tells of its parts."""
    licences = program / "licences"
    shutil.copyfile(licences / BILL, out / f"undersong-{version}-{system}.cdx.json")
    texts = [path.read_text(encoding="utf-8") for path in sorted(licences.glob("*.txt"))]
    (out / f"undersong-{version}-{system}-licences.txt").write_text(
        f"\n\n{'=' * 80}\n\n".join(texts), encoding="utf-8"
    )


def write_sums(out: Path) -> None:
    """List all that lies there with its hash, as ``sha256sum -c`` reads it."""
    lines = []
    for path in sorted(p for p in out.iterdir() if p.is_file() and p.name != _SUMS):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    (out / _SUMS).write_text("".join(lines), encoding="utf-8")
