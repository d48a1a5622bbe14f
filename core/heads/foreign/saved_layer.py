"""Heads that are a SavedModel with one dense layer, such as buzzdetect's: only numbers are read.

The graph beside them, which could do anything, is not loaded.
"""

from pathlib import Path
from typing import Any

import numpy as np

from core.errors import UserError
from core.heads.dense_layers import DenseLayers
from core.heads.foreign.found import FoundHead
from core.heads.trained_head import refused
from core.networks import catalogue
from core.networks.files import content_hash
from core.networks.manifest import Manifest
from core.networks.runtimes.needed import lacking
from core.networks.runtimes.savedmodel import tensorflow

MARK = "saved_model.pb"
_RECOMMENDED = {"buzzdetect-3": {"ins_buzz": -1.2}}
"""Network -> label -> threshold by its authors: with this one 95 % of buzzes are right."""
_NOT_LEARNED = ("optimizer/", "keras_api/", "_CHECKPOINTABLE_OBJECT_GRAPH", "save_counter")


def read(path: Path) -> FoundHead:
    """Return the head in a folder. Raises UserError where it is more than one layer."""
    if why := lacking("savedmodel"):
        raise UserError(f"{path.name} cannot be read: {why}")
    bias, weights = _learned(path)
    layers = DenseLayers(((weights, bias),))
    if layers.problem:
        raise refused(path, layers.problem)
    known = _known(path)
    if known is None:
        return FoundHead(layers, "TensorFlow")
    return FoundHead(
        layers,
        known.title,
        network=known.backbone or "",
        name=known.title,
        recommended=_RECOMMENDED.get(known.id, {}),
    )


def _learned(path: Path) -> tuple[Any, Any]:
    """Return bias and weights of the one layer that was learned. Raises UserError."""
    tf = tensorflow()
    try:
        reader = tf.train.load_checkpoint(str(path / "variables" / "variables"))
        shapes = reader.get_variable_to_shape_map()
        learned = [name for name in shapes if not name.startswith(_NOT_LEARNED)]
        learned.sort(key=lambda name: len(shapes[name]))
        if [len(shapes[name]) for name in learned] == [1, 2]:
            bias, weights = (reader.get_tensor(name) for name in learned)
            return bias.astype(np.float32), weights.astype(np.float32)
    except (tf.errors.OpError, ValueError, RuntimeError, TypeError) as error:
        raise refused(path, "its variables are damaged, or not there") from error
    raise refused(
        path,
        "it holds more than one layer, so there is no head to take out. Use it as a network: "
        f"undersong networks install birdnet-custom-raven --from {path} for what BirdNET-Analyzer "
        "saved for Raven, or with a manifest of your own: undersong networks add FOLDER",
    )


def _known(path: Path) -> Manifest | None:
    """Return the manifest of what a folder is, where the program knows it."""
    hash_ = content_hash(path / MARK)
    for one in catalogue.shipped().values():
        if any(file.sha256 == hash_ for file in one.files):
            return one
    return None
