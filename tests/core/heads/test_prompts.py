"""What can be asked in words, and what becomes of prompts and templates."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UnusableValueError, UserError
from core.heads import prompts
from core.heads.prompts import MOST_PROMPTS, cosines, prompt_set, read_prompts
from core.jobs import Progress, answer
from core.networks.runtimes.text_tower import WordEmbeddings
from core.networks.text_side import TextSide
from tests.core.networks.toy import MANIFEST, Toy


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([], "Nothing is asked"),
        ([""], "is empty"),
        ([" \t\n"], "is empty"),
        (["\u200b"], "is empty"),
        (["a fox"] * 2, "given twice"),
        (["A fox ", "a  FOX"], "given twice"),
        ([f"sound {n}" for n in range(1000)], "1,000 prompts are too many"),
        (["лиса лает"], "letter “л”"),
        (["a fox 狐"], "letter “狐”"),
        (["ثعلب"], "in Latin letters"),
        (["🦊"], "letter “🦊”"),
        (["12:30 ?!"], "has no words"),
        (["fox " * 1000], "3,999 letters"),
    ],
)
def test_prompts_that_cannot_be_are_refused_with_a_sentence(asked, said):
    with pytest.raises(UnusableValueError, match=said) as refused:
        prompt_set(asked)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "template", ["", "a recording", "{} and {}", "{0}", "{}}", "{", "звук {}", "{} 🦊"]
)
def test_templates_that_cannot_be_are_refused(template):
    with pytest.raises(UnusableValueError):
        prompt_set(["a fox"], [template])


@pytest.mark.parametrize("word", ["a fox barking", "Müller’s barbet – call", "ÆØÅ", "e\u0301te"])
def test_latin_letters_with_their_marks_are_taken(word):
    (taken,) = prompt_set([word]).prompts
    assert taken == "éte" if word.startswith("e") else taken == word


@given(st.lists(st.text(max_size=30), max_size=5), st.lists(st.text(max_size=20), max_size=3))
def test_whatever_is_typed_is_a_question_or_a_sentence(asked, templates):
    try:
        found = prompt_set(asked, templates)
    except UnusableValueError:
        return
    assert len(found.phrases) == len(found.prompts) * max(1, len(templates)) <= MOST_PROMPTS * 20
    assert all(phrase.strip() and "{}" not in phrase for phrase in found.phrases)


def test_a_prompt_is_put_into_each_template():
    asked = prompt_set(["a fox", "an owl"], ["the sound of {}", "{} at night"])
    assert asked.phrases == (
        "the sound of a fox", "a fox at night", "the sound of an owl", "an owl at night",
    )  # fmt: skip


def with_words(**values):
    return Toy(replace(MANIFEST, text=TextSide("tokenizer.json", 77, **values)))


@pytest.fixture
def tower(monkeypatch):
    """Stands in for the text side: a row for each phrase, of other lengths."""
    rows = np.array([[3, 0], [0, 1], [0, 2], [0, 8]], np.float32)

    def wording(network, phrases):
        yield Progress(0, 1)
        return WordEmbeddings(rows[: len(phrases)], 20.0, "by hand")

    monkeypatch.setattr(prompts, "wording", wording)
    return rows


def test_templates_count_alike_however_long_their_embeddings_are(tower):
    asked = prompt_set(["a fox", "an owl"], ["{}", "the sound of {}"])
    found = answer(read_prompts(with_words(), asked))
    assert np.allclose(found.rows, [[0.5**0.5, 0.5**0.5], [0, 1]])
    assert (found.logit_scale, found.normalised) == (20.0, True)


def test_where_products_are_compared_lengths_count(tower):
    asked = prompt_set(["a fox", "an owl"], ["{}", "the sound of {}"])
    found = answer(read_prompts(with_words(normalised=False), asked))
    assert np.allclose(found.rows, [[1.5, 0.5], [0, 5]])
    assert np.allclose(cosines(found.rows, found.rows), [[1, 0.316], [0.316, 1]], atol=1e-3)


def test_a_network_without_a_text_side_says_so_and_names_some_that_have_one():
    with pytest.raises(UserError, match=r"Toy 1 cannot be asked in words.*laion-clap"):
        answer(read_prompts(Toy(), prompt_set(["a fox"])))
