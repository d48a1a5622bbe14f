"""Ctrl+C is never lost, wherever in the program it arrives."""

import _thread
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager

_AGAIN_AFTER_S = 0.02


@contextmanager
def kept() -> Generator[None]:
    """Raise a KeyboardInterrupt again that comes where Python ignores what is raised.

    In a finaliser or the callback of a weak reference an error cannot travel: Python prints it
    and goes on, and the command would run to its end as if nobody had asked it to stop.
    """
    before = sys.unraisablehook

    def ask_again(ignored: "sys.UnraisableHookArgs") -> None:
        if issubclass(ignored.exc_type, KeyboardInterrupt):
            # A little later: asked for from here, it would be raised in here and ignored again.
            threading.Timer(_AGAIN_AFTER_S, _thread.interrupt_main).start()
        else:
            before(ignored)

    sys.unraisablehook = ask_again
    try:
        yield
    finally:
        sys.unraisablehook = before
