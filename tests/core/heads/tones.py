"""Which recordings of the project of tones hold what, and labels of them."""

import numpy as np

from core.analysis import Settings, analyse
from core.inference.executors import InProcess
from core.scan import scan
from tests.core.networks.toy import SONG_HZ
from tests.core.sounds import noise, record

RATE = 16_000
TOY = Settings(network="toy-1")
SONGS, CALLS = range(5), range(5, 8)
HEADER = "file,start_s,end_s,label,present,exhaustive\n"


def rows(numbers, label, present=1, exhaustive=0, at=(1.0, 2.0)):
    return "".join(f"{n}.wav,{at[0]},{at[1]},{label},{present},{exhaustive}\n" for n in numbers)


SONG_LABELS = HEADER + rows(SONGS, "my song") + rows(CALLS, "my song", present=0)


def more_songs(project, folder, *numbers):
    for n in numbers:
        samples = noise(4, rate=RATE, seed=n)
        at = np.arange(RATE) / RATE
        samples[RATE : 2 * RATE] += np.sin(2 * np.pi * SONG_HZ * at).astype(np.float32) * 0.3
        record(folder / f"{n}.wav", samples, rate=RATE)
    list(scan(project, folder))


def heard(project, toy, settings=TOY):
    list(analyse(project, toy, settings, executor=InProcess()))
