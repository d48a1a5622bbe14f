"""Makes a small SavedModel network: ``python -m tests.installers.tiny_network FOLDER``."""

import sys
from pathlib import Path

import numpy as np

from core.networks.runtimes.savedmodel import tensorflow

_MANIFEST = """
id = "two-tones-1"
title = "Two tones"
version = "1"
runtime = "savedmodel"
licence = "CC0"
non_commercial = false
citation = "None."
sample_rate = 16000
window_s = 1.0
embedding_size = 0

[graph]
file = "model"
signature = "serving_default"
outputs = [{ role = "scores", name = "scores" }]

[[heads]]
id = "two-tones-1"
title = "Two tones"
version = "1"
labels = { file = "labels.txt" }
"""


def main(folder: Path) -> None:
    """Write the network: its two scores are the loudness of a window, and its opposite."""
    tf = tensorflow()
    model = tf.Module()
    model.gain = tf.Variable(np.float32(3))

    def said(inputs: object) -> dict[str, object]:
        loud = tf.reduce_mean(tf.abs(inputs), 1, keepdims=True) * model.gain
        return {"scores": tf.concat([loud, -loud], 1)}

    spec = tf.TensorSpec((None, 16_000), tf.float32, "inputs")
    signature = tf.function(said, input_signature=[spec])
    tf.saved_model.save(model, str(folder / "model"), signatures={"serving_default": signature})
    (folder / "network.toml").write_text(_MANIFEST, encoding="utf-8")
    (folder / "labels.txt").write_text("Parus major\nTurdus merula\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
