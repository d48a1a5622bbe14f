"""Asking in words, for the commands that do: a search, and heads that nobody trained."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer

from core.cli.head_scoring import UnjudgedOption
from core.cli.options import JsonOption, ProjectOption, RunOption, opened
from core.cli.output import say, say_json
from core.cli.progress import follow_inquiry
from core.cli.stored_windows import chosen_windows
from core.errors import UnusableValueError
from core.heads import library
from core.heads.choosing import WindowChoice
from core.heads.hearing import network_of
from core.heads.library import KeptHead
from core.heads.prompts import PromptSet, ReadPrompts, read_prompts
from core.heads.scoring import detect, run_fingerprint
from core.heads.windows import PassWindows
from core.heads.word_search import UNCALIBRATED, WordSearchResult, search_words
from core.heads.wording_heads import WordHeadWish, word_head
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
        scores = ("" if one is None else round(one, 4) for one in self.result.scores)
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


def prompt(  # noqa: PLR0913 - one parameter an option
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    project: ProjectOption,
    prompt: PromptOption = None,
    against: Annotated[
        list[str] | None,
        typer.Option(metavar="WORDS", help="What else may be heard; may be given again."),
    ] = None,
    template: TemplateOption = None,
    min_score: Annotated[
        float | None, typer.Option(help="From which score on a window is a detection.")
    ] = None,
    detects: Annotated[
        bool, typer.Option("--detect", help="Make detections: an analysis like any other.")
    ] = False,
    unjudged: UnjudgedOption = False,
    run: RunOption = None,
    json: JsonOption = False,
) -> None:
    """Make a head of words, which nobody trained: with networks of sounds and text.

    Several prompts are weighed against each other, and their scores are never calibrated.
    """
    wish = WordHeadWish(name, prompt or (), against or (), template or (), min_score)
    asked = wish.asked
    with opened(project) as at:
        heard = chosen_windows(at, run)
        kept = library.keep(at, word_head(heard, wish, read(heard, asked)))
        assert kept.head is not None
        said = _told(kept)
        if detects:
            follow_inquiry(detect(kept, heard, unjudged=unjudged), "Detecting", "recordings")
            said["run"] = run_fingerprint(kept.head, heard)
    if json:
        say_json(said)
        return
    say(f"The head {kept.title} is kept. {said['sentence']}")
    if detects:
        say(f"Its detections are the analysis {said['run']}: review, report or export it.")
    else:
        say(f"See what it gives: undersong heads score {kept.title} --project DIR --out CSV")


def _told(kept: KeptHead) -> dict[str, Any]:
    assert kept.head is not None
    words = kept.head.facts.words
    assert words is not None
    return {
        "name": kept.stored.name, "version": kept.stored.version, "id": kept.stored.sha256,
        "network": kept.stored.network, "words": asdict(words), "sentence": words.sentence,
        "thresholds": {one.text: one.threshold for one in kept.head.facts.labels},
        "calibrated": False,
    }  # fmt: skip


def refuse_mixed(prompts: object, templates: object, examples: Sequence[object]) -> None:
    """Raise UnusableValueError unless a search is either by words or by examples."""
    if templates and not prompts:
        raise UnusableValueError("--template goes with --prompt: say what to put into it.")
    if bool(prompts) == any(examples):
        raise UnusableValueError(
            "Say what is sought: either by examples, --like FILE, or in words, --prompt WORDS."
        )
