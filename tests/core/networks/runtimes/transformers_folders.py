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
    small = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
             "intermediate_size": 64, "num_labels": 6}  # fmt: skip
    config = transformers.Wav2Vec2Config(**small, conv_dim=[16] * 7)
    model = transformers.Wav2Vec2ForSequenceClassification(config)
    return saved(
        folder, model, transformers.Wav2Vec2FeatureExtractor(),
        GraphOutput("scores", "logits"), GraphOutput("frames", "last_hidden_state"),
    )  # fmt: skip


def saved(folder: Path, model: Any, extractor: Any, *outputs: GraphOutput) -> Graph:
    torch.manual_seed(1)
    for weights in model.parameters():
        torch.nn.init.normal_(weights, std=0.1)
    model.save_pretrained(folder / "model")
    extractor.save_pretrained(folder / "model")
    return Graph("model", outputs=outputs)
