"""A head with its network as one ONNX file: from sound to scores, where the network is ONNX."""

from pathlib import Path
from typing import Any

from core.errors import UserError
from core.heads.formats.format import HeadFormat, above
from core.heads.formats.network_file import graph_of, network_file
from core.heads.formats.onnx_graph import OLDEST_OPSET, OnnxWriter
from core.heads.formats.onnx_head import PROBABILITY, SCORE, add_head, save
from core.heads.formats.recipe import logits_of, refuse_own
from core.heads.trained_head import TrainedHead
from core.networks.graph import EMBEDDING, Graph
from core.networks.manifest import Manifest
from core.store import Project

_PREFIX = "undersong/"
_WIDE = 2


def write(head: TrainedHead, path: Path, _: Project | None) -> list[str]:
    """Write a head behind its network's own graph, whose outputs stay."""
    import onnx

    refuse_own(head)
    file, manifest = network_file(head, "onnx", "onnx")
    model: Any = onnx.load(str(file))
    opset = max(one.version for one in model.opset_import if one.domain in ("", "ai.onnx"))
    if opset < OLDEST_OPSET:
        raise UserError(
            f"{file.name} is of an older ONNX (operators {opset}) than a head can be added to. "
            "Export the head alone: --format onnx"
        )
    _add(model, manifest, head)
    save(model, head, path)
    return [
        f"Its input is that of {file.name}; outputs added: {SCORE}, {PROBABILITY}.",
        above(head),
    ]


def _add(model: Any, manifest: Manifest, head: TrainedHead) -> None:
    from onnx import TensorProto, helper

    graph, writer = graph_of(manifest), OnnxWriter(_PREFIX)

    def given(role: str) -> str:
        return writer.apply("Cast", _output(model, graph, role), to=TensorProto.FLOAT)

    logits = ""
    if head.reads_evidence:
        of_each = [logits_of(writer, one, given(one.output)) for one in manifest.heads]
        logits = writer.beside(of_each)
    outputs = add_head(writer, head, given(EMBEDDING), logits)
    width = len(head.facts.labels)
    model.graph.node.extend(writer.nodes)
    model.graph.initializer.extend(writer.constants)
    model.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["windows", width])
        for name in outputs
    )


def _output(model: Any, graph: Graph, role: str) -> str:
    """Return the name of an output. Raises UserError where it is none of a row a window."""
    (said,) = (one for one in graph.outputs if one.role == role)
    known = [one.name for one in model.graph.output]
    name = known[said.index] if not said.name and said.index is not None else said.name
    if said.inner:
        every = [made for node in model.graph.node for made in node.output]
        name = next((one for one in reversed(every) if said.name in one), name)
    dims = {one.name: len(one.type.tensor_type.shape.dim) for one in model.graph.output}
    if dims.get(name, _WIDE) != _WIDE:
        raise UserError(
            f"The output {name} of the network has a time axis, which a head cannot be put behind. "
            "Export the head alone: --format onnx"
        )
    return name


FORMAT = HeadFormat("onnx-network", write)
