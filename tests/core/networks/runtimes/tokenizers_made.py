"""Tokenizers for look-alikes: of bytes, as those of GPT-2, RoBERTa and ModernBERT, unmerged."""

from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors


def bytes_of(path: Path) -> None:
    """Write a tokenizer with a token for each byte, and marks around a phrase."""
    marks = ["<s>", "<pad>", "</s>"]
    vocabulary = [*marks, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    made = Tokenizer(models.BPE({token: n for n, token in enumerate(vocabulary)}, []))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(path))
