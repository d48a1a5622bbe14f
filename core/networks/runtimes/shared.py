"""What all engines of a process have together, so that its weights lie in memory only once."""

import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

_lock = threading.Lock()
_known: "weakref.WeakValueDictionary[tuple[str, int], Any]" = weakref.WeakValueDictionary()


def shared(path: Path, load: Callable[[], Any]) -> Any:
    """Return what ``load`` makes of a file or folder, only once while anybody has it."""
    key = (str(path.resolve()), path.stat().st_mtime_ns)
    with _lock:
        found = _known.get(key)
        if found is None:
            found = _known[key] = load()
        return found
