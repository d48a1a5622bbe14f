"""What a person asks in words: phrases that are held to what networks read, and what they become.

Networks with a text side were trained on English captions. What is said in another script they
read as bytes without a meaning and answer all the same, so it is refused.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from core.counted import counted
from core.errors import UnusableValueError
from core.heads.features import Float32
from core.jobs import Inquiry
from core.names import clean, key
from core.networks.network import Network
from core.networks.runtimes.tokens import shortened
from core.networks.wording import wording

MOST_PROMPTS, MOST_TEMPLATES = 100, 20
AS_IT_IS = "{}"
_LONGEST = 1_000  # letters; the network itself tells when a phrase is too long
_WORDS_ARE = "Say in English what is to be heard, such as “a fox barking”."


@dataclass(frozen=True, slots=True)
class PromptSet:
    """Phrases to ask, each another sound, and the sentences that they are put into."""

    prompts: tuple[str, ...]
    templates: tuple[str, ...] = (AS_IT_IS,)

    @property
    def phrases(self) -> tuple[str, ...]:
        """Return all that is read: each prompt in each template, prompt by prompt."""
        return tuple(t.replace(AS_IT_IS, p) for p in self.prompts for t in self.templates)


@dataclass(frozen=True, slots=True)
class ReadPrompts:
    """What a network made of prompts."""

    of: PromptSet
    rows: Float32
    """[prompts, embedding size]: the mean over templates; at unit length, if compared by cosine."""
    normalised: bool
    """Whether sounds and words are compared by cosine; otherwise by their product."""
    logit_scale: float | None
    """What that is multiplied by before the softmax over prompts; None: not known."""
    note: str = ""
    """What ran it."""

    def shares(self, sounds: Float32) -> Float32 | None:
        """Return ``shares`` of sounds; None where it is not known how to weigh prompts."""
        if self.logit_scale is None:
            return None
        return shares(sounds, self.rows, self.logit_scale, normalised=self.normalised)


def prompt_set(prompts: Iterable[str], templates: Iterable[str] = ()) -> PromptSet:
    """Return prompts as they are asked. Raises UnusableValueError for what cannot be."""
    asked = tuple(_phrase(one, "prompt") for one in prompts)
    if not asked:
        raise UnusableValueError(f"Nothing is asked. {_WORDS_ARE}")
    if len(asked) > MOST_PROMPTS:
        raise UnusableValueError(
            f"{counted(len(asked), 'prompt is', 'prompts are')} too many: at most {MOST_PROMPTS} "
            "can be weighed against each other. Ask for fewer sounds at once."
        )
    _refuse_twice(asked, "prompt")
    return PromptSet(asked, _templates(templates))


def read_prompts(network: Network, asked: PromptSet) -> Inquiry[ReadPrompts]:
    """Return what a network makes of prompts; its text side runs in a process of its own.

    What is compared by cosine is brought to unit length before the mean over templates. Raises
    UserError: see ``wording``.
    """
    found = yield from wording(network, asked.phrases)
    side = network.manifest.text
    normalised = side is None or side.normalised
    rows = unit(found.rows) if normalised else found.rows
    mean = rows.reshape(len(asked.prompts), len(asked.templates), -1).mean(axis=1)
    whole = np.asarray(unit(mean) if normalised else mean, np.float32)
    return ReadPrompts(asked, whole, normalised, found.logit_scale, found.note)


def cosines(sounds: Float32, words: Float32) -> Float32:
    """Return the cosines [n, prompts] of embeddings [n, size] and [prompts, size], -1 to 1."""
    return np.asarray(np.clip(unit(sounds) @ unit(words).T, -1, 1), np.float32)


def shares(sounds: Float32, words: Float32, logit_scale: float, *, normalised: bool) -> Float32:
    """Return the softmax over prompts [n, prompts], as networks of sounds and text weigh them.

    Of cosines, or where nothing is ``normalised`` of products, times the scale.
    """
    near = cosines(sounds, words) if normalised else sounds @ words.T
    return np.asarray(scipy.special.softmax(near * logit_scale, axis=1), np.float32)


def unit(rows: Float32) -> Float32:
    """Return rows [n, size] at unit length; zeros stay zeros."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)


def _templates(templates: Iterable[str]) -> tuple[str, ...]:
    given = tuple(_template(one) for one in templates) or (AS_IT_IS,)
    if len(given) > MOST_TEMPLATES:
        raise UnusableValueError(
            f"{counted(len(given), 'template is', 'templates are')} too many. Take at most "
            f"{MOST_TEMPLATES}."
        )
    _refuse_twice(given, "template")
    return given


def _template(written: str) -> str:
    before, found, behind = written.partition(AS_IT_IS)
    if not found or set("{}") & set(before + behind):
        raise UnusableValueError(
            f"A template has {{}} once, where the prompt is put, and no other braces: “a recording "
            f"of {{}}”, not “{shortened(written)}”."
        )
    text = clean(written)
    _refuse_letters(before + behind, "template")
    return text


def _phrase(written: str, what: str) -> str:
    text = clean(written)
    if not text:
        raise UnusableValueError(f"A {what} is empty. {_WORDS_ARE}")
    if len(text) > _LONGEST:
        raise UnusableValueError(
            f"The {what} “{shortened(text)}” has {counted(len(text), 'letter')}. Say it in one "
            "short sentence."
        )
    _refuse_letters(text, what)
    if not any(letter.isalpha() for letter in text):
        raise UnusableValueError(f"“{shortened(text)}” has no words. {_WORDS_ARE}")
    return text


def _refuse_letters(text: str, what: str) -> None:
    """Refuse what English is not written with."""
    strange = next((letter for letter in text if not _is_latin(letter)), None)
    if strange is not None:
        raise UnusableValueError(
            f"The {what} “{shortened(text)}” has the letter “{strange}”: networks that can be "
            "asked in words were trained on English, and take anything else for something without "
            "saying so. Say it in English, in Latin letters."
        )


def _is_latin(letter: str) -> bool:
    if letter.isascii():
        return letter.isprintable() or letter.isspace()
    kind = unicodedata.category(letter)
    if kind.startswith("L"):
        return unicodedata.name(letter, "").startswith("LATIN")
    return kind in ("Pd", "Pi", "Pf", "Zs", "Mn")


def _refuse_twice(given: Sequence[str], what: str) -> None:
    seen: set[str] = set()
    for one in given:
        if key(one) in seen:
            raise UnusableValueError(f"The {what} “{shortened(one)}” is given twice. Give it once.")
        seen.add(key(one))
