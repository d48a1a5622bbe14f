"""Ctrl+C is never lost, wherever in the program it arrives."""

import _thread
import sys
import threading

_AGAIN_AFTER_S = 0.02


def keep() -> None:
    """Raise a KeyboardInterrupt again that came where Python ignores what is raised.

    In a finaliser or the callback of a weak reference an error cannot travel: Python prints it
    and goes on, and the command would run to its end as if nobody had asked it to stop.
    """
    sys.unraisablehook = _ask_again


def _ask_again(ignored: "sys.UnraisableHookArgs") -> None:
    if issubclass(ignored.exc_type, KeyboardInterrupt):
        # A little later: asked for from here, it would be raised in here and be ignored again.
        threading.Timer(_AGAIN_AFTER_S, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(ignored)
