"""Turn musicnn's checkpoint into a SavedModel: python docs/recipes/convert_musicnn.py MUSICNN.

MUSICNN is the folder ``musicnn`` of the package musicnn 0.1.0, for example out of
``pip download --no-deps musicnn==0.1.0``, which is a zip archive. Needs TensorFlow 2; the package
itself need not be installed. Writes the folder ``model``.
"""

import sys
from pathlib import Path

import tensorflow as tf

OUTPUTS = {
    "logits": "model/dense_1/BiasAdd",
    "embedding": "model/dense/Relu",
}
SPECTRUM, TRAINING = "model/Placeholder", "model/Placeholder_2"


def main() -> None:
    """Write the SavedModel."""
    checkpoint = Path(sys.argv[1]) / "MTT_musicnn"
    tf.compat.v1.disable_eager_execution()
    kept = tf.compat.v1.MetaGraphDef.FromString((checkpoint / ".meta").read_bytes())
    for node in kept.graph_def.node:  # shapes of a gradient that newer versions refuse
        node.attr.pop("_output_shapes", None)
    used = tf.compat.v1.graph_util.extract_sub_graph(kept.graph_def, list(OUTPUTS.values()))
    weights = tf.compat.v1.train.NewCheckpointReader(f"{checkpoint}/")
    with tf.Graph().as_default() as graph, tf.compat.v1.Session() as session:
        spectrum = tf.compat.v1.placeholder(tf.float32, [None, 187, 96], "melspec")
        tf.graph_util.import_graph_def(
            _with_weights(used, weights),
            {SPECTRUM: spectrum, TRAINING: tf.constant(False)},
            name="",
        )
        tf.compat.v1.saved_model.simple_save(
            session, "model", {"melspec": spectrum},
            {name: graph.get_tensor_by_name(f"{node}:0") for name, node in OUTPUTS.items()},
        )  # fmt: skip


def _with_weights(graph: tf.compat.v1.GraphDef, weights: object) -> tf.compat.v1.GraphDef:
    """Return a graph whose variables are constants."""
    for node in graph.node:
        if node.op in ("VariableV2", "Variable", "VarHandleOp"):
            value = weights.get_tensor(node.name)
            node.ClearField("attr")
            node.op = "Const"
            node.attr["dtype"].type = tf.as_dtype(value.dtype).as_datatype_enum
            node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value))
        elif node.op == "ReadVariableOp":
            kind = node.attr["dtype"].type
            node.ClearField("attr")
            node.op = "Identity"
            node.attr["T"].type = kind
    return graph


if __name__ == "__main__":
    main()
