"""Folders that are the system's own: bins, snapshots, indexes and what repairs have left.

They hold what was deleted or is there already. Names are compared whole: a person's folder
"Recycled wood" is theirs.
"""

import os
import re

_NAMES = frozenset(
    {
        # Windows and FAT
        *("system volume information", "$recycle.bin", "recycler", "$windows.~bt", "$extend"),
        *("lost.dir", "msdownld.tmp", "wpsystem", "$av_asw"),
        # macOS, and what it leaves elsewhere
        *("network trash folder", "temporary items", "thevolumesettingsfolder", "__macosx"),
        # Linux and network drives
        *("lost+found", "@eadir", "#recycle", "@recycle", "#snapshot", "~snapshot", "@snapshot"),
        *("@recently-snapshot", "@tmp", "@__thumb", "@sharebin", "@synoeastream", "$snapshot"),
    }
)
_NUMBERED = re.compile(r"found\.\d{3}|trash-\d+")
_OLD_BIN = "recycled"
_OLD_BIN_HOLDS = ("INFO", "INFO2", "desktop.ini")


def is_system(folder: str, name: str) -> bool:
    """Tell whether a folder of this name in ``folder`` is hidden or the system's own."""
    small = name.casefold()
    if name.startswith(".") or small in _NAMES or _NUMBERED.fullmatch(small):
        return True
    # The bin of Windows 98 has a name that a person may have chosen.
    return small == _OLD_BIN and any(
        os.path.exists(os.path.join(folder, name, mark))  # noqa: PTH110, PTH118
        for mark in _OLD_BIN_HOLDS
    )
