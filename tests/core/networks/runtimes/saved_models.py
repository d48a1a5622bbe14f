"""Look-alikes of SavedModels: the exact functions and signatures, at full width, and small."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from core.networks.runtimes.savedmodel import tensorflow

tf = tensorflow()  # on one thread, as everywhere

RANK = 8


class _Heard(tf.Module):
    """Turns sound into outputs of any width by weights of a low rank."""

    def __init__(self, samples: int, **widths: int) -> None:
        super().__init__()
        rng = np.random.default_rng(4)
        self._samples = samples
        self._weights = {
            name: tf.Variable(rng.normal(0, 9, (RANK, width)).astype(np.float32))
            for name, width in widths.items()
        }

    def said(self, windows: Any) -> dict[str, Any]:
        shares = tf.reshape(windows, [-1, RANK, self._samples // RANK])
        loud = tf.reduce_mean(tf.abs(shares), 2)
        return {name: tf.matmul(loud, weights) for name, weights in self._weights.items()}


def _spec(*shape: int | None, name: str) -> list[Any]:
    return [tf.TensorSpec(shape, tf.float32, name)]


def _save(folder: Path, model: _Heard, **signatures: Callable[..., Any]) -> Path:
    tf.saved_model.save(model, str(folder), signatures=signatures or None)
    return folder


def perch_4(folder: Path) -> Path:
    """Perch v4 as it was exported at first: a tuple, one window at a time."""
    model = _Heard(160_000, label=10_932, embedding=1280)
    spec = _spec(1, 160_000, name="inputs")
    model.infer_tf = tf.function(lambda x: tuple(model.said(x).values()), input_signature=spec)
    return _save(folder, model)


def perch_8(folder: Path) -> Path:
    """Perch v8: by name, and more than anybody reads."""
    model = _Heard(160_000, label=10_932, order=41, family=249, genus=2333, embedding=1280)
    spec = _spec(None, 160_000, name="inputs")
    model.infer_tf = tf.function(model.said, input_signature=spec)
    return _save(folder, model)


def perch_2(folder: Path) -> Path:
    """Perch 2.0: no infer_tf, and embeddings by time and band."""
    model = _Heard(160_000, embedding=1536, label=14_795)

    def serving(inputs: Any) -> dict[str, Any]:
        said = model.said(inputs)
        shares = tf.abs(tf.reshape(inputs, [-1, 500, 320]))
        levels = tf.reduce_mean(tf.reshape(inputs, [-1, 16, 4, 2500]) ** 2, 3, keepdims=True)
        spatial = levels * said["embedding"][:, None, None, :]
        return {**said, "spatial_embedding": spatial, "spectrogram": shares[:, :, :128]}

    signature = tf.function(serving, input_signature=_spec(None, 160_000, name="inputs"))
    return _save(folder, model, serving_default=signature)


def nighthawk(folder: Path) -> Path:
    """Nighthawk: samples without an axis for windows, outputs with one, four sets of labels."""
    model = _Heard(22_048, output_1=4, output_2=19, output_3=17, output_4=130)
    signature = tf.function(
        lambda args_0: model.said(args_0[:22_048]), input_signature=_spec(22_050, name="args_0")
    )
    return _save(folder, model, serving_default=signature)


def raven(folder: Path) -> Path:
    """BirdNET-Analyzer's export for Raven: one signature, sigmoid inside, no embeddings."""
    model = _Heard(144_000, scores=12)
    signature = tf.function(
        lambda inputs: {"scores": tf.sigmoid(model.said(inputs)["scores"])},
        input_signature=_spec(None, 144_000, name="inputs"),
    )
    return _save(folder, model, basic=signature)


def birdnet_2(folder: Path) -> Path:
    """BirdNET 2.4: scores by one signature and embeddings by another."""
    model = _Heard(144_000, scores=6522, embeddings=1024)
    spec = _spec(None, 144_000, name="inputs")
    parts = {
        signature: tf.function(
            lambda inputs, name=name: {name: model.said(inputs)[name]}, input_signature=spec
        )
        for signature, name in (("basic", "scores"), ("embeddings", "embeddings"))
    }
    return _save(folder, model, **parts)


def birdnet_3(folder: Path) -> Path:
    """BirdNET 3.0: one window at a time, and the sigmoid inside."""
    model = _Heard(96_000, predictions=11_560, embeddings=1280)

    def serving(x: Any) -> dict[str, Any]:
        said = model.said(x)
        return {**said, "predictions": tf.sigmoid(said["predictions"])}

    signature = tf.function(serving, input_signature=_spec(1, 96_000, name="x"))
    return _save(folder, model, serving_default=signature)


def yamnet(folder: Path) -> Path:
    """YAMNet of TensorFlow Hub: sound of any length, without an axis for windows."""
    model = _Heard(15_600, scores=521, embedding=1024)

    def heard(waveform: Any) -> tuple[Any, ...]:
        said = model.said(tf.reshape(waveform, [-1, 15_600]))
        return tf.sigmoid(said["scores"]), said["embedding"], tf.reshape(waveform, [-1, 65])

    signature = tf.function(heard, input_signature=_spec(None, name="waveform"))
    return _save(folder, model, serving_default=signature)


def whale(folder: Path, embedding: int = 1280, labels: int = 12) -> Path:
    """Google's whales: spectra by one function, of which others hear 128 frames at a time."""
    model = _Heard(128 * 64, embedding=embedding, label=labels)
    parts = (
        ("front_end", lambda x: tf.abs(tf.reshape(x[:, : 300 * 64], [-1, 300, 64])), (None, 1)),
        ("features", lambda x: model.said(x)["embedding"], (128, 64)),
        ("logits", lambda x: model.said(x)["label"], (128, 64)),
    )
    for name, part, form in parts:
        spec = _spec(None, *form, name="x")
        setattr(model, name, tf.function(part, input_signature=spec))
    return _save(folder, model)


def humpback(folder: Path) -> Path:
    """Google's humpback whale."""
    return whale(folder, 2048, 1)
