"""Builds the DLLs that Wine 8 lacks and Windows 10 has: ``shims.py OUT``, run with pefile.

Only trials need them: what Wine exports is passed on to a renamed copy of Wine's own DLL, and a
few functions that it leaves unimplemented are ours.
"""

import subprocess
import sys
from pathlib import Path

import pefile

_HERE = Path(__file__).parent
_WINE = Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows")
_COMPLEX = (
    *("cexp", "clog", "csqrt", "csin", "ccos", "ctan", "csinh", "ccosh", "ctanh", "casin"),
    *("cacos", "catan", "casinh", "cacosh", "catanh", "conj", "cproj", "cabs", "carg", "creal"),
    *("cimag", "cpow"),
)
_BUILTIN = b"Wine builtin DLL"  # Wine loads a file with it from elsewhere: not a copy
_RENAMED = b"Renamed dll copy"


def main(out: Path) -> None:
    """Build all of them into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    own = {"feholdexcept"} | {name + end for name in _COMPLEX for end in ("", "f", "l")}
    _pass_on("ucrtbase", "ucrtwine", own, out)
    _pass_on("mscms", "mscmswine", {"WcsCreateIccProfile"}, out)
    _compile(out, "ucrtbase", "cplx.c", "ucrtbase.def")
    _compile(out, "mscms", "mscms.c", "mscms.def")
    _compile(out, "icuuc", "icuuc.c")
    _compile(out, "bcryptprimitives", "bcryptprimitives.c", "-ladvapi32")


def _pass_on(name: str, renamed: str, own: set[str], out: Path) -> None:
    source = _WINE / f"{name}.dll"
    program = pefile.PE(str(source), fast_load=True)
    program.parse_data_directories([0])
    exported = {e.name.decode() for e in program.DIRECTORY_ENTRY_EXPORT.symbols if e.name}
    lines = [
        f'  "{one}" = {f"w_{one}" if one in own else f"{chr(34)}{renamed}.{one}{chr(34)}"}'
        for one in sorted(exported | own)
    ]
    (out / f"{name}.def").write_text("\n".join([f"LIBRARY {name}.dll", "EXPORTS", *lines, ""]))
    (out / f"{renamed}.dll").write_bytes(source.read_bytes().replace(_BUILTIN, _RENAMED))


def _compile(out: Path, name: str, source: str, *more: str) -> None:
    # -static-libgcc: else no program starts (c0000135).
    subprocess.run(
        ["x86_64-w64-mingw32-gcc", "-O2", "-shared", "-static-libgcc", "-o", f"{name}.dll",
         str(_HERE / source), *more],
        cwd=out, check=True,
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
