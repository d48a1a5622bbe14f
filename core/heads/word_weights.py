"""What a head is that was told in words: the embeddings of its prompts, weighed as a network does.

Nobody has trained it, and nothing it gives is calibrated.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.counted import counted
from core.heads.features import Float32
from core.heads.prompts import cosines, shares


@dataclass(frozen=True, slots=True)
class WordFacts:
    """What was asked, and what read it."""

    prompts: tuple[str, ...]
    templates: tuple[str, ...]
    against: int = 0
    """How many of the prompts, the last, are only there to be weighed against."""
    normalised: bool = True
    """Whether sounds and words are compared by cosine; otherwise by their product."""
    logit_scale: float = 0.0
    """What that is multiplied by before the softmax over prompts; 0: there is one prompt."""
    files: dict[str, str] = field(default_factory=dict)
    """File name to SHA-256 of what read the words."""
    read_by: str = ""

    @property
    def sentence(self) -> str:
        """Return how its scores come about."""
        asked = "; ".join(self.prompts[: len(self.prompts) - self.against])
        how = "cosines with the words"
        if len(self.prompts) > 1:
            how = f"shares of a softmax over {counted(len(self.prompts), 'prompt')}"
        return f"It was told in words ({asked}), not trained. Its scores are {how}: not calibrated."


@dataclass(frozen=True, slots=True)
class WordWeights:
    """The embeddings of prompts, for embeddings of sounds as the network gave them."""

    rows: Float32
    """[prompts, size]; at unit length, if compared by cosine."""
    facts: WordFacts

    def scores(self, embeddings: NDArray[np.floating]) -> Float32:
        """Return [n, prompts] of embeddings [n, size].

        They are shares of 1; where there is one prompt, cosines from -1 to 1.
        """
        given = np.asarray(embeddings, np.float32)
        if len(self.rows) == 1:
            return cosines(given, self.rows)
        scale, normalised = self.facts.logit_scale, self.facts.normalised
        return shares(given, self.rows, scale, normalised=normalised)
