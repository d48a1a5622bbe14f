"""Words as numbers: what a network's own tokenizer makes of phrases."""

from collections.abc import Sequence
from pathlib import Path

from core.counted import counted
from core.networks.runtimes.loaded import FileRefusedError, first_line
from core.networks.text_side import TextSide
from core.runtime_packs import pull_in


class PhraseRefusedError(Exception):
    """A phrase that a network cannot be asked. The text says why, as a sentence."""


class Tokens:
    """Reads phrases as a text side wants them."""

    def __init__(self, path: Path, side: TextSide) -> None:
        """Read a tokenizer. Raises FileRefusedError."""
        pull_in()
        from tokenizers import Tokenizer

        try:
            self._tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
        except Exception as error:  # the package raises nothing more exact
            raise FileRefusedError(
                f"it is no tokenizer that can be read ({first_line(error)})"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._side = side

    def of(self, phrase: str) -> list[int]:
        """Return the tokens of a phrase. Raises PhraseRefusedError."""
        found = self._tokenizer.encode(phrase + self._side.ending)
        unknown = [token for token in found.tokens if token in _UNKNOWN]
        if unknown:
            raise PhraseRefusedError(
                f"“{phrase}” holds what the network has no word for. Say it in plain English."
            )
        if len(found.ids) > self._side.most_tokens:
            raise PhraseRefusedError(
                f"“{shortened(phrase)}” is too long: {counted(len(found.ids), 'word piece')}, "
                "and the "
                f"network reads {self._side.most_tokens}. Say it in fewer words."
            )
        return list(found.ids)

    def of_all(self, phrases: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each phrase. Raises PhraseRefusedError."""
        return [self.of(phrase) for phrase in phrases]


def shortened(phrase: str, most: int = 60) -> str:
    """Return how a phrase begins, short enough for a sentence."""
    return phrase if len(phrase) <= most else phrase[:most].rstrip() + " …"


_UNKNOWN = frozenset({"[UNK]", "<unk>"})
