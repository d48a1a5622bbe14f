"""A sound is described in words, where the network reads them."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import UserError
from core.heads import seeking as seeking_
from core.heads.prompts import ReadPrompts
from core.jobs import Progress
from core.networks import catalogue
from core.networks.text_side import TextSide
from tests.core.heads.tones import CALLS
from tests.core.networks.toy import MANIFEST, Toy
from tests.gui.pages.heath import settle


@pytest.fixture
def reads_words(toy, monkeypatch):
    """The toy network with a text side, which takes all words for a call."""
    able = Toy(replace(MANIFEST, text=TextSide("tokenizer.json", 77)))
    monkeypatch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS[:-1], able))
    asked = []

    def read(network, prompts):
        asked.append(prompts.prompts)
        yield Progress(0, 1)
        if prompts.prompts == ("something else",):
            raise UserError("It cannot be read.")
        rows = np.array([[0, 1, 0, 0, 0, 0, 0]], np.float32)
        return ReadPrompts(prompts, rows, normalised=True, logit_scale=50.0)

    monkeypatch.setattr(seeking_, "read_prompts", read)
    return asked


def describe(qtbot, page, text):
    page.sought.words.setText(text)
    page.sought.words.editingFinished.emit()
    settle(qtbot, page.window())


def test_where_the_network_knows_sounds_only_nothing_can_be_described(qtbot, open_window):
    open_window.go_to("teach")
    settle(qtbot, open_window)
    assert not open_window.session.teach.sought.words.isVisible()


def test_clips_are_ranked_by_the_words_and_that_it_is_not_calibrated_is_said(
    reads_words, qtbot, open_window
):
    open_window.go_to("teach")
    settle(qtbot, open_window)
    page = open_window.session.teach
    assert page.sought.words.isVisible()
    describe(qtbot, page, "a toad calling")
    first = [clip.file for clip in page.clips.table.clips[: len(CALLS)]]
    assert set(first) == {f"{n}.wav" for n in CALLS}
    assert "not calibrated" in page.clips.ranked.text()
    assert "not calibrated" in page.sought.sentence.text()
    describe(qtbot, page, "a toad calling ")
    assert reads_words == [("a toad calling",)]


def test_what_cannot_be_asked_is_told_and_the_words_can_be_taken_away(
    reads_words, qtbot, open_window
):
    open_window.go_to("teach")
    settle(qtbot, open_window)
    page = open_window.session.teach
    for words, said in [("жаба", "Latin letters"), ("something else", "cannot be read")]:
        describe(qtbot, page, words)
        assert said in page.found.empty.sentence.text()
    describe(qtbot, page, "")
    assert not page.clips.table.clips
