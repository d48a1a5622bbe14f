"""Folders with networks, made by tests: their files are no graphs, and need not be."""

from pathlib import Path
from typing import Any

from core.networks.plain import as_toml

NO_GRAPH = b"\x1c\0\0\0TFL3"
"""What begins as a .tflite file does, and holds nothing."""

PLAIN: dict[str, Any] = {
    "id": "marsh-1",
    "title": "Marsh",
    "version": "1",
    "runtime": "litert",
    "sample_rate": 16_000,
    "window_s": 1.0,
    "embedding_size": 4,
    "licence": "CC0",
    "citation": "Nobody, nowhere",
    "non_commercial": False,
    "graph": {
        "file": "net.tflite",
        "outputs": [{"role": "scores", "index": 0}, {"role": "embedding", "index": 1}],
    },
    "heads": [
        {"id": "marsh-1", "title": "Marsh", "version": "1", "labels": {"file": "labels.txt"}},
    ],
}  # fmt: skip


def network_folder(folder: Path, changed: dict[str, Any] | None = None, **files: bytes) -> Path:
    """Write a network's folder; files by their names, with __ for a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "network.toml").write_text(as_toml(PLAIN | (changed or {})), encoding="utf-8")
    there = {"net__tflite": NO_GRAPH, "labels__txt": b"Turdus merula\nRana temporaria\nBark\n"}
    for name, content in (there | files).items():
        (folder / name.replace("__", ".")).write_bytes(content)
    return folder
