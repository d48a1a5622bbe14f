"""Makes a small folder of transformers: ``python -m tests.installers.tiny_transformers FOLDER``."""

import sys
from pathlib import Path

from core.runtime_packs import pull_in

_MANIFEST = """
id = "tiny-ast-1"
title = "Tiny AST"
version = "1"
runtime = "transformers"
licence = "CC0"
non_commercial = false
citation = "None."
sample_rate = 16000
window_s = 10.0
embedding_size = 32

[graph]
file = "model"
outputs = [{ role = "scores", name = "logits" }, { role = "embedding", name = "pooler_output" }]

[[heads]]
id = "tiny-ast-1"
title = "Tiny AST"
version = "1"
labels = { file = "labels.txt" }
"""


def main(folder: Path) -> None:
    """Write the network: an audio spectrogram transformer of random weights."""
    pull_in()
    from tests.core.networks.runtimes.transformers_folders import ast

    folder.mkdir()
    ast(folder)
    (folder / "network.toml").write_text(_MANIFEST, encoding="utf-8")
    (folder / "labels.txt").write_text("Parus major\n" + "".join(f"Kind {n}\n" for n in range(5)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
