"""How fast a folder is scanned: ``python -m tests.benchmarks.scan [--files 20000]``.

Writes small WAV files with AudioMoth's headers into a temporary folder, scans them, and scans
them again unchanged. Prints files a second and the most memory used.
"""

import argparse
import sys
import tempfile
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import psutil

from core.scan import scan
from core.store import Project

_FIRST = datetime(2024, 5, 1)  # noqa: DTZ001 - a recorder's clock
_FILES_A_DAY = 144
_DAYS_A_SITE = 30
_SAMPLES = 256


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--files", type=int, default=20_000)
    files = arguments.parse_args().files
    with tempfile.TemporaryDirectory() as folder:
        card = Path(folder) / "card"
        began = time.perf_counter()
        write_card(card, files)
        _say(f"{files:,} files written in {time.perf_counter() - began:.1f} s")
        with closing(Project(Path(folder) / "project")) as project:
            for which in ("First scan", "Unchanged"):
                began = time.perf_counter()
                steps = sum(1 for _ in scan(project, card))
                seconds = time.perf_counter() - began
                _say(f"{which}: {files / seconds:,.0f} files/s ({seconds:.1f} s, {steps} steps)")
        memory = psutil.Process().memory_info()
        _say(f"Memory now: {memory.rss / 1e6:.0f} MB")


def write_card(card: Path, files: int) -> None:
    """Write recordings of several sites, a folder a day."""
    for n in range(files):
        site, day = divmod(n // _FILES_A_DAY, _DAYS_A_SITE)
        at = _FIRST + timedelta(days=day, minutes=10 * (n % _FILES_A_DAY))
        folder = card / f"Site {site + 1:02d}" / f"{at:%Y%m%d}"
        if n % _FILES_A_DAY == 0:
            folder.mkdir(parents=True)
        (folder / f"{at:%Y%m%d_%H%M%S}.WAV").write_bytes(recording(at, site, n))


def recording(at: datetime, site: int, n: int) -> bytes:
    """Return a WAV of a few samples with the chunks of firmware 1.11; all are different."""
    serial = f"24F319055FDF{site:04X}"
    comment = (
        f"Recorded at {at:%H:%M:%S %d/%m/%Y} (UTC+2) by AudioMoth {serial} at medium gain while "
        "battery was 4.2V and temperature was 12.3C."
    )
    guano = (
        f"GUANO|Version:1.0\nMake:Open Acoustic Devices\nModel:AudioMoth\nSerial:{serial}\n"
        f"Firmware Version:AudioMoth-Firmware-Basic (1.11.0)\nTimestamp:{at.isoformat()}+02:00\n"
        f"Loc Position:52.{site:02d}000 4.50000\nOAD|Battery Voltage:4.2\nTemperature Int:12.3\n"
    )
    info = b"INFO" + _chunk(b"ICMT", comment.encode().ljust(384, b"\0"))
    info += _chunk(b"IART", f"AudioMoth {serial}".encode().ljust(32, b"\0"))
    fmt = b"".join(v.to_bytes(w, "little") for v, w in
                   ((1, 2), (1, 2), (48_000, 4), (96_000, 4), (2, 2), (16, 2)))  # fmt: skip
    sound = n.to_bytes(4, "little") * (_SAMPLES // 2)
    body = b"WAVE" + _chunk(b"fmt ", fmt) + _chunk(b"LIST", info) + _chunk(b"data", sound)
    body += _chunk(b"guan", guano.encode())
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _chunk(name: bytes, payload: bytes) -> bytes:
    return name + len(payload).to_bytes(4, "little") + payload


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
