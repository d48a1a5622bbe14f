"""A head alone as ONNX: from embeddings, and the network's own logits, to scores."""

from pathlib import Path
from typing import Any

import numpy as np

from core.heads.attention import SHARPNESS, AttentionWeights
from core.heads.formats.format import HeadFormat, above, written
from core.heads.formats.onnx_graph import IR, OPSET, OnnxWriter
from core.heads.formats.recipe import TINY, add_evidence, probability_logits, scores
from core.heads.trained_head import TrainedHead
from core.networks.plain import as_toml, told
from core.store import Project

EMBEDDING, LOGITS, SCORE, PROBABILITY = "embedding", "logits", "score", "probability"
FRAMES = "frames"
_METADATA = "undersong"


def write(head: TrainedHead, path: Path, _: Project | None) -> list[str]:
    """Write a head as a graph of its own."""
    from onnx import TensorProto, helper

    writer, facts = OnnxWriter(""), head.facts
    outputs = add_head(writer, head, FRAMES if head.reads_frames else EMBEDDING, LOGITS)
    inputs = {EMBEDDING: [facts.embedding_size]}
    if head.reads_frames:
        inputs = {FRAMES: [facts.frames, facts.embedding_size]}
    if head.reads_evidence:
        inputs[LOGITS] = [facts.network_labels]

    def port(name: str, shape: list[int]) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["windows", *shape])

    graph = helper.make_graph(
        writer.nodes,
        facts.name,
        [port(*one) for one in inputs.items()],
        [port(name, [len(facts.labels)]) for name in outputs],
        writer.constants,
    )
    opsets = [helper.make_opsetid("", OPSET)]
    save(helper.make_model(graph, opset_imports=opsets, ir_version=IR), head, path)
    needs = f"It takes embeddings of {facts.network} [windows, {facts.embedding_size:,}]"
    if head.reads_frames:
        needs = (
            f"It takes {facts.frames} embeddings of each window of {facts.network} [windows, "
            f"{facts.frames}, {facts.embedding_size:,}], means of frames side by side,"
        )
    if head.reads_evidence:
        needs += f" and that network's own scores as logits [windows, {facts.network_labels:,}]"
    return [f"{needs}, and gives score and probability.", above(head)]


def add_head(writer: OnnxWriter, head: TrainedHead, embedding: str, logits: str) -> list[str]:
    """Add a head's operators, and return the names of its outputs."""
    pooled = isinstance(head.weights, AttentionWeights)
    scored = (attention if pooled else scores)(writer, head, embedding, logits)
    likely = writer.apply("Sigmoid", probability_logits(writer, head, scored))
    return [writer.named(scored, SCORE), writer.named(likely, PROBABILITY)]


def attention(writer: OnnxWriter, head: TrainedHead, frames: str, logits: str) -> str:
    """Return the scores of a head that pools frames [windows, frames, size] by attention."""
    weights, one = head.weights, writer.constant(np.ones(1, np.float32))
    assert isinstance(weights, AttentionWeights)

    def log_above_0(x: str) -> str:
        return writer.apply("Log", writer.apply("Add", writer.apply("Relu", x), one))

    below = log_above_0(writer.apply("Neg", frames))
    log = writer.apply("Sub", log_above_0(frames), below)
    least = writer.constant(np.array([TINY**0.5], np.float32))
    length = writer.apply("ReduceL2", log, axes=[2], keepdims=1)
    x = writer.apply("Div", log, writer.apply("Max", length, least))
    asked = writer.apply("MatMul", x, writer.constant(weights.queries * np.float32(SHARPNESS)))
    said = writer.apply("MatMul", x, writer.constant(weights.features))
    weighed = writer.apply("Mul", writer.apply("Softmax", asked, axis=1), said)
    of_window = writer.constant(np.array([1]))
    z = writer.apply("ReduceSum", weighed, of_window, keepdims=0)
    z = writer.apply("Add", z, writer.constant(weights.bias))
    return add_evidence(writer, head, z, logits)


def save(model: Any, head: TrainedHead, path: Path) -> None:
    """Write a model with what a head is. Raises UserError."""
    labels = "\n".join(one.text for one in head.facts.labels)
    told_with_it = {"labels": labels, _METADATA: as_toml(told(head.facts))}
    for name, text in told_with_it.items():
        model.metadata_props.add(key=name, value=text)
    with written(path) as part:
        part.write_bytes(model.SerializeToString())


FORMAT = HeadFormat("onnx", write)
