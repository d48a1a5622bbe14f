"""What a whole command costs: wall time, processor time and memory of all its processes."""

import subprocess
import threading
import time
from dataclasses import dataclass

import psutil

_SAMPLE_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took."""

    wall_s: float
    cpu_s: float
    memory_mb: float
    """Highest sum over its processes at one moment; pages they share are counted once where the
    system can tell (Linux), for each process elsewhere."""


def measure(command: list[str]) -> Cost:
    """Run a command to its end and return what it cost. Raises RuntimeError where it fails."""
    before = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    watcher = _Watcher(process.pid)
    watcher.start()
    output, _ = process.communicate()
    wall_s = time.perf_counter() - before
    watcher.stop()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output[-2000:]}")
    return Cost(wall_s, watcher.cpu_s, watcher.peak_bytes / 1e6)


class _Watcher(threading.Thread):
    """Looks at a process and its children ten times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._root = psutil.Process(pid)
        self._ended = threading.Event()
        self._cpu: dict[int, float] = {}
        self.peak_bytes = 0

    @property
    def cpu_s(self) -> float:
        return sum(self._cpu.values())

    def run(self) -> None:
        while not self._ended.wait(_SAMPLE_EVERY_S):
            self.peak_bytes = max(self.peak_bytes, sum(map(self._look, self._family())))

    def stop(self) -> None:
        self._ended.set()
        self.join()

    def _family(self) -> list[psutil.Process]:
        try:
            return [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def _look(self, process: psutil.Process) -> int:
        try:
            times = process.cpu_times()
            self._cpu[process.pid] = times.user + times.system
            memory = process.memory_full_info()
            return int(getattr(memory, "pss", memory.rss))
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return 0
