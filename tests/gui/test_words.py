"""The window speaks as ecologists do."""

import ast
import re
from pathlib import Path

import core
import gui

JARGON = re.compile(r"\b(embeddings?|logits?|epochs?|hyperparameters?|boolean|null)\b", re.I)
UNCLEAR = re.compile(
    r"Take away|Back to the usual|Take in a plan|Forget a|list that holds|From others|Not said:|"
    r"told by the files|one known time|The clock is set so|Listens with|step in hand|Half here|"
    r"Nobody knows|One a core|As at first|by more than matters|made again$|^Or:$"
)
SHOWN = ("overview.py", "left_out.py", "health/*.py", "store/recordings_upsert.py")
"""Parts of core that write sentences of the window."""


def sentences():
    """Yield all that the window may write: literals with a blank, but no documentation."""
    inside = Path(core.__file__).parent
    shown = [path for pattern in SHOWN for path in inside.glob(pattern)]
    for path in sorted([*Path(gui.__file__).parent.rglob("*.py"), *shown]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
        for each in ast.walk(tree):
            text = each.value if isinstance(each, ast.Constant) else None
            if isinstance(text, str) and id(each) not in told and " " in text.strip():
                yield f"{path.name}:{each.lineno}", text


def test_no_sentence_needs_a_programmer_or_a_second_reading():
    found = [(at, text) for at, text in sentences() if JARGON.search(text) or UNCLEAR.search(text)]
    assert found == []
