"""Two builds of one commit: the same bytes in every installer, and in what lies beside them."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.installers.trial import KEPT, LeftOutError, Trial

_BUILT_BY = {
    "installer.linux_packages": ("objdump", "patchelf", "xz", "zstd", "dpkg-deb"),
    "installer.windows_setup": ("x86_64-w64-mingw32-gcc", "makensis", "osslsigncode"),
}
"""Module -> programs that it needs."""


def try_twice(trial: Trial, _dist: Path) -> None:
    """Build all that this machine can twice, hardly packed, and compare the hashes."""
    can = [name for name, needs in _BUILT_BY.items() if all(map(shutil.which, needs))]
    if not can:
        raise LeftOutError(f"{', '.join(sum(_BUILT_BY.values(), ()))} are not installed")
    for module in can:
        with tempfile.TemporaryDirectory(dir=KEPT) as scratch:
            first, second = (_sums_of(module, Path(scratch) / name) for name in ("one", "two"))
        differing = sorted(name for name in first | second if first.get(name) != second.get(name))
        told = f"{', '.join(differing)} differ" if differing else f"{len(first)} files"
        trial.expect(f"two builds of {module}", holds=not differing, detail=told)


def _sums_of(module: str, out: Path) -> dict[str, str]:
    """Build in a process of its own, as the order of sets is another in each; name -> hash."""
    subprocess.run([sys.executable, "-m", module, str(out), "--quick"], check=True)
    lines = (out / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: value for value, name in (line.split("  ", 1) for line in lines)}
