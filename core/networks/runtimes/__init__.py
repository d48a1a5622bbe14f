"""What runs a network's files: one module for each kind of file, loaded where it is used."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from core.errors import NetworkUnavailableError
from core.networks.manifest import Manifest
from core.networks.network import Engine
from core.networks.runtimes.needed import lacking
from core.networks.threads import on_one_thread

RUNTIMES: Mapping[str, str] = MappingProxyType(
    {
        "birdnet": "core.networks.birdnet.checked",
        "birdnet-gpu": "core.networks.birdnet.gpu_engine",
        "litert": "core.networks.runtimes.litert_file",
        "onnx": "core.networks.runtimes.onnx",
        "savedmodel": "core.networks.runtimes.savedmodel",
        "transformers": "core.networks.runtimes.transformers",
    }
)
"""Name in a manifest -> module with ``open_engine(manifest)``, or for files one with
``load(path, graph, sample_rate)``, which gives a ``LoadedFile``."""


def open_engine(manifest: Manifest, folder: Path | None = None) -> Engine:
    """Load an engine for the calling thread. Takes up to a second, once some more.

    Files of a manifest with a graph lie in ``folder``, or where they were installed. A network
    that comes as Python code names its own module (with a dot) instead of a runtime. Manifests
    that are read from files are held to ``RUNTIMES``: they never name code. Raises
    NetworkUnavailableError where files are missing or damaged, or the runtime is not known.
    """
    on_one_thread()
    name = manifest.runtime
    module = RUNTIMES.get(name, name if "." in name else None)
    if module is None:
        raise NetworkUnavailableError(
            f"{manifest.title} {manifest.version} cannot be run here: this version of Undersong "
            f"does not know its runtime “{name}”. Install the newest version. What it has heard "
            "before can be reviewed, reported and exported."
        )
    if what_to_do := lacking(name):
        raise NetworkUnavailableError(
            f"{manifest.title} {manifest.version} cannot be run here yet. {what_to_do}"
        )
    if manifest.graph is not None:
        from core.networks.runtimes.opening import open_graph

        return open_graph(manifest, manifest.graph, module, folder)
    engine: Engine = import_module(module).open_engine(manifest)
    return engine
