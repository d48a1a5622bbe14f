"""Damages the headers of real sound files at random, and reads all of what results.

``python -m tests.fuzz.sound_headers --seed 1 --mutants 5000`` prints each mutant that ends
otherwise than it should (an error that is no UnreadableRecordingError, too much time or memory, a
length that cannot be) with what made it, and ends with 1 if there were any. The same seed gives
the same mutants, and a mutant its number again: ``--first N --mutants 1 --keep DIR``.
"""

import argparse
import io
import logging
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import soundfile

from core.audio.source import open_source
from core.audio.thumbnails import thumbnail
from core.audio.windows import Windowing, read_windows
from core.errors import UnreadableRecordingError
from core.health.measuring import levels_of
from core.recorders import inspect
from tests.core.recorders.making import bext, chunk, fmt, guano, info, noise, wamd, wav

LIMIT_S = 20.0
LIMIT_BYTES = 3 << 30
"""Of address space: libraries alone map a good part of it."""
_MOST_FRAMES = 4_000_000
_HEADER_BYTES = 200
_LONGEST_S = 60 * 86_400.0

_NUMBERS = (0, 1, 2, 3, 7, 8, 16, 24, 44, 255, 256, 1_000, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF)
_NUMBERS += (0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One damaged file, which its seed and number make again."""

    number: int
    name: str
    content: bytes


def mutants(seed: int, first: int, count: int) -> Iterator[Mutant]:
    """Yield damaged files, always the same ones for a seed."""
    originals = list(_originals().items())
    for number in range(first, first + count):
        dice = random.Random(f"{seed}:{number}")
        name, content = dice.choice(originals)
        yield Mutant(number, name, _damaged(dice, content))


def failure_of(path: Path) -> str | None:
    """Return what is wrong with how a file is read, or None."""
    begun = time.monotonic()
    seen = inspect(path)
    if seen.usable and seen.duration_s is None:
        return "usable without a length"
    if seen.duration_s is not None and not 0 < seen.duration_s < _LONGEST_S:
        return f"a length of {seen.duration_s} s"
    with suppress(UnreadableRecordingError):
        _read_all(path)
    took_s = time.monotonic() - begun
    return f"took {took_s:.1f} s" if took_s > LIMIT_S else None


def failures(seed: int, first: int, count: int) -> Iterator[tuple[Mutant, str]]:
    """Yield the mutants that fail, and how. Each is read in another process, with limits."""
    with tempfile.TemporaryDirectory() as folder:
        reader = _Reader(Path(folder))
        for mutant in mutants(seed, first, count):
            if failure := reader.read(mutant):
                yield mutant, failure
        reader.end()


def _read_all(path: Path) -> None:
    with open_source(path) as source:
        left = _MOST_FRAMES
        while left > 0 and len(block := source.read(65_536)):
            assert np.isfinite(block).all(), "samples that are no numbers"
            left -= len(block)
        source.seek(source.frames // 2)
        source.read(1_000)
    with open_source(path) as source:
        levels_of(source)
        for window in read_windows(source, Windowing.of(48_000, 3.0, 0.0), 0, 1, 4):
            assert np.isfinite(window).all(), "a window that is no numbers"
    thumbnail(path, (0.5, 3.5), (64, 48))


class _Reader:
    """A process that reads files one by one, and is replaced when it fails."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._begin()

    def read(self, mutant: Mutant) -> str | None:
        path = self._folder / mutant.name
        path.write_bytes(mutant.content)
        self._line.send(path)
        if not self._line.poll(3 * LIMIT_S):
            self._replace()
            return "does not end"
        try:
            failure: str | None = self._line.recv()
        except EOFError:
            self._process.join()
            code = self._process.exitcode
            self._replace()
            return f"ended its process ({code})"
        finally:
            path.unlink(missing_ok=True)
        return failure

    def end(self) -> None:
        self._process.kill()
        self._process.join()

    def _replace(self) -> None:
        self.end()
        self._begin()

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()


def _serve(line: Connection) -> None:
    _limit_memory()
    noticed = _Noticed()
    logging.getLogger("core").addHandler(noticed)
    while True:
        noticed.text = None
        try:
            failure = failure_of(line.recv())
        except EOFError:
            return
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            failure = f"{type(error).__name__}: {error}"
        line.send(failure or noticed.text)


class _Noticed(logging.Handler):
    """What the safety net has caught counts as a failure here: it was not foreseen."""

    text: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.text = f"caught: {record.exc_info[1]!r}"


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))


def _originals() -> dict[str, bytes]:
    """Return small whole files of every form, by name."""
    sound = noise(1.5, 16_000)
    more = (
        info(ICMT="Recorded at 10:20:30 25/05/2018 (UTC) by AudioMoth 243B1F075C7A37BE"),
        guano("Timestamp:2020-10-17 13:05:00+1:00", "Loc Position:1 2", "TE:10", "Length:4"),
        wamd(model="SM4", start="2021-06-21 20:57:06-03:00", gps="WGS84,45.7,N,64.2,W"),
        bext("2022-07-28", "07:44:13", originator="ZOOM"),
    )
    data = chunk(b"data", sound.tobytes())
    whole = {
        "a.wav": wav(fmt(rate=16_000), data, *more),
        "b.wav": wav(fmt(rate=16_000), *more, data, data),
        "20200101_000000T.WAV": wav(fmt(rate=16_000), chunk(b"data", _triggered())),
    }
    coded = sound / 32_768
    for name, form, subtype in _FORMS:
        out = io.BytesIO()
        soundfile.write(out, coded, 16_000, format=form, subtype=subtype)
        whole[name] = out.getvalue()
        if form in ("FLAC", "OGG", "MP3"):
            whole[f"two {name}"] = out.getvalue() * 2
    return whole


_FORMS = (
    ("a.flac", "FLAC", None),
    ("a24.flac", "FLAC", "PCM_24"),
    ("a.mp3", "MP3", None),
    ("a.ogg", "OGG", None),
    ("a.opus", "OGG", "OPUS"),
    ("a.aiff", "AIFF", None),
    ("float.aifc", "AIFF", "FLOAT"),
    ("a.caf", "CAF", None),
    ("alac.caf", "CAF", "ALAC_16"),
    ("a.au", "AU", "DOUBLE"),
    ("a.w64", "W64", None),
    ("rf64.wav", "RF64", None),
    ("x.wav", "WAVEX", "PCM_24"),
    ("float.wav", "WAV", "FLOAT"),
    ("ima.wav", "WAV", "IMA_ADPCM"),
    ("gsm.wav", "WAV", "GSM610"),
    ("ulaw.wav", "WAV", "ULAW"),
    ("a.voc", "VOC", None),
    ("a.avr", "AVR", None),
    ("a.sph", "NIST", None),
    ("a.svx", "SVX", None),
    ("a.sf", "IRCAM", None),
    ("a.paf", "PAF", None),
    ("a.pvf", "PVF", None),
)


def _triggered() -> bytes:
    blocks = [noise(1.0)[:256], *[_silence(count) for count in (300, 0, 2)], noise(1.0)[:512]]
    return bytes(512 - 44) + b"".join(block.astype("<i2").tobytes() for block in blocks)


def _silence(count: int) -> np.ndarray:
    block = np.zeros(256, "<i2")
    block[:32] = [1 if count >> bit & 1 else -1 for bit in range(32)]
    return block


def _damaged(dice: random.Random, content: bytes) -> bytes:
    raw = bytearray(content)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
        dice.choice(_DAMAGES)(dice, raw)
    return bytes(raw)


def _place(dice: random.Random, raw: bytearray) -> int:
    """Return a place, mostly in a header, at the beginning or at a later one."""
    within = max(1, min(_HEADER_BYTES, len(raw)))
    if dice.random() < 0.75:
        return dice.randrange(within)
    return dice.randrange(max(1, len(raw)))


def _byte(dice: random.Random, raw: bytearray) -> None:
    if raw:
        raw[_place(dice, raw)] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))


def _bit(dice: random.Random, raw: bytearray) -> None:
    if raw:
        raw[_place(dice, raw)] ^= 1 << dice.randrange(8)


def _number(dice: random.Random, raw: bytearray) -> None:
    width = dice.choice((2, 4, 4, 8))
    value = dice.choice(_NUMBERS) if dice.random() < 0.8 else len(raw) + dice.randint(-64, 64)
    at = _place(dice, raw) // 2 * 2
    order = "little" if dice.random() < 0.5 else "big"
    raw[at : at + width] = (value % (1 << 8 * width)).to_bytes(width, order)


def _cut(dice: random.Random, raw: bytearray) -> None:
    del raw[_place(dice, raw) :]


def _left_out(dice: random.Random, raw: bytearray) -> None:
    at = _place(dice, raw)
    del raw[at : at + dice.choice((1, 2, 4, 8, 512))]


def _doubled(dice: random.Random, raw: bytearray) -> None:
    at, count = _place(dice, raw), dice.choice((1, 4, 8, 24, 512, 4_096))
    raw[at:at] = raw[at : at + count]


def _zeros(dice: random.Random, raw: bytearray) -> None:
    at, count = _place(dice, raw), dice.choice((4, 16, 512, 8_192))
    raw[at : at + count] = bytes(min(count, max(0, len(raw) - at)))


_DAMAGES: tuple[Callable[[random.Random, bytearray], None], ...] = (
    *(_byte, _bit, _number, _number, _number),
    *(_cut, _left_out, _doubled, _zeros),
)


def main() -> int:
    """Run the fuzzer from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--mutants", type=int, default=2_000)
    parser.add_argument("--keep", type=Path, help="folder to keep the failing files in")
    chosen = parser.parse_args()
    found = 0
    for mutant, failure in failures(chosen.seed, chosen.first, chosen.mutants):
        found += 1
        print(f"seed {chosen.seed} mutant {mutant.number} ({mutant.name}): {failure}", flush=True)  # noqa: T201
        if chosen.keep:
            chosen.keep.mkdir(parents=True, exist_ok=True)
            (chosen.keep / f"{mutant.number}-{mutant.name}").write_bytes(mutant.content)
    print(f"{chosen.mutants} sound files, {found} failures")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
