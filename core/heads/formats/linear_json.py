"""Heads as linear JSON: as perch-hoplite and QUT's embeddings-classifier read them.

``classes``, ``beta`` [embedding size, classes] and ``beta_bias`` [classes] (float32, little endian,
base64), and ``model_config`` of the network: LinearClassifier of google-research/perch-hoplite.
``classifier_name`` and ``threshold`` (logits): QutEcoacoustics/embeddings-classifier, which has
the first four also in ``classifier``, and several heads in ``recognizers``.
"""

import base64
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.counted import counted
from core.errors import UserError
from core.heads import trained_head
from core.heads.dense_layers import DenseLayers
from core.heads.foreign.found import FoundHead
from core.heads.formats.format import HeadFormat, write_text
from core.heads.formats.recipe import is_linear, refuse_own
from core.heads.linear_only import linear_like
from core.heads.scoring import windows_for
from core.heads.trained_head import TrainedHead, made, refused
from core.networks import catalogue
from core.networks.plain import as_toml, told
from core.store import Project

_UNDERSONG = "undersong"
"""What this program says of a head, as TOML: perch-hoplite takes no keys with dots in them."""
_BIRDNET = "birdnet-2.4"
_TAXONOMY = "taxonomy_model_tf"
MODEL_KEYS = {
    _BIRDNET: "birdnet", "perch-1-v4": _TAXONOMY, "perch-1-v8": _TAXONOMY,
    "perch-2.0": _TAXONOMY, "surfperch": _TAXONOMY, "humpback-whale": "google_whale",
    "multispecies-whale": "google_whale", "yamnet-savedmodel": "tfhub_model",
    "vggish": "tfhub_model", "aves": "aves",
}  # fmt: skip
"""Our ids and what perch-hoplite calls the code that runs them."""
_NAMES = ("classifier_name", "name", "recognizer_name")
_PERCH_2_SIZE = 1536
_MOST_BYTES = 500_000_000


def write(head: TrainedHead, path: Path, project: Project | None) -> list[str]:
    """Write a head that is linear, or else one that is, fitted to its answers in a project."""
    notes: list[str] = []
    if not is_linear(head):
        refuse_own(head)
        if project is None:
            raise UserError(
                f"{head.facts.name} is more than linear: a linear head like it is fitted to what "
                "it says of a project's windows. Take it into one first: undersong heads import "
                "NAME --project DIR"
            )
        head, notes = linear_like(head, windows_for(head, project))
    write_text(path, json.dumps(_plain(head), ensure_ascii=False, indent=1) + "\n")
    return notes


def _plain(head: TrainedHead) -> dict[str, Any]:
    ((beta, bias),) = head.weights.layers  # type: ignore[union-attr]
    facts = head.facts
    return {
        "model_config": _model_config(head),
        "classes": [one.text for one in facts.labels],
        "beta": _encoded(beta),
        "beta_bias": _encoded(bias),
        "classifier_name": facts.name,
        "threshold": [one.threshold or 0.0 for one in facts.labels],
        _UNDERSONG: as_toml(told(facts)),
    }


def _model_config(head: TrainedHead) -> dict[str, Any]:
    facts = head.facts
    config: dict[str, Any] = {
        "window_size_s": facts.window_samples / facts.sample_rate,
        "hop_size_s": (facts.step_samples or facts.window_samples) / facts.sample_rate,
        "sample_rate": facts.sample_rate,
        "model_path": "",
    }
    if facts.network == _BIRDNET:
        config["class_list_name"] = "birdnet_v2_4"
    key = MODEL_KEYS.get(facts.network, facts.network)
    return {"model_key": key, "embedding_dim": facts.embedding_size, "model_config": config}


def _encoded(numbers: NDArray[np.float32]) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers, "<f4").tobytes()).decode()


def read(path: Path) -> TrainedHead | FoundHead:
    """Return the head in a file: as it is kept, where this program wrote it. Raises UserError."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise refused(path, "it is far too large")
        said = json.loads(path.read_bytes())
    except OSError as error:
        raise refused(path, f"it cannot be read ({error.strerror or error})") from error
    except (ValueError, RecursionError) as error:
        raise refused(path, "it is no JSON, or cut short") from error
    if isinstance(said, Mapping):
        said = said.get("recognizers", said)
    if isinstance(said, list) and len(said) > 1:
        raise refused(
            path, f"it holds {counted(len(said), 'head')}. Take each into a file of its own"
        )
    try:
        return _found(said[0] if isinstance(said, list) else said, path)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise refused(
            path, "classes, beta and beta_bias do not fit together, or are not there"
        ) from error


def _found(said: Mapping[str, Any], path: Path) -> TrainedHead | FoundHead:
    inner = said.get("classifier", said)
    classes = [str(one) for one in inner["classes"]]
    beta = _decoded(inner["beta"]).reshape(-1, len(classes))
    layers = DenseLayers(((beta, _decoded(inner["beta_bias"])),))
    if layers.problem:
        raise refused(path, layers.problem)
    if _UNDERSONG in said:
        facts = trained_head.facts_in(tomllib.loads(said[_UNDERSONG]), path)
        numbers = trained_head.arrays_of(layers)
        return made(facts, trained_head.weights_in(numbers, facts, path))
    config = inner.get("model_config") or said.get("model_config") or {}
    return FoundHead(
        layers,
        "perch-hoplite",
        tuple(classes),
        _network(config),
        next((str(one[k]) for one in (inner, said) for k in _NAMES if one.get(k)), ""),
        _thresholds((said.get("run_config") or said).get("threshold"), classes),
    )


def _decoded(written: object) -> NDArray[np.float32]:
    """Return numbers that stand in a file as base64, or as they are."""
    if isinstance(written, str):
        data = base64.b64decode(written.strip(), validate=True)
        return np.frombuffer(data, "<f4").astype(np.float32)
    return np.array(written, np.float32).reshape(-1)


def _network(config: Mapping[str, Any]) -> str:
    """Return our id of the network that a head was trained on, or nothing where that is unsure."""
    inner = config.get("model_config") or {}
    key, version = str(config.get("model_key")), str(inner.get("tfhub_version"))
    text = json.dumps(inner)
    if key == "birdnet":
        return _BIRDNET if "v2_4" in text or "V2.4" in text else ""
    if key == "taxonomy_model_tf" and "surfperch" not in text.lower():
        if config.get("embedding_dim") == _PERCH_2_SIZE:
            return "perch-2.0"
        return {"4": "perch-1-v4", "8": "perch-1-v8"}.get(version, "")
    of_key = [id for id, one in MODEL_KEYS.items() if one == key]
    return of_key[0] if len(of_key) == 1 else key if key in catalogue.shipped() else ""


def _thresholds(said: object, classes: Sequence[str]) -> tuple[float | None, ...]:
    if isinstance(said, Mapping):
        return tuple(_threshold(said.get(one, 0.0)) for one in classes)
    if isinstance(said, list):
        if len(said) != len(classes):
            raise ValueError(said)
        return tuple(_threshold(one) for one in said)
    return () if said is None else (_threshold(said),) * len(classes)


def _threshold(said: Any) -> float | None:
    return None if said is None else float(said)


FORMAT = HeadFormat("json", write)
