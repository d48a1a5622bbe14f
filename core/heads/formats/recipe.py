"""What a head computes, said once for every kind of graph: from what a network gives to scores."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.heads.attention import AttentionWeights
from core.heads.dense_layers import DenseLayers
from core.heads.features import Float32
from core.heads.trained_head import TrainedHead
from core.heads.training import Weights
from core.heads.word_weights import WordWeights
from core.networks import catalogue
from core.networks.manifest import Activation, HeadManifest

TINY = 1e-24
"""Under a root: an embedding of zeros stays zeros."""
_LEAST_SCORE = 1e-7
Node = TypeVar("Node")


class GraphWriter(Protocol[Node]):
    """Adds operators to a graph. All values are [windows, n], or constants."""

    def constant(self, value: NDArray[np.generic]) -> Node:
        """Return a constant."""
        ...

    def apply(self, operator: str, *inputs: Node) -> Node:
        """Return Add, Sub, Mul or Div of two, or Relu, Log, Exp or Sqrt of one."""
        ...

    def dense(self, x: Node, weights: Float32, bias: Float32) -> Node:
        """Return x · weights [in, out] + bias [out]."""
        ...

    def columns(self, x: Node, which: NDArray[np.int32]) -> Node:
        """Return some of the columns of x."""
        ...

    def highest(self, x: Node) -> Node:
        """Return the maximum of each row [windows, 1]."""
        ...

    def beside(self, parts: Sequence[Node]) -> Node:
        """Return columns beside each other."""
        ...


def scores(write: GraphWriter[Node], head: TrainedHead, embedding: Node, logits: Node) -> Node:
    """Return a head's scores [windows, labels].

    ``logits`` are the network's own of all its labels; they are not looked at where the head's
    ``reads_evidence`` is False. Raises UserError where the network is not known.
    """
    weights = refuse_own(head)
    if isinstance(weights, DenseLayers):
        for number, (matrix, bias) in enumerate(weights.layers):
            embedding = write.apply("Relu", embedding) if number else embedding
            embedding = write.dense(embedding, matrix, bias)
        return embedding
    z = write.dense(
        _features(write, embedding, len(weights.features)), weights.features, weights.bias
    )
    z = add_evidence(write, head, z, logits)
    return _against_the_rest(write, z, len(weights.bias)) if weights.exclusive else z


def add_evidence(write: GraphWriter[Node], head: TrainedHead, z: Node, logits: Node) -> Node:
    """Return scores with what the network's own logits add to them, if a head reads those."""
    weights = head.weights
    if not head.reads_evidence or isinstance(weights, DenseLayers | WordWeights):
        return z
    used = np.flatnonzero(weights.evidence.any(axis=1)).astype(np.int32)
    floors = write.constant(floor_logits(head)[used])
    above = write.apply("Relu", write.apply("Sub", write.columns(logits, used), floors))
    none = np.zeros(len(weights.bias), np.float32)
    return write.apply("Add", z, write.dense(above, weights.evidence[used], none))


def probability_logits(write: GraphWriter[Node], head: TrainedHead, scored: Node) -> Node:
    """Return the logits of a head's probabilities."""
    labels = head.facts.labels
    slopes = write.constant(np.array([one.slope for one in labels], np.float32))
    offsets = write.constant(np.array([one.offset for one in labels], np.float32))
    return write.apply("Add", write.apply("Mul", scored, slopes), offsets)


def logits_of(write: GraphWriter[Node], head: HeadManifest, output: Node) -> Node:
    """Return the logits of what a head of a network gives."""
    if head.activation is Activation.NONE:
        # Between the least score and 1 less it: what is lost of a number by holding it there.
        least, span = _number(write, _LEAST_SCORE), _number(write, 1 - 2 * _LEAST_SCORE)
        over = write.apply("Relu", write.apply("Sub", output, least))
        over = write.apply("Sub", over, write.apply("Relu", write.apply("Sub", over, span)))
        held = write.apply("Add", over, least)
        rest = write.apply("Sub", _number(write, 1), held)
        return write.apply("Sub", write.apply("Log", held), write.apply("Log", rest))
    scaled = write.apply("Mul", output, _number(write, head.slope))
    return write.apply("Add", scaled, _number(write, head.intercept))


def floor_logits(head: TrainedHead) -> Float32:
    """Return from which logit on each label of the network counts as evidence.

    Raises UserError where the network is not known here.
    """
    manifest = catalogue.entry(head.facts.network).manifest
    floors = {one.floor_logit for one in manifest.heads}
    if len(floors) == 1:
        return np.full(head.facts.network_labels, floors.pop(), np.float32)
    of_each = [(len(one.labels), one.manifest) for one in catalogue.network(manifest.id).heads]
    return np.concatenate([np.full(n, one.floor_logit, np.float32) for n, one in of_each])


def refuse_own(head: TrainedHead) -> Weights | DenseLayers:
    """Return the numbers of a head; of one that only this program can use raise UserError."""
    if isinstance(head.weights, WordWeights):
        raise UserError(
            f"The head {head.facts.name} was told in words: it goes to files of this program only "
            "(--format own or safetensors)."
        )
    if isinstance(head.weights, AttentionWeights):
        raise UserError(
            f"The head {head.facts.name} reads parts of a window, which this format cannot give "
            "it: take --format own, safetensors or onnx."
        )
    return head.weights


def is_linear(head: TrainedHead) -> bool:
    """Tell whether a head is one product with embeddings as they are."""
    return isinstance(head.weights, DenseLayers) and len(head.weights.layers) == 1


def _features(write: GraphWriter[Node], embedding: Node, size: int) -> Node:
    """Return log features: see ``core.heads.features.log_features``."""
    one, less = _number(write, 1), _number(write, -1)

    def log_above_0(x: Node) -> Node:
        return write.apply("Log", write.apply("Add", write.apply("Relu", x), one))

    below = log_above_0(write.apply("Mul", embedding, less))
    log = write.apply("Sub", log_above_0(embedding), below)
    squares = _total(write, write.apply("Mul", log, log), size)
    tiny = _number(write, TINY)
    return write.apply("Div", log, write.apply("Sqrt", write.apply("Add", squares, tiny)))


def _against_the_rest(write: GraphWriter[Node], z: Node, classes: int) -> Node:
    """Return log p - log(1 - p) of each class but the last, of exclusive ones."""
    every = np.arange(classes, dtype=np.int32)
    answers = []
    for number in range(classes - 1):
        others = write.columns(z, np.delete(every, number))
        most = write.highest(others)
        total = _total(write, write.apply("Exp", write.apply("Sub", others, most)), classes - 1)
        rest = write.apply("Add", write.apply("Log", total), most)
        answers.append(write.apply("Sub", write.columns(z, every[number : number + 1]), rest))
    return write.beside(answers)


def _total(write: GraphWriter[Node], x: Node, width: int) -> Node:
    """Return the sum of each row [windows, 1], by a product that every version of a graph has."""
    return write.dense(x, np.ones((width, 1), np.float32), np.zeros(1, np.float32))


def _number(write: GraphWriter[Node], number: float) -> Node:
    return write.constant(np.array([number], np.float32))
