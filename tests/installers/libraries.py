"""What the programs for Windows load when they start: packed with them, or of every Windows."""

import re
import tempfile
import zipfile
from pathlib import Path

from tests.installers.trial import Trial, needed, newest, run

_READER = "x86_64-w64-mingw32-objdump"
_OF_WINDOWS = re.compile(
    r"(?:(?:api|ext)-ms-win-.+|"
    r"advapi32|authz|avrt|bcrypt|bcryptprimitives|combase|comdlg32|crypt32|d3d11|"
    r"d3d12|d3d9|d3dcompiler_47|dbghelp|dnsapi|dwmapi|dwrite|dxgi|gdi32|icuuc|"
    r"imm32|iphlpapi|kernel32|mpr|msvcrt|netapi32|ntdll|ole32|oleaut32|pdh|"
    r"powrprof|propsys|psapi|rpcrt4|secur32|setupapi|shell32|shlwapi|"
    r"uiautomationcore|user32|userenv|uxtheme|version|winhttp|winmm|ws2_32|wtsapi32"
    r")\.dll"
)
"""What the program asks of Windows 10, and finds there."""


def try_libraries(trial: Trial, dist: Path) -> None:
    """Read from every program and library of the zip what it loads."""
    needed(_READER)
    with tempfile.TemporaryDirectory() as scratch:
        with zipfile.ZipFile(newest(dist, "Undersong-*-windows-portable.zip")) as packed:
            names = [n for n in packed.namelist() if n.endswith((".dll", ".pyd", ".exe"))]
            packed.extractall(scratch, names)
        here = {Path(name).name.lower() for name in names}
        lacking = [
            f"{Path(name).name} loads {loaded}"
            for name in names
            for loaded in _loaded_by(Path(scratch, name))
            if loaded not in here and not _OF_WINDOWS.fullmatch(loaded)
        ]
    told = "; ".join(lacking) or f"{len(names)} files"
    trial.expect("every library is there", holds=not lacking, detail=told)


def _loaded_by(program: Path) -> list[str]:
    _, said = run([_READER, "-p", str(program)])
    return [name.lower() for name in re.findall(r"DLL Name: (\S+)", said)]
