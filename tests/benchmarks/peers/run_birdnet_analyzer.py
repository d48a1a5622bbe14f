"""Analyses a folder with birdnet-analyzer: run_birdnet_analyzer.py WEIGHTS_FOLDER FOLDER OUT."""

import shutil
import sys
from pathlib import Path

if __name__ == "__main__":
    import birdnet_analyzer
    from birdnet_analyzer import utils
    from birdnet_analyzer.analyze import analyze

    weights, folder, out = sys.argv[1:]
    checkpoints = Path(birdnet_analyzer.__file__).parent / "checkpoints" / "V2.4"
    if not checkpoints.exists():  # the same weights as the others', instead of a download
        shutil.copytree(weights, checkpoints)
    utils.check_birdnet_files = lambda: True
    analyze(folder, out, min_conf=0.25, threads=2, rtype="csv")
