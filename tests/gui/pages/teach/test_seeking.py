"""Looking for a sound: from a clip in Review, a span, a file, a name; and answers by key."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from core.heads.examples import SearchExample
from core.store import clip_labels
from core.store.clip_labels import ClipLabel
from gui.pages.states import State
from gui.widgets.elided import ElidedLabel
from tests.core.heads.tones import CALLS, SONGS
from tests.gui.held_back import HeldBack
from tests.gui.pages.heath import settle

K = Qt.Key


def having(page):
    return [clip.present for clip in page.clips.table.clips]


def test_m_in_review_looks_for_more_and_the_clip_itself_comes_first(open_window, seeking):
    assert open_window.stack.currentWidget() is seeking
    clips = seeking.clips.table.clips
    example = seeking.searching.sought.like[0]
    assert (clips[0].recording_id, clips[0].start_s) == (example.recording_id, example.start_s)
    assert QApplication.focusWidget() is seeking.clips.grid
    alike = {clip.recording_id for clip in clips if clip.likeness > 0.9}
    assert example.recording_id in alike
    assert len(alike) in (len(SONGS), len(CALLS))  # all that have the same tone, and no other


def test_an_answer_about_a_sound_without_a_name_asks_for_the_name(seeking, press, said):
    press(K.Key_Y)
    assert QApplication.focusWidget() is seeking.sought.name
    assert "name first" in seeking.sought.problem.text()
    assert said() == []


def test_answers_by_key_are_kept_move_on_and_change_what_is_known(seeking, press, write, said):
    press(K.Key_Slash)
    write("my toad")
    first = seeking.clips.table.clips
    press(K.Key_Y, K.Key_N, K.Key_U)
    assert having(seeking)[:3] == [True, False, None]
    assert seeking.clips.row == 3
    assert {(r, s, p) for r, s, _, p in said()} == {
        (first[0].recording_id, first[0].start_s, True),
        (seeking.clips.table.clips[1].recording_id, seeking.clips.table.clips[1].start_s, False),
    }
    assert seeking.sought.counts.text().startswith("1 clip with it")
    assert seeking.sought.table.rows[0].title == "my toad"


def test_z_takes_back_one_answer_after_the_other(seeking, press, write, said):
    press(K.Key_Slash)
    write("my toad")
    press(K.Key_Y, K.Key_N)
    press(K.Key_Z)
    assert [p for *_, p in said()] == [True]
    assert having(seeking)[:2] == [True, None]
    press(K.Key_Z)
    assert said() == []


def test_what_was_seen_stays_where_it_was_when_the_ranking_changes(seeking, press, write):
    press(K.Key_Slash)
    write("my toad")
    press(K.Key_Y)
    before = [clip.id for clip in seeking.clips.table.clips[:2]]
    press(K.Key_N)
    assert [clip.id for clip in seeking.clips.table.clips[:2]] == before
    spans = {(c.recording_id, c.start_s) for c in seeking.clips.table.clips}
    assert len(spans) == seeking.clips.table.rowCount()


def test_a_name_that_has_clips_already_is_picked_however_it_is_written(
    qtbot, open_window, seeking, press, write
):
    press(K.Key_Slash)
    write("my toad")
    press(K.Key_Y)
    open_window.session.teach.begin_with([])
    settle(qtbot, open_window)
    assert seeking.found.state is State.EMPTY
    press(K.Key_Slash)
    write("MY  Toad")
    assert seeking.searching.sought.label == "my toad"
    assert seeking.sought.counts.text().startswith("1 clip with it")


def test_the_first_example_stays_where_it_is_given_the_name_of_a_sound_with_clips(
    seeking, press, write, said
):
    press(K.Key_Slash)
    write("my toad")
    press(K.Key_N)
    seeking.begin_with(seeking.searching.sought.like)
    press(K.Key_Slash)
    write("MY toad")
    assert seeking.searching.sought.like
    assert seeking.sought.name.text() == "my toad"
    assert seeking.clips.table.rowCount() > 0


def test_a_name_that_is_too_long_is_refused_with_a_sentence(seeking, press, write):
    press(K.Key_Slash)
    write("x" * 400)
    assert "shorter" in seeking.sought.problem.text()
    assert seeking.searching.sought.label == ""


def test_a_file_from_elsewhere_is_an_example_and_can_be_left_out(
    qtbot, open_window, seeking, tmp_path, tones
):
    seeking.begin_with([])
    seeking.wishing.add_file(tmp_path / "media" / "0.wav")
    settle(qtbot, open_window)
    assert seeking.clips.table.rowCount() > 0
    seeking.sought.dropped.emit(seeking.searching.sought.like[0])
    settle(qtbot, open_window)
    assert seeking.found.state is State.EMPTY


def test_a_file_that_cannot_be_heard_says_so_and_can_be_tried_again(
    qtbot, open_window, seeking, tmp_path
):
    seeking.begin_with([])
    seeking.wishing.add_file(tmp_path / "gone.wav")
    settle(qtbot, open_window)
    assert seeking.found.state is State.FAILED
    assert "gone.wav" in seeking.found.empty.sentence.text()
    assert seeking.found.empty.button.text() == "Try again"


def test_a_span_is_found_in_its_recording_whatever_its_file_is_called(qtbot, open_window, seeking):
    seeking.begin_with([SearchExample("<b>no such\\file.wav", 1.0, 2.0, recording_id=1)])
    settle(qtbot, open_window)
    assert 1 in {c.recording_id for c in seeking.clips.table.clips if c.likeness > 0.9}
    shown = seeking.sought.examples.itemAt(0).widget().findChild(ElidedLabel)
    assert "<b>no such\\file.wav" in shown.text()


def test_a_project_that_was_not_analysed_says_what_comes_first(qtbot, window, scanned):
    window.open_at_start(scanned, "teach")
    settle(qtbot, window)
    assert window.session.teach.states.state is State.EMPTY
    window.session.teach.states.empty.button.click()
    assert window.stack.currentWidget() is window.session.analysis


def test_what_others_label_meanwhile_is_taken_in_and_ones_own_brings_no_second_look(
    qtbot, open_window, seeking, press, write, tones
):
    press(K.Key_Slash)
    write("my toad")
    watching, told = seeking.project.watching, []
    seeking.project.teaching.labels_changed.connect(lambda: told.append(True))
    qtbot.waitUntil(lambda: watching.ready)
    press(K.Key_Y)
    watching.look()
    qtbot.waitUntil(lambda: watching.ready)
    assert len(told) == 1
    with tones.writing() as db:
        clip_labels.add(db, [ClipLabel(8, 3.0, 3.5, "my toad", True, False, "Bob")])
    watching.look()
    qtbot.waitUntil(lambda: len(told) == 2)
    settle(qtbot, open_window)
    assert seeking.sought.counts.text().startswith("2 clips with it")


def test_enter_plays_the_clip_in_hand(qtbot, open_window, seeking, press, monkeypatch):
    heard = []
    monkeypatch.setattr(seeking.listening.player, "play", lambda *given: heard.append(given[1:3]))
    press(K.Key_Return)
    clip = seeking.clips.current
    assert heard == [(clip.start_s, clip.end_s)]


def test_none_of_these_and_something_else_are_one_step_each_and_shown(
    qtbot, open_window, seeking, press, write, said
):
    press(K.Key_Slash)
    write("my toad")
    first = seeking.clips.current
    press(K.Key_0)
    assert {(one[2], one[3]) for one in said()} == {("my toad", False), ("none of these", True)}
    shown = seeking.clips.table.row(0)
    assert (shown.id, shown.present, shown.whole) == (first.id, False, True)
    press(K.Key_O)
    write("rain")
    assert {(one[2], one[3]) for one in said()} > {("rain", True), ("my toad", False)}
    press(K.Key_Z)
    press(K.Key_Z)
    assert said() == []


def test_a_clip_can_be_marked_as_wholly_labelled(open_window, seeking, press, write, tones):
    press(K.Key_Slash)
    write("my toad")
    press(K.Key_E)
    with tones.reading() as db:
        (entry,) = clip_labels.current(db)
    assert (entry.label, entry.exhaustive) == ("", True)
    assert seeking.clips.current.whole


def test_what_is_known_of_a_sound_is_not_said_before_it_is_read(qtbot, seeking, press, write):
    press(K.Key_Slash)
    write("my toad")
    press(K.Key_Y)
    panel, held = seeking.sought, HeldBack()
    panel.picked.emit(panel.table.rows[0])
    held.outstanding()
    assert not panel.counts.isVisible()
    held.let_go()
    settle(qtbot, seeking.window())
    assert panel.counts.text().startswith("1 clip with it")
    assert panel.counts.isVisible()
