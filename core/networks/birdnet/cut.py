"""BirdNET's graph cut behind its spectrograms, in four pieces that each fit a processor's cache.

The arithmetic stays the graph's own. What changes: the mean of a squeeze-and-excite block keeps
its axes instead of being reshaped by operators that cannot run on the fast path, and the first
convolution reads its image in blocks of 2 x 2 pixels, eight numbers at a time instead of two.
"""

from typing import Any

import numpy as np

from core.counted import counted
from core.networks.birdnet.graph_edit import (
    CutError,
    add_tensor,
    constant,
    kind_of,
    operator,
    piece,
    tensor,
)
from core.networks.birdnet.kernels import IMAGE_SHAPE, Recipe
from core.networks.network import Float32
from core.networks.runtimes.litert import pack, unpack

IMAGE = "undersong/image"
AFTER_FIRST = "model/BLOCK_2-4_ADD/add"
AFTER_SECOND = "model/BLOCK_3-5_ADD/add"
AFTER_THIRD = "model/BLOCK_4-4_ADD/add"
EMBEDDINGS = "model/GLOBAL_AVG_POOL/Mean"
LOGITS = "Identity"

_NORM_SCALE = "model/BNORM_SPEC_NOQUANT/FusedBatchNormV31"
_NORM_SHIFT = "model/BNORM_SPEC_NOQUANT/FusedBatchNormV3"
_FIRST_WEIGHTS = "model/CONV_0/Conv2D"


def cut(model: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Return BirdNET's graph from image to scores in four pieces, to be run one after another.

    The first takes an image [1, *IMAGE_SHAPE], the last gives logits and embeddings. Raises
    CutError where the graph is not built as expected.
    """
    graph = unpack(model)
    _keep_axes_of_means(graph)
    _read_blocks(graph)
    whole = pack(graph)
    return (
        piece(whole, [IMAGE], [AFTER_FIRST]),
        piece(whole, [AFTER_FIRST], [AFTER_SECOND]),
        piece(whole, [AFTER_SECOND], [AFTER_THIRD]),
        piece(whole, [AFTER_THIRD], [LOGITS, EMBEDDINGS]),
    )


def recipe(model: bytes) -> Recipe:
    """Return the constants of the graph's front end. Raises CutError where they are missing."""
    graph = unpack(model)
    low, high = "model/MEL_SPEC1/", "model/MEL_SPEC2/"
    shift, scale = constant(graph, _NORM_SHIFT), constant(graph, _NORM_SCALE)
    if not (scale > 0).all():
        raise CutError(f"{_NORM_SCALE} is not positive")
    first, second = (shift / scale.astype(np.float64)).tolist()
    return Recipe(
        windows=(
            constant(graph, low + "stft/hann_window/sub_2"),
            constant(graph, high + "stft/hann_window/sub_2"),
        ),
        mels=(
            constant(graph, low + "Tensordot/MatMul"),
            constant(graph, high + "Tensordot/MatMul"),
        ),
        exponents=(
            float(constant(graph, low + "truediv_1")),
            float(constant(graph, high + "truediv_1")),
        ),
        shifts=(first, second),
    )


def _keep_axes_of_means(graph: Any) -> None:
    from ai_edge_litert.schema_py_generated import BuiltinOperator

    main = graph.subgraphs[0]
    means = {
        int(each.outputs[0]): each
        for each in main.operators
        if kind_of(graph, each) == BuiltinOperator.MEAN
    }
    reshapes = [
        each
        for each in main.operators
        if kind_of(graph, each) == BuiltinOperator.RESHAPE and int(each.inputs[0]) in means
    ]
    for reshape in reshapes:
        mean = means[int(reshape.inputs[0])]
        mean.builtinOptions.keepDims = True
        mean.outputs = reshape.outputs
    main.operators = [each for each in main.operators if not any(each is one for one in reshapes)]


def _read_blocks(graph: Any) -> None:
    """Replace normalisation and first convolution by one over blocks of two bands x two frames.

    The image comes with its border; the convolution's windows begin at even places of it.
    """
    main = graph.subgraphs[0]
    first = _user_of(graph, tensor(graph, _FIRST_WEIGHTS))
    options = first.builtinOptions
    if (options.strideH, options.strideW) != (2, 2):
        raise CutError("the first convolution has other strides")
    blocks, maker = _blocks_of_image(graph)
    weights = _weights_of_blocks(
        constant(graph, _FIRST_WEIGHTS), constant(graph, _NORM_SCALE).reshape(-1)
    )
    first.inputs = [
        blocks,
        add_tensor(graph, "undersong/first_weights", weights.shape, weights),
        first.inputs[2],
    ]
    options.strideH = options.strideW = 1
    options.padding = _padding_valid()
    main.operators = [maker, *main.operators]


def _blocks_of_image(graph: Any) -> tuple[int, Any]:
    from ai_edge_litert.schema_py_generated import BuiltinOperator

    planes, bands, frames = IMAGE_SHAPE
    image = add_tensor(graph, IMAGE, (1, *IMAGE_SHAPE))
    blocks = add_tensor(graph, "undersong/blocks", (1, bands, frames, planes))
    order = add_tensor(graph, "undersong/order", (4,), np.array((0, 2, 3, 1), np.int32))
    return blocks, operator(graph, BuiltinOperator.TRANSPOSE, (image, order), blocks)


def _weights_of_blocks(weights: Float32, scale: Float32) -> Float32:
    """Return [out, 4, 8, 2] as [out, 2, 4, 8], the channels' scale taken in."""
    out, bands, frames, channels = weights.shape
    if (bands, frames, channels) != (4, 8, 2) or len(scale) != channels:
        raise CutError("the first convolution has another shape")
    scaled = weights.astype(np.float64) * scale
    blocks = scaled.reshape(out, 2, 2, 4, 2, channels).transpose(0, 1, 3, 2, 4, 5)
    return np.ascontiguousarray(blocks.reshape(out, 2, 4, 4 * channels), np.float32)


def _user_of(graph: Any, index: int) -> Any:
    users = [each for each in graph.subgraphs[0].operators if index in list(each.inputs)]
    if len(users) != 1:
        raise CutError(
            f"{counted(len(users), 'operator uses', 'operators use')} the first "
            "convolution's weights"
        )
    return users[0]


def _padding_valid() -> int:
    from ai_edge_litert.schema_py_generated import Padding

    return int(Padding.VALID)
