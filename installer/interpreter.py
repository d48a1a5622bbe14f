"""A CPython of the program's own on Linux: that of this machine, made to run from any folder."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

_LEFT_OUT = (
    "site-packages", "dist-packages", "test", "idlelib", "tkinter", "turtledemo", "ensurepip",
    "lib2to3", "__pycache__",
)  # fmt: skip
_MODULES_LEFT_OUT = (
    "_test*.so", "_ctypes_test*.so", "_xxtestfuzz*.so", "xxlimited*.so", "_tkinter*.so", "nis.*.so",
    "_crypt.*.so", "ossaudiodev.*.so", "spwd.*.so", "_gdbm.*.so", "_dbm.*.so",
    "readline.*.so",  # under the GPL, and nobody types into this Python
)  # fmt: skip
_OF_EVERY_SYSTEM = frozenset(
    {
        *("libc", "libm", "libdl", "libpthread", "librt", "libutil", "libmvec"),
        *("libresolv", "libgcc_s", "libstdc++", "ld-linux-x86-64"),
    }
)


def copy_interpreter(target: Path) -> Path:
    """Copy the interpreter that runs this, with its standard library; return site-packages."""
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    shared, lib = sysconfig.get_config_var("INSTSONAME"), target / "lib" / name
    (target / "bin").mkdir(parents=True)
    shutil.copy2(Path(sys.base_prefix, "bin", name), target / "bin" / name)
    shutil.copytree(
        Path(os.__file__).parent, lib,
        ignore=shutil.ignore_patterns(*_LEFT_OUT, *_MODULES_LEFT_OUT, "config-*"),
    )  # fmt: skip
    found = Path(sys.base_prefix, "lib", shared)
    if found.is_file():
        shutil.copy2(found, target / "lib" / shared)
    modules = sorted((lib / "lib-dynload").glob("*.so"))
    libraries = _needed([target / "bin" / name, *modules])
    for library in libraries:
        shutil.copy2(library, target / "lib" / library.name)
        _copy_copyright(library, target / "lib" / "copyright")
    _look_beside(target / "bin" / name, "$ORIGIN/../lib")
    for module in modules:
        _look_beside(module, "$ORIGIN/../..")
    for library in (target / "lib").glob("*.so*"):
        _look_beside(library, "$ORIGIN")
    packages = lib / "site-packages"
    packages.mkdir()
    return packages


def _needed(programs: list[Path]) -> set[Path]:
    """Return the system's libraries that these load, without those of the C library."""
    found = set()
    for program in programs:
        said = subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout
        for line in said.splitlines():
            path = Path(line.partition("=> ")[2].partition(" (")[0])
            stem = path.name.partition(".so")[0]
            if path.is_file() and stem not in _OF_EVERY_SYSTEM and "libpython" not in stem:
                found.add(path)
    return found


def _copy_copyright(library: Path, folder: Path) -> None:
    """Copy what the system's package says of its licence: it holds for the copy as well."""
    said = subprocess.run(
        ["dpkg-query", "--search", f"*/{library.resolve().name}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    package = said.partition(":")[0]
    folder.mkdir(exist_ok=True)
    shutil.copyfile(
        f"/usr/share/doc/{package}/copyright", folder / f"{library.name.partition('.')[0]}.txt"
    )


def _look_beside(path: Path, where: str) -> None:
    subprocess.run(["strip", "--strip-unneeded", path], check=True)
    subprocess.run(["patchelf", "--set-rpath", where, path], check=True)
