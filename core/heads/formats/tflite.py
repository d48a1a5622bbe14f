"""A head with its network as one .tflite: behind BirdNET 2.4 a classifier for BirdNET-Analyzer."""

from pathlib import Path
from typing import Any

from core.errors import UserError
from core.heads.formats.format import HeadFormat, above, refuse_taken, write_text, written
from core.heads.formats.network_file import fed_with, graph_of, network_file
from core.heads.formats.recipe import logits_of, probability_logits, refuse_own, scores
from core.heads.formats.tflite_graph import TfLiteWriter
from core.heads.trained_head import HeadLabel, TrainedHead
from core.networks.graph import EMBEDDING, Graph
from core.networks.manifest import Manifest
from core.networks.runtimes.litert import pack, tensor_named, unpack
from core.store import Project

_SIGNATURE, _INPUT, _OUTPUT = b"serving_default", b"inputs", b"predictions"
"""By these names BirdNET-Analyzer looks for what a classifier is given and gives."""


def write(head: TrainedHead, path: Path, _: Project | None) -> list[str]:
    """Write a head behind its network, and its labels beside it.

    The one output are the logits of probabilities, as of classifiers of BirdNET-Analyzer.
    """
    refuse_own(head)
    file, manifest = network_file(head, "litert", "onnx")
    labels = path.with_name(f"{path.stem}_Labels.txt")
    refuse_taken(path, labels)
    graph = unpack(file.read_bytes())
    _add(graph, manifest, head)
    with written(path) as part:
        part.write_bytes(pack(graph))
    write_text(labels, "".join(f"{_line(one)}\n" for one in head.facts.labels))
    return [
        f"Its labels are in {labels.name}. It takes {fed_with(manifest)}, and gives logits: "
        "sigmoid makes probabilities of them, which BirdNET-Analyzer shows as confidence.",
        above(head),
    ]


def _add(graph: Any, manifest: Manifest, head: TrainedHead) -> None:
    from ai_edge_litert import schema_py_generated as schema

    main, said, writer = graph.subgraphs[0], graph_of(manifest), TfLiteWriter(graph)
    logits = 0
    if head.reads_evidence:
        of_each = [
            logits_of(writer, one, _output(main, said, one.output)) for one in manifest.heads
        ]
        logits = writer.beside(of_each) if len(of_each) > 1 else of_each[0]
    scored = scores(writer, head, _output(main, said, EMBEDDING), logits)
    main.outputs = [probability_logits(writer, head, scored)]
    signature = schema.SignatureDefT()
    signature.signatureKey, signature.subgraphIndex = _SIGNATURE, 0
    signature.inputs = [_named(_INPUT, main.inputs[0])]
    signature.outputs = [_named(_OUTPUT, main.outputs[0])]
    graph.signatureDefs = [signature]


def _output(main: Any, graph: Graph, role: str) -> int:
    """Return the index of a tensor. Raises UserError where it is none of a row a window."""
    (said,) = (one for one in graph.outputs if one.role == role)
    if said.index is not None and not said.name:
        found = int(main.outputs[said.index])
    else:
        exact = [n for n in main.outputs if main.tensors[n].name.decode() == said.name]
        found = int(exact[0]) if exact else tensor_named(main, said.name)
    if len(main.tensors[found].shape) != 2:
        raise UserError(
            f"The output {said.name or said.index} of the network has a time axis, which a head "
            "cannot be put behind. Export the head alone: --format onnx"
        )
    return found


def _named(name: bytes, tensor: int) -> Any:
    from ai_edge_litert import schema_py_generated as schema

    mapped = schema.TensorMapT()
    mapped.name, mapped.tensorIndex = name, int(tensor)
    return mapped


def _line(label: HeadLabel) -> str:
    """Return a label as BirdNET has them: ``Scientific name_Common name``."""
    is_species = label.text == label.scientific_name and label.common_name not in ("", label.text)
    return f"{label.text}_{label.common_name}" if is_species else label.text


FORMAT = HeadFormat("tflite", write)
