"""How a network is asked in words: what its manifest says of the part that reads text."""

import math
from dataclasses import dataclass
from enum import StrEnum

from core.errors import UnusableValueError
from core.networks.graph import is_inside


class Pooling(StrEnum):
    """How one embedding comes of an output with a row for each token."""

    NONE = "none"
    """It is one row already."""
    FIRST = "first"
    LAST = "last"
    """The row of the last token that is no filling."""
    MEAN = "mean"
    """Over all tokens that are no filling."""


@dataclass(frozen=True, slots=True)
class TextSide:
    """The part of a network that turns words into embeddings which lie beside those of sounds."""

    tokenizer: str
    """File in the network's folder, as the package tokenizers reads it: ``tokenizer.json``."""
    most_tokens: int
    """Of a phrase, with the marks that the tokenizer puts around it."""
    file: str = ""
    """What the network's runtime runs; empty: the file of the graph reads words too."""
    tokens: str = "input_ids"
    """The input that is given the numbers of the tokens [n, tokens]."""
    mask: str = "attention_mask"
    """The input that is given 1 for a token and 0 for filling; empty: there is none."""
    types: str = ""
    """An input that is given zeros, as BERT has one; empty: there is none."""
    output: str = "text_embeds"
    pooling: Pooling = Pooling.NONE
    filling: int = -1
    """The token that phrases are filled up with to ``most_tokens``; -1: they are not filled up."""
    ending: str = ""
    """Written behind each phrase."""
    normalised: bool = True
    """Whether sounds and words are compared by cosine; otherwise by their product."""
    logit_scale: float = 0.0
    """What that is multiplied by before several phrases are weighed against each other; 0: the
    output ``scale`` tells."""
    scale: str = ""
    """An output with this one number; empty: there is none."""

    def __post_init__(self) -> None:
        """Refuse what reads no words. Raises UnusableValueError."""
        for name in (self.tokenizer, self.file):
            if name and not is_inside(name):
                raise UnusableValueError(f"{name} lies elsewhere")
        if not self.tokenizer or not self.tokens or not self.output:
            raise UnusableValueError("tokenizer, tokens and output must be given")
        if not 2 <= self.most_tokens <= _MOST_TOKENS or not -1 <= self.filling < 1 << 31:
            raise UnusableValueError("most_tokens or filling cannot be so")
        if not 0 <= self.logit_scale < math.inf:
            raise UnusableValueError("logit_scale cannot be so")

    @property
    def files(self) -> tuple[str, ...]:
        """Return the names of the files that it is read from, beside the graph's."""
        return tuple(name for name in (self.tokenizer, self.file) if name)


_MOST_TOKENS = 100_000
