"""Attempts in a process of their own, which may hang, crash or ask for too much memory."""

import multiprocessing
import os
import random
import shutil
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

TARGETS = ("sounds", "tables", "databases", "commands")
HANG_S = 30.0
MEMORY_BYTES = 4 * 1024**3
"""Of addresses: libraries alone take some."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that ended in something else than a result or a sentence."""

    target: str
    seed: int
    text: str

    @property
    def kind(self) -> str:
        """Return its last line and the last place in this project: the same for the same fault."""
        lines = [line.strip() for line in self.text.strip().splitlines() if line.strip()]
        places = [line for line in lines if line.startswith("File") and "site-packages" not in line]
        return f"{lines[-1][:150]} ({places[-1] if places else 'no place'})"


def attempt(target: str, seed: int, scratch: Path) -> None:
    """Make one attempt in a new folder below ``scratch``; raises what was not expected."""
    folder = scratch / f"{target}-{seed}"
    folder.mkdir()
    import_module(f"tests.fuzz.{target}").attempt(random.Random(f"{target} {seed}"), folder)
    shutil.rmtree(folder, ignore_errors=True)


def attempts(target: str, seeds: Iterator[int], scratch: Path) -> Iterator[Failure | None]:
    """Make attempts in another process, and yield what came of each.

    One that hangs, or ends the process, is a failure too; the next goes on in a new process.
    """
    context = multiprocessing.get_context("spawn")
    seed = next(seeds, None)
    while seed is not None:
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, target, scratch), daemon=True)
        process.start()
        theirs.close()
        how = "it crashed"
        with suppress(EOFError, OSError):
            while seed is not None:
                ours.send(seed)
                if not ours.poll(HANG_S):
                    how = "it hung"
                    break
                said = ours.recv()
                yield Failure(target, seed, said) if said else None
                seed = next(seeds, None)
        process.kill()
        process.join()
        ours.close()
        if seed is not None:
            yield Failure(target, seed, how)
            seed = next(seeds, None)


def _serve(connection: Connection, target: str, scratch: Path) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = str(scratch / "home")
    os.chdir(scratch)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libraries have much to say of such files
    _limit_memory()
    while True:
        seed = connection.recv()
        try:
            attempt(target, seed, scratch)
        except BaseException:  # noqa: BLE001 - whatever it is: it is told, and the next goes on
            connection.send(traceback.format_exc())
        else:
            connection.send("")


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
