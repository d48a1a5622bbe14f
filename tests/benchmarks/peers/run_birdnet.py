"""Analyses a folder with the package birdnet: run_birdnet.py MODEL LABELS LIBRARY FOLDER."""

import sys
from pathlib import Path

if __name__ == "__main__":
    import birdnet

    model, labels, library, folder = sys.argv[1:]
    network = birdnet.load_custom("acoustic", "2.4", "tf", model, labels, library=library)
    files = sorted(Path(folder).glob("*.wav"))
    network.predict(files, n_workers=2, batch_size=4, default_confidence_threshold=0.25)
