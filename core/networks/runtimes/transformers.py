"""The runtime for folders of Hugging Face's transformers: weights, and how sound is prepared.

Only what lies in the folder is read, only safetensors, and no code that comes with it is run.
"""

import os
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from core.networks.graph import Graph
from core.networks.runtimes.loaded import ANY, Array, FileRefusedError, Port, first_line, in_words
from core.runtime_packs import pull_in

_LOCAL = {"local_files_only": True, "trust_remote_code": False}

_HEADED = (
    "ForAudioClassification", "ForSequenceClassification", "ForAudioFrameClassification",
    "FrameLevelModel",
)  # fmt: skip
"""Ends of the names of classes that give more than their backbones; of all others that is taken."""

_OF_VIDEO: Mapping[str, str] = MappingProxyType({"^audio_model\\.": ""})
"""PE-Audio lies inside PE-Audio-Video under another name; the rest of that is never loaded."""

_JOINT = ("get_audio_embeds", "get_audio_features")
"""What classes with embeddings of sound and text call the way to those of sound."""

_WORDS = ("get_text_audio_embeds", "get_text_features")
"""What such classes call the way to the embeddings of text."""

_UNUSED_KEYS = ("masked_spec_embed",)
"""Weights that are only for training, which some folders leave out."""

_PREPARING = ("preprocessor_config.json", "processor_config.json")
"""Where a folder says how sound is prepared: the second, if it is prepared together with others."""

_REFUSED = (OSError, ValueError, RuntimeError, KeyError, ImportError, AttributeError)


def load(path: Path, _: Graph, sample_rate: int) -> "TransformersFile":
    """Load a folder. Raises FileRefusedError."""
    if not any((path / name).is_file() for name in _PREPARING):
        raise FileRefusedError(f"its {_PREPARING[0]} is missing, which says how sound is prepared")
    model = _model(path)
    try:
        prepare = _transformers().AutoFeatureExtractor.from_pretrained(path, **_LOCAL)
    except _REFUSED as error:
        raise _unloadable(error) from error
    if prepare.sampling_rate != sample_rate:
        raise FileRefusedError(
            f"it hears {prepare.sampling_rate:,} samples a second, and its manifest tells of "
            f"{sample_rate:,}"
        )
    return TransformersFile(model, prepare)


def load_text(path: Path, _: Graph, __: int) -> "TransformersText":
    """Load a folder to read words with it. Raises FileRefusedError."""
    model = _model(path)
    if not any(hasattr(model, name) for name in _WORDS):
        raise FileRefusedError("it has no part that reads words")
    return TransformersText(model)


class TransformersFile:
    """A model with what prepares its sound, in one thread."""

    inputs: Sequence[Port] = (Port(("audio",), (ANY, ANY), np.dtype(np.float32)),)

    def __init__(self, model: Any, prepare: Any) -> None:
        self._model, self._prepare = model.eval().to(_device()), prepare
        self.note = f"PyTorch {_torch().__version__}, {_device().upper()}"
        self._joint = next((name for name in _JOINT if hasattr(model, name)), None)
        self._backbone: dict[str, Any] = {}
        base = model.base_model
        if self._joint is None and base is not model:
            base.register_forward_hook(self._keep)
        names = ("audio_embeds",) if self._joint else ("logits",) if base is not model else ()
        self.outputs = [Port((name,)) for name in (*names, "pooler_output", "last_hidden_state")]

    def run(self, feeds: Mapping[str, Array], wanted: Sequence[str]) -> list[Array]:
        """See LoadedFile."""
        try:
            with _torch().inference_mode():
                said = self._said(self._prepared(feeds["audio"]))
        except (RuntimeError, ValueError, TypeError) as error:
            raise FileRefusedError(f"it cannot be run ({first_line(error)})") from error
        if missing := [name for name in wanted if said.get(name) is None]:
            given = [name for name, one in said.items() if one is not None]
            raise FileRefusedError(f"it gives no {missing[0]}, but {in_words(given)}")
        return [said[name].float().cpu().numpy() for name in wanted]

    def _prepared(self, windows: Array) -> dict[str, Any]:
        """Return what the model takes; windows are as long as it hears, so nothing is cut."""
        options = {"truncation": "rand_trunc"} if _is_clap(self._prepare) else {}
        prepared = self._prepare(
            list(windows), sampling_rate=self._prepare.sampling_rate, return_tensors="pt", **options
        )
        return {name: one.to(_device()) for name, one in prepared.items()}

    def _said(self, prepared: dict[str, Any]) -> dict[str, Any]:
        if self._joint is None:
            said = dict(self._model(**prepared))
            said, self._backbone = {**self._backbone, **said}, {}
            return said
        given = getattr(self._model, self._joint)(**prepared)
        if isinstance(given, _torch().Tensor):  # before version 5
            return {"audio_embeds": given}
        return {**given, "audio_embeds": given.pooler_output}

    def _keep(self, _: Any, __: Any, given: Mapping[str, Any]) -> None:
        self._backbone = dict(given)


class TransformersText:
    """The part of a model that reads words, in one thread."""

    inputs: Sequence[Port] = tuple(
        Port((name,), (ANY, ANY), np.dtype(np.int64)) for name in ("input_ids", "attention_mask")
    )
    outputs: Sequence[Port] = (Port(("text_embeds",)), Port(("logit_scale",)))

    def __init__(self, model: Any) -> None:
        self._model = model.eval().to(_device())
        self.note = f"PyTorch {_torch().__version__}, {_device().upper()}"

    def run(self, feeds: Mapping[str, Array], wanted: Sequence[str]) -> list[Array]:
        """See LoadedFile."""
        given = {name: _torch().from_numpy(one).to(_device()) for name, one in feeds.items()}
        try:
            with _torch().inference_mode():
                said = {"text_embeds": self._embeddings(given), "logit_scale": self._scale()}
        except (RuntimeError, ValueError, TypeError, IndexError) as error:
            raise FileRefusedError(f"it cannot be run ({first_line(error)})") from error
        return [said[name].float().cpu().numpy() for name in wanted]

    def _embeddings(self, given: dict[str, Any]) -> Any:
        if hasattr(self._model, "get_text_features"):
            found = self._model.get_text_features(**given)
            return found if isinstance(found, _torch().Tensor) else found.pooler_output
        # PE-Audio's own way asks for hidden layers that it has not told its text model to keep.
        kept = self._model.text_model(**given, output_hidden_states=True).hidden_states[-1]
        return self._model.text_audio_head(kept[:, 0])

    def _scale(self) -> Any:
        if hasattr(self._model, "logit_scale_a"):
            return self._model.logit_scale_a.detach().exp()
        return self._model.text_audio_logit_scale.detach()


def _model(path: Path) -> Any:
    """Return a model with all its weights. Raises FileRefusedError."""
    if not (path / "config.json").is_file():
        raise FileRefusedError("its config.json is missing, which says what it is")
    try:
        kind, config = _kind(_transformers().AutoConfig.from_pretrained(path, **_LOCAL))
        model, loaded = kind.from_pretrained(
            path, config=config, key_mapping=dict(_OF_VIDEO), use_safetensors=True,
            output_loading_info=True, **_LOCAL,
        )  # fmt: skip
    except _REFUSED as error:
        raise _unloadable(error) from error
    missing = sorted(key for key in loaded["missing_keys"] if not key.endswith(_UNUSED_KEYS))
    if missing:
        raise FileRefusedError(f"its weights lack {in_words(missing[:3])}")
    return model


def _unloadable(error: Exception) -> FileRefusedError:
    return FileRefusedError(f"transformers cannot load it ({first_line(error)})")


def _kind(config: Any) -> tuple[Any, Any]:
    """Return the class of a model with its configuration.

    A class that transformers does not know is never looked for.
    """
    transformers = _transformers()
    if config.model_type == "pe_audio_video":
        return transformers.PeAudioModel, config.audio_config
    name = (config.architectures or [""])[0]
    found = getattr(transformers, name, None) if name.endswith(_HEADED) else None
    return found or transformers.AutoModel, config


def _is_clap(prepare: Any) -> bool:
    return isinstance(prepare, _transformers().ClapFeatureExtractor)


@cache
def _transformers() -> Any:
    """Return transformers, which is told to ask nobody and to say nothing."""
    pull_in()
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    warnings.filterwarnings("ignore", module="transformers")
    return transformers


@cache
def _torch() -> Any:
    import torch

    torch.set_num_threads(1)
    return torch


@cache
def _device() -> str:
    return "cuda" if _torch().cuda.is_available() else "cpu"
