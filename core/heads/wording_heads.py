"""Making a head of words: prompts as classes, kept and used as heads are that people trained."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain import LabelKind
from core.errors import UnusableValueError, UserError
from core.heads.facts_for import facts_for
from core.heads.hearing import network_of
from core.heads.knowledge import names_of
from core.heads.prompts import PromptSet, ReadPrompts, prompt_set
from core.heads.teaching import head_name
from core.heads.trained_head import FORMAT_OF_WORDS, HeadFacts, HeadLabel, TrainedHead, made
from core.heads.windows import PassWindows
from core.heads.word_weights import WordFacts, WordWeights
from core.names import LONGEST
from core.networks.manifest import Manifest

USUAL_SHARE = 0.5
"""Of several prompts: a window is the one that has more than all others together."""


@dataclass(frozen=True, slots=True)
class WordHeadWish:
    """What a head of words is to be."""

    name: str
    prompts: Sequence[str]
    against: Sequence[str] = ()
    """What else may be heard: weighed against the prompts, and never a detection."""
    templates: Sequence[str] = ()
    min_score: float | None = None
    """From which score on a window is a detection, 0 to 1; None: the usual share of several, and
    one prompt only ranks."""

    @property
    def asked(self) -> PromptSet:
        """Return all that is read. Raises UnusableValueError for what cannot be asked."""
        if not self.prompts:
            raise UnusableValueError("Say what is to be heard: --prompt “a fox barking”.")
        longest = max(map(len, self.prompts))
        if longest > LONGEST:
            raise UnusableValueError(
                f"A prompt of a head is the name of its label, and may have {LONGEST} letters."
            )
        return prompt_set([*self.prompts, *self.against], self.templates)


def word_head(heard: PassWindows, wish: WordHeadWish, read: ReadPrompts) -> TrainedHead:
    """Return a head of prompts that were read, for what a pass has kept.

    Raises UserError where the network does not tell how several prompts are weighed.
    """
    name = head_name(wish.name)
    several = len(read.of.prompts) > 1
    if wish.min_score is not None and not 0 < wish.min_score < 1:
        raise UnusableValueError("The lowest score of a detection must lie between 0 and 1.")
    if several and read.logit_scale is None:
        raise UserError(
            f"{heard.of.network} does not tell how several prompts are weighed against each other "
            "(its manifest has no logit_scale). Ask one at a time."
        )
    facts = WordFacts(
        read.of.prompts, read.of.templates, len(wish.against), read.normalised,
        float(read.logit_scale or 0) if several else 0.0,
        _text_files(network_of(heard.of).manifest), read.note,
    )  # fmt: skip
    threshold = wish.min_score if wish.min_score or not several else USUAL_SHARE
    return made(_facts(heard, name, facts, threshold), WordWeights(read.rows, facts))


def _facts(heard: PassWindows, name: str, words: WordFacts, threshold: float | None) -> HeadFacts:
    with heard.project.reading() as db:
        names = names_of(db, heard)
    asked = len(words.prompts) - words.against
    labels = [HeadLabel.of(names.label(one), threshold) for one in words.prompts[:asked]]
    labels += [HeadLabel(one, kind=LabelKind.NOISE) for one in words.prompts[asked:]]
    told = json.dumps([words.prompts, words.templates, words.against], ensure_ascii=False)
    hash_ = hashlib.sha256(told.encode()).hexdigest()
    facts = facts_for(heard, FORMAT_OF_WORDS, name, labels, labels_sha256=hash_)
    return replace(facts, words=words)


def _text_files(manifest: Manifest) -> dict[str, str]:
    wanted = manifest.text.files if manifest.text else ()
    return {one.name: one.sha256 for one in manifest.files if one.name in wanted}
