"""How many windows a second each front end makes: ``python -m tests.benchmarks.front_ends``.

librosa makes the same spectra in the same minutes, each row in turn, on one thread. What it takes
to load librosa, in a process of its own as a worker is, stands below.
"""

import subprocess
import sys
import time
from collections.abc import Callable

from core.networks.threads import limit_threads

limit_threads()

import warnings  # noqa: E402

import librosa  # noqa: E402
import numpy as np  # noqa: E402

from core.audio.front_ends import front_end  # noqa: E402
from tests.core.audio.front_ends.sounds import made_sound  # noqa: E402
from tests.core.audio.front_ends.test_networks import NETWORKS  # noqa: E402

ROUNDS = 8
WINDOWS = 4
KALDI_LIKE = {"n_fft": 512, "win_length": 400, "hop_length": 160, "center": False, "htk": True}
TimedSound = np.ndarray
Theirs = Callable[[TimedSound, int], object]


def mel(**options: object) -> Theirs:
    """Return what makes levels of mel bands with librosa."""

    def of(sound: TimedSound, rate: int) -> object:
        energies = librosa.feature.melspectrogram(y=sound, sr=rate, **options)
        return np.log(np.maximum(energies, 1e-10))

    return of


def magnitudes(sound: TimedSound, _rate: int) -> object:
    """Return BirdNET-STM32's image before it is brought to its range."""
    return np.abs(librosa.stft(sound, n_fft=512, hop_length=258))


def pcen(sound: TimedSound, rate: int) -> object:
    """Return BatDetect2's image before it is halved."""
    rows = np.abs(librosa.stft(sound, n_fft=512, hop_length=128, center=False))[21:241]
    return librosa.pcen(rows * 2**31, sr=rate, hop_length=128, time_constant=0.01)


THEIRS: dict[str, Theirs] = {
    "yamnet": mel(n_mels=64, fmin=125, fmax=7500, power=1, norm=None, **KALDI_LIKE),
    "panns-cnn14": mel(n_mels=64, n_fft=1024, hop_length=320, fmin=50, fmax=14000),
    "ast": mel(n_mels=128, fmin=20, norm=None, **KALDI_LIKE),
    "birdnet-stm32": magnitudes,
    "batdetect2": pcen,
}
"""One network of each kind -> what librosa does for it."""


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")  # librosa's, of bands that hold no frequency
    print(f"{'windows a second':16}{'ours':>10}{'librosa':>10}{'ratio':>8}")  # noqa: T201
    for name, theirs in THEIRS.items():
        ours_s, theirs_s = _best(name, theirs)
        print(f"{name:16}{1 / ours_s:10.0f}{1 / theirs_s:10.0f}{theirs_s / ours_s:8.2f}")  # noqa: T201
    for what, loading in _LOADING.items():
        began = time.perf_counter()
        subprocess.run([sys.executable, "-W", "ignore", "-c", loading], check=True)
        print(f"to the first window, {what:14}{time.perf_counter() - began:6.2f} s")  # noqa: T201


_LOADING = {
    "ours": (
        "from core.audio.front_ends import front_end; import numpy;"
        "front_end('log-mel', {'n_fft': 512, 'hop': 160, 'n_mels': 64}, 16000, 16000)"
        "(numpy.zeros((1, 16000), numpy.float32))"
    ),
    "librosa": (
        "import librosa, numpy;"
        "librosa.feature.melspectrogram(y=numpy.zeros(16000, numpy.float32), sr=16000)"
    ),
}


def _best(name: str, theirs: Theirs) -> tuple[float, float]:
    """Return the seconds of a window, ours and theirs."""
    network = NETWORKS[name]
    rate, samples, wanted = network["sample_rate"], network["window_samples"], network["front_end"]
    sound = made_sound(rate, samples)
    windows = np.repeat(sound[None], WINDOWS, axis=0)
    function = front_end(wanted["kind"], wanted["parameters"], rate, samples)
    function(windows), theirs(sound, rate)
    ours_s, theirs_s = [], []
    for _ in range(ROUNDS):
        ours_s.append(_seconds(lambda: function(windows)) / WINDOWS)
        theirs_s.append(_seconds(lambda: theirs(sound, rate)))
    return min(ours_s), min(theirs_s)


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
