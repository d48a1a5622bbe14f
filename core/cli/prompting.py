"""Asking in words, for the commands that do: a search, and heads that nobody trained."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from core.cli.progress import follow_inquiry
from core.errors import UnusableValueError
from core.heads.choosing import WindowChoice
from core.heads.hearing import network_of
from core.heads.prompts import PromptSet, ReadPrompts, read_prompts
from core.heads.windows import PassWindows
from core.heads.word_search import UNCALIBRATED, WordSearchResult, search_words
from core.networks.wording import refuse_without_words

PromptOption = Annotated[
    list[str] | None,
    typer.Option(
        "--prompt", metavar="WORDS", help="What is to be heard, in English; may be given again."
    ),
]
TemplateOption = Annotated[
    list[str] | None,
    typer.Option(
        "--template", metavar="WORDS", help="A sentence with {} for the prompt; may be given again."
    ),
]
WORDS_COLUMNS = ("prompt", "score_uncalibrated")
"""Beside those of a search, where several prompts are weighed against each other."""


@dataclass(frozen=True, slots=True)
class FoundByWords:
    """What a search by words came to, as a command writes it."""

    result: WordSearchResult
    columns: tuple[str, ...]
    """More than those of a search by example."""
    notes: list[str]

    @property
    def cells(self) -> list[tuple[object, ...]]:
        """Return what is in these columns, of each window that was found."""
        if not self.columns:
            return [()] * len(self.result.prompts)
        scores = ("" if one is None else f"{one:.4f}" for one in self.result.scores)
        return list(zip(self.result.prompts, scores, strict=True))


def found_by_words(
    heard: PassWindows, asked: PromptSet, limit: int, least: float, choice: WindowChoice
) -> FoundByWords:
    """Search a pass by words, showing how far it is. Raises UserError for what cannot be asked."""
    prompts, known = asked.prompts, read(heard, asked)
    inquiry = search_words(heard, known, limit=limit, least=least, choice=choice)
    found = follow_inquiry(inquiry, "Searching", "windows")
    notes = [UNCALIBRATED]
    if known.logit_scale is None and len(prompts) > 1:
        notes.append(
            f"{heard.of.network} does not tell how prompts are weighed against each other: they "
            "have no scores."
        )
    return FoundByWords(found, WORDS_COLUMNS if len(prompts) > 1 else (), notes)


def read(heard: PassWindows, asked: PromptSet) -> ReadPrompts:
    """Return what the network of a pass makes of prompts, showing that it takes a while."""
    network = network_of(heard.of)
    refuse_without_words(network.manifest)
    return follow_inquiry(read_prompts(network, asked), "Reading the words", "prompts")


def refuse_mixed(prompts: object, templates: object, examples: Sequence[object]) -> None:
    """Raise UnusableValueError unless a search is either by words or by examples."""
    if templates and not prompts:
        raise UnusableValueError("--template goes with --prompt: say what to put into it.")
    if bool(prompts) == any(examples):
        raise UnusableValueError(
            "Say what is sought: either by examples, --like FILE, or in words, --prompt WORDS."
        )
