"""One helper says how many there are, and nothing else does."""

import ast
import re
from pathlib import Path

import pytest

from core.counted import counted

ROOT = Path(__file__).parents[2]
BY_HAND = re.compile(
    r"""["']1\ \{?\w[^"'\n]*["']\s+if\s[^\n]+==\ 1\s+else   # "1 file" if n == 1 else
    |""\ if\ [^\n]+==\ 1\ else\ "s"                       # "" if n == 1 else "s"
    """,
    re.VERBOSE,
)

SAME_FOR_ONE = ("species", "samples")
"""Also right after 1, or never after it: no sound has one sample a second."""
PLURAL = re.compile(rf" (?!(?:{'|'.join(SAME_FOR_ONE)}|as|has|is|was|its|this)\b)[a-z-]+s\b")
PLURAL_VERB = re.compile(r"(?: (?:of|in) (?:them|these|this|it))? (?:more )?(?:are|were|have|do)\b")


def texts_after_values(path):
    """Yield each value in a text with what stands behind it, and the line."""
    for text in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(text, ast.JoinedStr):
            for value, after in zip(text.values, text.values[1:], strict=False):
                if isinstance(value, ast.FormattedValue) and isinstance(after, ast.Constant):
                    yield value, after.value, text.lineno


def is_bare_number(value):
    """Tell whether a value is written as a whole number that may be 1: bounds are in capitals."""
    written = ast.unparse(value.value)
    spec = ast.unparse(value.format_spec) if value.format_spec else ""
    return (spec in ("f','", "f'd'") or written.startswith("len(")) and not written.isupper()


def is_of_helper(value):
    """Tell whether a value is a number with its noun already."""
    return ast.unparse(value.value).startswith(("counted(", "count(", "words.count("))


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 copies"), (1, "1 copy"), (2, "2 copies"), (1200, "1,200 copies")]
)
def test_a_number_stands_with_its_noun(number, said):
    assert counted(number, "copy", "copies") == said
    assert counted(number, "file") == f"{number:,} {'file' if number == 1 else 'files'}"


@pytest.mark.parametrize("package", ["core", "gui"])
def test_nobody_makes_a_plural_by_hand(package):
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in (ROOT / package).rglob("*.py")
        for match in BY_HAND.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("package", ["core", "gui"])
def test_no_sentence_is_wrong_where_there_is_one(package):
    found = [
        f"{path.relative_to(ROOT)}:{line}: {{{ast.unparse(value.value)}}}{after[:40]}"
        for path in (ROOT / package).rglob("*.py")
        for value, after, line in texts_after_values(path)
        if (is_bare_number(value) and (PLURAL.match(after) or PLURAL_VERB.match(after)))
        or (is_of_helper(value) and PLURAL_VERB.match(after))
    ]
    assert found == []
