"""Ctrl+C that arrives where Python ignores errors."""

import subprocess
import sys

_PROGRAM = """
import signal, sys, time, weakref
from core.cli import ctrl_c

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it

class Thing:
    pass

class Finalised:
    def __del__(self):
        happen()

def happen(_=None):
    {happens}

def generator():
    try:
        yield
    finally:
        happen()

try:
    with ctrl_c.kept():
        {where}
        del thing
        for _ in range({naps}):
            time.sleep(0.05)
    print("lost")
except KeyboardInterrupt:
    print("stopped")
"""

_INTERRUPT = "signal.raise_signal(signal.SIGINT)"
_WHERE = (
    "thing = Thing(); watched = weakref.ref(thing, happen)",
    "thing = Finalised()",
    "thing = generator(); next(thing)",
)


def run(happens: str, where: str, naps: int = 200) -> subprocess.CompletedProcess[str]:
    program = _PROGRAM.format(happens=happens, where=where, naps=naps)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)


def test_ctrl_c_in_a_callback_a_finaliser_or_a_generator_stops_the_command_quietly():
    for where in _WHERE:
        ran = run(_INTERRUPT, where)
        assert (ran.stdout, ran.stderr) == ("stopped\n", "")


def test_other_errors_there_are_told_as_ever():
    ran = run("raise ValueError('odd')", _WHERE[1], naps=0)
    assert "ValueError: odd" in ran.stderr
