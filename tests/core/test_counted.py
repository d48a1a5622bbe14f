"""One helper says how many there are, and nothing else does."""

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
