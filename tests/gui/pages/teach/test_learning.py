"""What is learned from answers: it says what it can do, and makes detections to be reviewed."""

import pytest
from PySide6.QtCore import Qt

from core.store import clip_labels
from core.store.clip_labels import ClipLabel
from gui.pages.states import State
from tests.core.heads.tones import CALLS, SONGS
from tests.gui.pages.heath import settle

K = Qt.Key


def label(project, name, numbers, present=True, at=(1.0, 2.0), by="Ann"):
    """Say of recordings, by their place, that a sound is in them from 1 s to 2 s, or is not."""
    with project.writing() as db:
        clip_labels.add(
            db, [ClipLabel(n + 1, *at, name, present, False, by) for n in numbers]
        )  # fmt: skip


@pytest.fixture
def pick(qtbot, open_window):
    """Pick a sound that has clips, by its name."""

    def do(name):
        open_window.go_to("teach")
        settle(qtbot, open_window)
        labels = open_window.session.teach.sought.labels
        rows = open_window.session.teach.sought.table.rows
        (place,) = [n for n, one in enumerate(rows) if name in one.title]
        labels.activated.emit(labels.model().index(place, 0))
        qtbot.waitUntil(lambda: not open_window.session.teach.learning.waiting)
        settle(qtbot, open_window)
        return open_window.session.teach

    return do


def test_by_keyboard_from_one_clip_to_detections_in_review(
    qtbot, open_window, seeking, press, answer, write
):
    press(K.Key_Slash)
    write("toad, my way")
    example = seeking.searching.sought.like[0]
    alike = SONGS if example.recording_id - 1 in SONGS else CALLS

    def key():
        clip = seeking.clips.current
        here = clip.recording_id - 1 in alike and 0.75 <= clip.start_s <= 1.75
        return K.Key_Y if here else K.Key_N

    for _ in range(40):  # clips there are far more, and 8 with it come soon
        if len(seeking._known.having) >= 8:
            break
        answer(key())
    qtbot.waitUntil(lambda: not seeking.learning.waiting)
    settle(qtbot, open_window)
    assert seeking.head.sentence.text().startswith("toad, my way: with 8 clips")
    if seeking.head.judge_first.isVisible():
        press(K.Key_F)
        for _ in seeking.learning.draft.offered:
            answer(key())
    press(K.Key_D)
    qtbot.waitUntil(lambda: not open_window.job_bar.jobs, timeout=30_000)
    settle(qtbot, open_window)
    assert open_window.notice.action.text() == "Review them"
    open_window.notice.action.click()
    settle(qtbot, open_window)
    assert open_window.stack.currentWidget() is open_window.session.review
    assert {d.species.common_name for d in open_window.session.review.queue.table.rows} == {
        "toad, my way"
    }


def test_with_fewer_than_four_clips_it_only_ranks_and_makes_no_detections(tones, pick):
    label(tones, "my toad", [0, 1], at=(1.0, 1.5))
    page = pick("my toad")
    assert page.head.states.state is State.CONTENT
    assert "only rank" in page.head.sentence.text()
    assert not page.head.detect.isEnabled()


def test_clips_above_the_threshold_are_judged_before_detections_are_made(
    qtbot, open_window, tones, pick, press
):
    label(tones, "my toad", SONGS[:3])
    page = pick("my toad")
    assert page.head.judge_first.isVisible()
    assert not page.head.detect.isEnabled()
    page.head.judge_first.click()
    settle(qtbot, open_window)
    number = len(page.learning.draft.offered)
    assert page.clips.table.rowCount() >= number
    for _ in range(number):
        assert page.clips.chosen() == [page.clips.current]
        press(K.Key_U)
    assert page.head.detect.isEnabled()


def test_contradictions_are_said_and_shown(qtbot, open_window, tones, pick):
    label(tones, "my toad", SONGS)
    label(tones, "my toad", SONGS[:1], present=False, at=(1.0, 1.9), by="Bob")
    page = pick("my toad")
    assert "Ann says yes, Bob no" in page.head.contradictions.text()
    page.head.show_contradicted.click()
    settle(qtbot, open_window)
    assert {clip.recording_id for clip in page.clips.table.clips[:2]} == {1}


def test_an_answer_about_what_people_contradict_each_other_settles_it(
    qtbot, open_window, tones, pick, press
):
    label(tones, "my toad", SONGS)
    label(tones, "my toad", SONGS[:1], present=False, at=(1.0, 1.5), by="Bob")
    page = pick("my toad")
    before = len(page._known.having)
    page.head.show_contradicted.click()
    settle(qtbot, open_window)
    page.clips.go_to([c.start_s for c in page.clips.table.clips].index(1.0))
    press(K.Key_Y)
    assert len(page._known.having) > before
    page.project.undo()
    settle(qtbot, open_window)
    assert len(page._known.having) == before


def test_several_sounds_may_be_learned_as_never_two_at_a_time(qtbot, open_window, tones, pick):
    label(tones, "my toad", SONGS)
    label(tones, "my call", CALLS)
    page = pick("my toad")
    assert not page.head.exclusive.isVisible()
    page.head.which.setCurrentIndex(1)
    page.head.exclusive.click()
    settle(qtbot, open_window)
    facts = page.learning.draft.taught.head.facts
    assert {one.text for one in facts.labels} == {"my toad", "my call"}
    assert facts.exclusive
    assert page.head.others.text().startswith("my call")


def test_the_name_is_the_sounds_own_until_another_is_given(qtbot, open_window, tones, pick):
    label(tones, "a/b: <i>toad</i>", SONGS)
    page = pick("a/b")
    assert page.head.name.text() == "a b i toad i"
    assert page.learning.draft.taught.head.facts.name == "a b i toad i"
    page.head.name.setText("Toads of mine")
    page.head.name.textEdited.emit("Toads of mine")
    page.head.name.editingFinished.emit()
    settle(qtbot, open_window)
    assert page.learning.draft.taught.head.facts.name == "Toads of mine"


def test_a_name_that_cannot_be_is_refused_and_the_next_one_taken(qtbot, open_window, tones, pick):
    label(tones, "my toad", SONGS)
    page = pick("my toad")
    for name, state in (("a:b", State.FAILED), ("ab", State.CONTENT)):
        page.head.name.setText(name)
        page.head.name.editingFinished.emit()
        settle(qtbot, open_window)
        assert page.head.states.state is state


def test_a_head_is_kept_without_detections(qtbot, open_window, tones, pick):
    label(tones, "my toad", SONGS)
    page = pick("my toad")
    page.head.keep.click()
    qtbot.waitUntil(lambda: "my toad is kept" in open_window.notice.text.text())


def test_when_the_last_clip_is_taken_back_nothing_is_learned(
    qtbot, open_window, seeking, press, write
):
    press(K.Key_Slash)
    write("my toad")
    press(K.Key_Y)
    qtbot.waitUntil(lambda: not seeking.learning.waiting)
    settle(qtbot, open_window)
    assert seeking.head.states.state is State.CONTENT
    press(K.Key_Z)
    assert seeking.head.states.state is State.EMPTY
    assert seeking.learning.draft is None


def test_with_the_only_sound_that_has_clips_it_begins(qtbot, open_window, tones):
    label(tones, "my toad", SONGS[:2])
    open_window.go_to("teach")
    page = open_window.session.teach
    settle(qtbot, open_window)
    assert (page.searching.sought.label, page.sought.name.text()) == ("my toad", "my toad")
    assert page.clips.table.rowCount() > 0


def test_with_two_sounds_that_have_clips_one_is_to_be_chosen(qtbot, open_window, tones):
    label(tones, "my toad", SONGS[:2])
    label(tones, "my call", CALLS[:2])
    open_window.go_to("teach")
    settle(qtbot, open_window)
    assert not open_window.session.teach.searching.sought.by_anything


def test_detections_that_were_made_are_reviewed_from_beside_them(qtbot, open_window, tones, pick):
    label(tones, "my toad", SONGS)
    label(tones, "my toad", CALLS, present=False)
    page = pick("my toad")
    page.learning.note_judged()
    page.head.detect.click()
    qtbot.waitUntil(lambda: not open_window.job_bar.jobs, timeout=30_000)
    qtbot.waitUntil(page.head.review.isVisible, timeout=20_000)
    page.head.review.click()
    settle(qtbot, open_window)
    review = open_window.session.review
    assert open_window.stack.currentWidget() is review
    assert {d.species.common_name for d in review.queue.table.rows} == {"my toad"}
