"""Look-alikes for transformers: the exact classes, a few numbers wide."""

from pathlib import Path
from typing import Any

import torch
import transformers

from core.networks.graph import Graph, GraphOutput


def ast(folder: Path) -> Graph:
    config = transformers.ASTConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        num_labels=6,
    )  # fmt: skip
    return saved(
        folder, transformers.ASTForAudioClassification(config), transformers.ASTFeatureExtractor(),
        GraphOutput("scores", "logits"), GraphOutput("embedding", "pooler_output"),
    )  # fmt: skip


def wav2vec2(folder: Path) -> Graph:
    return _of_samples(folder, "Wav2Vec2")


def hubert(folder: Path) -> Graph:
    return _of_samples(folder, "Hubert")


def wavlm(folder: Path) -> Graph:
    return _of_samples(folder, "WavLM")


def _of_samples(folder: Path, family: str) -> Graph:
    config = getattr(transformers, f"{family}Config")(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        num_labels=6, conv_dim=[16] * 7,
    )  # fmt: skip
    model = getattr(transformers, f"{family}ForSequenceClassification")(config)
    return saved(
        folder, model, transformers.Wav2Vec2FeatureExtractor(),
        GraphOutput("scores", "logits"), GraphOutput("frames", "last_hidden_state"),
    )  # fmt: skip


def pe_audio(folder: Path) -> Graph:
    """Embeddings of 16 numbers, those of its texts."""
    small = {"intermediate_size": 32, "num_hidden_layers": 1}
    codec = {
        "encoder_hidden_size": 8, "decoder_hidden_size": 16, "codebook_dim": 16, "n_codebooks": 1,
        "codebook_size": 8, "downsampling_ratios": [2, 8, 10, 12],
    }  # fmt: skip
    audio = {"hidden_size": 32, "num_attention_heads": 2, "head_dim": 16, "dac_config": codec}
    text = {"hidden_size": 16, "num_attention_heads": 1, "vocab_size": 50}
    tokens = ("pad_token_id", "bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id")
    config = transformers.PeAudioConfig(
        audio_config=small | audio, text_config=small | text | dict.fromkeys(tokens, 0)
    )
    return saved(
        folder, transformers.PeAudioModel(config),
        transformers.PeAudioFeatureExtractor(sampling_rate=48_000, hop_length=1920),
        GraphOutput("embedding", "audio_embeds"),
    )  # fmt: skip


def saved(folder: Path, model: Any, extractor: Any, *outputs: GraphOutput) -> Graph:
    torch.manual_seed(1)
    for weights in model.parameters():
        torch.nn.init.normal_(weights, std=0.1)
    model.save_pretrained(folder / "model")
    extractor.save_pretrained(folder / "model")
    return Graph("model", outputs=outputs)
