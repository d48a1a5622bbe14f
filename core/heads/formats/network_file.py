"""The file of a head's network, for those formats in which both are one."""

from pathlib import Path

from core.errors import UserError
from core.heads.trained_head import TrainedHead
from core.networks import catalogue
from core.networks.birdnet import files as birdnet
from core.networks.folder import FolderNetwork
from core.networks.graph import EMBEDDING, Graph, GraphOutput
from core.networks.manifest import Manifest

_BIRDNET_GRAPH = Graph(
    birdnet.GRAPH,
    outputs=(
        GraphOutput(birdnet.SCORES, birdnet.LOGITS_TENSOR),
        GraphOutput(EMBEDDING, birdnet.EMBEDDINGS_TENSOR, inner=True),
    ),
)
"""As its authors published it: its own engine runs the same network in pieces."""


def network_file(head: TrainedHead, runtime: str, alone: str) -> tuple[Path, Manifest]:
    """Return where a head's network is, of a runtime, and its manifest.

    ``alone`` is the format in which the head goes without it. Raises UserError where it is not
    here, is another, or comes in another way, and NetworkUnavailableError where it is damaged.
    """
    facts = head.facts
    network = catalogue.network(facts.network)
    manifest = network.manifest
    if dict(manifest.sha256) != facts.network_files:
        raise UserError(
            f"The head {facts.name} was trained on another version of {facts.network} than the one "
            "that is installed."
        )
    if manifest.id == birdnet.MANIFEST.id and runtime == "litert":
        return birdnet.file(birdnet.GRAPH), manifest
    roles = {one.role for one in graph_of(manifest).outputs}
    needed = {EMBEDDING, *(one.output for one in manifest.heads if head.reads_evidence)}
    if manifest.runtime != runtime or manifest.backbone or not needed <= roles:
        raise UserError(
            f"{manifest.title} {manifest.version} does not come as one file that a head can be put "
            f"behind in this format. Export the head alone: --format {alone}"
        )
    assert isinstance(network, FolderNetwork)
    return network.folder / graph_of(manifest).file, manifest


def graph_of(manifest: Manifest) -> Graph:
    """Return how a network's file is fed and read; of one that is code nothing is known."""
    if manifest.id == birdnet.MANIFEST.id:
        return _BIRDNET_GRAPH
    return manifest.graph or Graph("")


def fed_with(manifest: Manifest) -> str:
    """Return what the input of a network's file is, in words."""
    graph = graph_of(manifest)
    if graph.front_end is not None:
        return (
            f"what the front end {graph.front_end.kind} makes of {manifest.window_s:g} s of sound"
        )
    said = f"{manifest.window_samples:,} samples of sound at {manifest.sample_rate:,} Hz"
    if graph.level != graph.level.AS_IT_IS or graph.scale != 1 or graph.centred:
        said += ", levelled as its manifest says"
    return said
