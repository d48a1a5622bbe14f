"""Opening a network that is files with a manifest: looked at, loaded, and tried."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from core.audio.front_ends import front_end
from core.audio.front_ends.parameters import Parameters
from core.errors import NetworkUnavailableError, UnusableValueError
from core.networks.files import check_files, check_memory, files_in, hashes, network_folder
from core.networks.graph import GRAPH, Graph
from core.networks.kinds_of_file import refuse_other_kinds
from core.networks.manifest import Manifest
from core.networks.network import Engine
from core.networks.runtimes.graph_engine import GraphEngine, unusable
from core.networks.runtimes.head_engine import HeadEngine
from core.networks.runtimes.loaded import FileRefusedError, LoadedFile
from core.networks.runtimes.preparation import (
    FrontEndFunction,
    GraphInFront,
    Preparation,
    graph_front_end,
)


def open_graph(manifest: Manifest, graph: Graph, module: str, folder: Path | None) -> Engine:
    """Load the graph of a network, which ``module`` runs, in ``folder`` or where it is installed.

    Raises NetworkUnavailableError where a file is missing, another one, too large or does not fit.
    """
    folder = folder or network_folder(manifest)
    path = folder / graph.file
    if not path.exists():
        raise NetworkUnavailableError(
            f"{manifest.title} {manifest.version} is not installed: {path} is missing. Install it.",
            command=f"undersong networks install {manifest.id}",
        )
    _check_listed(manifest, graph, path)
    check_files(manifest, folder)
    check_memory(manifest, path)
    load = import_module(module).load
    try:
        refuse_other_kinds(path, manifest.runtime)
        loaded: LoadedFile = load(path, graph, manifest.sample_rate)
        if manifest.backbone is not None:
            return HeadEngine(manifest, graph, loaded, _backbone(manifest.backbone))
        made = None if graph.front_end is None else _front_end(manifest, graph, folder, load)
        return GraphEngine(manifest, graph, loaded, Preparation(manifest, graph, made))
    except (FileRefusedError, UnusableValueError) as error:
        raise unusable(manifest, graph, error) from error


def _front_end(
    manifest: Manifest, graph: Graph, folder: Path, load: Callable[..., LoadedFile]
) -> Callable[[int], FrontEndFunction]:
    """Return what makes the front end for a number of samples."""
    wanted = graph.front_end
    assert wanted is not None
    rate, parameters = manifest.sample_rate, wanted.parameters
    if wanted.kind != GRAPH:
        return lambda samples: front_end(wanted.kind, parameters, rate, samples)
    reader = Parameters(parameters)
    said = reader.take(GraphInFront)
    reader.refuse_unread()
    if said.file not in hashes(manifest):
        raise FileRefusedError(
            f"its front end is a file {said.file}, which its manifest does not list"
        )
    loaded = load(folder / said.file, Graph(said.file), rate)
    return lambda samples: graph_front_end(loaded, samples, said)


def _check_listed(manifest: Manifest, graph: Graph, path: Path) -> None:
    """Refuse a file, or a folder of files, that nobody knows the content of."""
    listed = hashes(manifest)
    is_folder = path.is_dir()
    names = [f"{graph.file}/{name}" for name in files_in(path)] if is_folder else [graph.file]
    for name in names:
        if name not in listed:
            raise NetworkUnavailableError(
                f"The manifest of {manifest.title} {manifest.version} tells no SHA-256 of {name}, "
                "so nobody knows whether it is the right one. Add the network again."
            )


def _backbone(id: str) -> Engine:
    from core.networks.catalogue import network
    from core.networks.runtimes import open_engine

    return open_engine(network(id).manifest)
