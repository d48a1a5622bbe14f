"""Giving memory back that a file's mapping keeps although nobody reads it any more."""

import ctypes
import sys
from collections.abc import Iterable
from pathlib import Path

_MADV_DONTNEED = 4  # Linux: sys/mman.h


def release(files: Iterable[Path]) -> None:
    """Drop the pages of these files from this process; they come back when they are read.

    A runtime packs a graph's weights into its own order and leaves the file mapped, so that each
    worker seems to hold them twice. Does nothing but on Linux, where memory is counted so.
    """
    if not sys.platform.startswith("linux"):
        return
    names = {str(file.resolve()) for file in files}
    try:
        lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    except OSError:
        return  # Some containers hide it; then the memory stays as it is.
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for line in lines:
        # address range, rights, offset, device, inode, path: see proc(5)
        span, rights, *_others, path = [*line.split(maxsplit=5), ""][:6]
        if path in names and "w" not in rights:
            start, end = (int(edge, 16) for edge in span.split("-"))
            advise(start, end - start, _MADV_DONTNEED)
