"""Texts are shown as they are: no markup, no keys out of data, no marks in titles."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QAction, QKeySequence, Qt

import gui
from gui.widgets.plain import on_button, tip, title, words_of

CODE = Path(gui.__file__).parent
MARKS = ("<", ">", "img", " src=a", "b", "&lt;", "&", "amp;", "/", "!", "--", "?xml", "\n", "\t")
TEXTS = st.lists(st.sampled_from(MARKS), max_size=8).map("".join)


@given(TEXTS)
def test_no_tooltip_is_taken_for_markup_and_every_letter_stays(text):
    assert not Qt.mightBeRichText(tip(text))
    assert tip(text).replace("\u2060", "") == text


@given(TEXTS)
def test_no_key_and_no_line_end_comes_out_of_data(text):
    assert QKeySequence.mnemonic(on_button(text)).isEmpty()
    assert not re.search(r"[\t\n]", on_button(text))


@pytest.mark.parametrize("text", ["&File", "Rock & Roll", "a && b", "&"])
def test_what_is_on_a_button_is_read_as_it_was(qapp, text):
    assert words_of(QAction(on_button(text))) == text


def test_a_title_has_no_mark_of_changes(window):
    window.setWindowTitle(title("Heath [*]\nand wood"))
    assert window.windowTitle() == "Heath [*][*] and wood"


def _lines(pattern, *allowed):
    return [
        f"{path.relative_to(CODE)}: {line.strip()}"
        for path in sorted(CODE.rglob("*.py"))
        if path.relative_to(CODE).as_posix() not in allowed
        for line in path.read_text("utf-8").splitlines()
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize(
    ("pattern", "where"),
    [
        (r"\.setToolTip\(", "widgets/plain.py"),
        (r"\bQToolTip\.", "widgets/plain.py"),
        (r"\bQLabel\(", "widgets/parts.py"),
        (r"\bQMessageBox\(", "widgets/plain.py"),
        (r"\bQInputDialog\b", "widgets/dialogs.py"),
        (r"&&", "widgets/plain.py"),
        # The manual is our own text.
        (
            r"RichText|AutoText|setHtml|MarkdownText|QTextDocument|QStaticText|TextItem",
            "widgets/help_window.py",
        ),
    ],
)
def test_there_is_one_way_to_show_a_text(pattern, where):
    found = _lines(pattern, where)
    assert [line for line in found if "class ElidedLabel(QLabel)" not in line] == []
