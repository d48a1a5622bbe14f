"""YAMNet hears through our front end what it hears through its own."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from core.audio.front_ends import front_end
from core.audio.source import open_source
from core.audio.windows import Windowing, read_windows
from tests.core.audio.front_ends.test_networks import NETWORKS

MODELS = Path(os.environ.get("UNDERSONG_MODELS", ""))
SOUNDS = MODELS.parent / "recordings" / "audiomoth_leiden"
needed = pytest.mark.skipif(
    not os.environ.get("UNDERSONG_MODELS") or not SOUNDS.is_dir(),
    reason="UNDERSONG_MODELS names no folder with YAMNet's files, beside one of recordings",
)


def bird_column():
    with (MODELS / "yamnet_class_map.csv").open(encoding="utf-8") as table:
        (column,) = (
            int(row["index"]) for row in csv.DictReader(table) if row["display_name"] == "Bird"
        )
    return column


def scores(file, windows):
    """Return [windows, classes] of a network that takes one window at a time."""
    interpreter = Interpreter(str(MODELS / file), num_threads=1)
    interpreter.allocate_tensors()
    (given,), (heard,) = interpreter.get_input_details(), interpreter.get_output_details()
    rows = []
    for window in windows:
        interpreter.set_tensor(given["index"], window.reshape(given["shape"]))
        interpreter.invoke()
        rows.append(interpreter.get_tensor(heard["index"])[0].copy())
    return np.stack(rows)


def heard_windows():
    windowing = Windowing.of(16000, 0.975, 0.495, 0.975)
    for path in sorted(SOUNDS.glob("*.WAV")):
        with open_source(path) as source:
            yield from read_windows(source, windowing, 0, 0, 61)


@needed
def test_birds_are_heard_alike_through_both_of_its_entrances():
    windows = np.stack(list(heard_windows()))
    wanted = NETWORKS["yamnet"]["front_end"]
    spectra = front_end(wanted["kind"], wanted["parameters"], 16000, 15600)(windows)
    bird = bird_column()
    from_sound = scores("yamnet_waveform_in.tflite", windows)[:, bird]
    from_spectra = scores("yamnet_spectra_in.tflite", spectra)[:, bird]
    # Both files are quantised, each in its own way: .91 and means of .56 and .53 were measured.
    assert np.corrcoef(from_sound, from_spectra)[0, 1] > 0.88
    assert abs(from_sound.mean() - from_spectra.mean()) < 0.05
