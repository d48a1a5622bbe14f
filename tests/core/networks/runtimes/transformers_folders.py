"""Look-alikes for transformers: the exact classes, a few numbers wide."""

from pathlib import Path
from typing import Any

import safetensors.torch
import torch
import transformers

from core.networks.graph import Graph, GraphOutput
from tests.core.networks.runtimes import tokenizers_made


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


def clap(folder: Path) -> Graph:
    """LAION-CLAP's classes at its own width, 512, narrow inside."""
    towers = {
        "audio_config": {"hidden_size": 64, "patch_embeds_hidden_size": 8, "depths": [1, 1, 1, 1],
                         "num_attention_heads": [1, 1, 2, 2], "projection_dim": 512,
                         "enable_fusion": False},
        "text_config": {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 1,
                        "intermediate_size": 16, "vocab_size": 300, "projection_dim": 512},
    }  # fmt: skip
    tokenizers_made.bytes_of(folder / "model" / "tokenizer.json")
    return saved(
        folder, transformers.ClapModel(transformers.ClapConfig(**towers, projection_dim=512)),
        transformers.ClapFeatureExtractor(frequency_min=50, frequency_max=14_000),
        GraphOutput("embedding", "audio_embeds"),
    )  # fmt: skip


def pe_audio(folder: Path, size: int = 16, of: str = "PeAudioModel") -> Graph:
    """Embeddings of as many numbers as those of its texts; PE-Audio's own are 1024."""
    tokenizers_made.bytes_of(folder / "model" / "tokenizer.json")
    return saved(
        folder, getattr(transformers, of)(_pe_audio(size)),
        transformers.PeAudioFeatureExtractor(sampling_rate=48_000, hop_length=1920),
        GraphOutput("embedding", "audio_embeds"),
    )  # fmt: skip


def pe_audio_video(folder: Path) -> Graph:
    """PE-AV as it is stored: PE-Audio at its own width inside, and what is for video beside it."""
    graph = pe_audio(folder, 1024)
    weights = safetensors.torch.load_file(folder / "model" / "model.safetensors")
    inside = {
        name if name.startswith("text_model.") else f"audio_model.{name}": one
        for name, one in weights.items()
    }
    inside["video_model.video_head.proj.weight"] = torch.zeros(2, 2)
    path = folder / "model" / "model.safetensors"
    safetensors.torch.save_file(inside, path, {"format": "pt"})
    whole = _pe_audio(1024)
    transformers.PeAudioVideoConfig(
        audio_video_config={"audio_config": whole.audio_config.to_dict()},
        text_config=whole.text_config.to_dict(),
    ).save_pretrained(folder / "model")
    return graph


def _pe_audio(size: int) -> Any:
    small = {"intermediate_size": 32, "num_hidden_layers": 1}
    codec = {
        "encoder_hidden_size": 8, "decoder_hidden_size": 16, "codebook_dim": 16, "n_codebooks": 1,
        "codebook_size": 8, "downsampling_ratios": [2, 8, 10, 12],
    }  # fmt: skip
    audio = {"hidden_size": 32, "num_attention_heads": 2, "head_dim": 16, "dac_config": codec}
    text = {"hidden_size": size, "num_attention_heads": 1, "vocab_size": 300}
    tokens = ("pad_token_id", "bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id")
    return transformers.PeAudioConfig(
        audio_config=small | audio, text_config=small | text | dict.fromkeys(tokens, 0)
    )


def saved(folder: Path, model: Any, extractor: Any, *outputs: GraphOutput) -> Graph:
    torch.manual_seed(1)
    for weights in model.parameters():
        torch.nn.init.normal_(weights, std=0.1)
    model.save_pretrained(folder / "model")
    extractor.save_pretrained(folder / "model")
    return Graph("model", outputs=outputs)


def pe_audio_alone(folder: Path, size: int) -> Any:
    """Return PE-Audio from a folder, also out of PE-AV's."""
    weights = safetensors.torch.load_file(folder / "model" / "model.safetensors")
    own = {name.removeprefix("audio_model."): one for name, one in weights.items()}
    model = transformers.PeAudioModel(_pe_audio(size))
    model.load_state_dict({name: own[name] for name in model.state_dict()})
    return model.eval()
