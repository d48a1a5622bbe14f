"""What of Undersong.app is made by the same steps as for the other systems: see macos/build.sh.

``python -m installer.macos_folder fill TOP``, and ``seal TOP`` once all in it is signed.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from installer.packages import PYTHON, ROOT
from installer.program import add_licences, compile_all, fill, seal


def make(top: Path) -> None:
    """Put packages, licences and bytecode beside the standard library that is there."""
    library = top / "lib" / f"python{PYTHON}"
    packages = library / "site-packages"
    packages.mkdir()
    with tempfile.TemporaryDirectory() as scratch:
        fill(packages, "macos", Path(scratch))
    shutil.copy(ROOT / "installer" / "windows" / "undersong_command.py", packages)
    link_frameworks(packages)
    add_licences(top, packages)
    compile_all(top, [library])


def link_frameworks(packages: Path) -> None:
    """Give frameworks the links that wheels cannot hold: without them none can be signed."""
    for framework in packages.rglob("*.framework"):
        (version,) = (framework / "Versions").iterdir()
        (framework / "Versions" / "Current").symlink_to(version.name)
        for part in version.iterdir():
            there = framework / part.name
            if there.is_dir():  # a copy
                shutil.rmtree(there)
            there.symlink_to(Path("Versions", "Current", part.name))


if __name__ == "__main__":
    {"fill": make, "seal": seal}[sys.argv[1]](Path(sys.argv[2]))
