"""Whatever the order in which answers come, all on screen is about the detection in hand."""

import random
import time
from itertools import permutations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from core.audio.tile_cache import TileCache
from core.domain import Species
from gui.pages.review.filters import counts
from tests.gui.pages.handmade import WREN, project_of, tones, write
from tests.gui.pages.heath import settle

ROBIN = Species("Erithacus rubecula", "European Robin")
KEYS = (Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_U)


def open_with(qtbot, window, folder, files, calls):
    """Open a project of some recordings in which wren and robin call in turn."""
    chance, heard = random.Random(files), {}
    for number in range(files):
        name = f"20250510_{number:02}0000.wav"
        write(folder / "sounds" / name, tones(calls, 16_000, 2000 + 300 * number), 16_000)
        heard[name] = [
            ((WREN, ROBIN)[n % 2], n, n + 1, round(chance.uniform(0.3, 1), 4)) for n in range(calls)
        ]
    window.projects.open(project_of(folder / "project", folder / "sounds", heard))
    settle(qtbot, window)
    window.go_to("review")
    settle(qtbot, window)
    return window.session.review


@pytest.fixture
def page(qtbot, window, tmp_path):
    """Four recordings, six calls in each."""
    made = open_with(qtbot, window, tmp_path, files=4, calls=6)
    made.comparison.toggle()
    settle(qtbot, window)
    return made


def check_about_the_clip_in_hand(page):
    """Nothing on screen is about another clip; it may be blank."""
    current, view = page.current, page.clip.view
    here = {d.id for d in page.project.neighbours(current)}
    assert {box.id for box in view._boxes} <= here
    assert {box.id for box in view._boxes if box.current} <= {current.id}
    assert view.overview._boxes is view._boxes
    assert view._boxes or not view.band.captions()
    sound, recording = view._sound, page.clip._recording
    file = page.project.recording(current.recording_id).path
    assert (sound.path if sound else None) in (None, file)
    assert recording is None or recording.id == current.recording_id
    assert page.clip._detection is None or page.clip._detection.id == current.id
    assert page.verdicts.species.text() == current.species.common_name
    assert page.verdict_controller._short_list[0] in (0, current.id)
    assert {e.detection.species for e in page.examples.table.examples} <= {current.species}
    assert page.examples.sentence.text() == "" or current.species.common_name in (
        page.examples.sentence.text()
    ) or "nothing to compare by" in page.examples.sentence.text()  # fmt: skip


def check_all_is_there(page):
    """And what is there is as it stands in the project."""
    check_about_the_clip_in_hand(page)
    now = {d.id: d for d in page.project.neighbours(page.current)}
    assert {b.id: b.verdict for b in page.clip.view._boxes} == {
        i: d.verdict for i, d in now.items()
    }
    assert [b.id for b in page.clip.view._boxes if b.current] == [page.current.id]
    assert page.clip._recording.id == page.current.recording_id
    rows = page.queue.table.rows
    stored = {d.id: d.verdict for d in page.project.review.queue.by_ids([d.id for d in rows])}
    assert {d.id: d.verdict for d in rows} == stored
    assert page.species._counts == counts.species(page.project, page.filters.filter)
    alike = page.project.review.alike(page.loader.spec, page.current)
    shown = {e.detection for e in page.examples.table.examples}
    assert shown == {each.detection for some in (alike.kept, alike.confirmed, alike.rejected)
                     for each in some}  # fmt: skip


def key(qtbot, page, which, how=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(page.queue.view, which, how)
    check_about_the_clip_in_hand(page)


def test_the_answers_to_one_verdict_come_in_every_order(qtbot, page, held_back):
    seen = set()
    for order in permutations(range(4)):
        key(qtbot, page, Qt.Key.Key_Y)
        waiting = held_back.outstanding()
        seen.add(waiting)
        for place in [n for n in order if n < waiting]:
            earlier = sum(n < place for n in order[: order.index(place)])
            held_back.deliver(place - earlier)
            check_about_the_clip_in_hand(page)
        while held_back.outstanding():
            held_back.deliver(0)
            check_about_the_clip_in_hand(page)
        key(qtbot, page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        while held_back.outstanding():
            held_back.deliver(-1)
            check_about_the_clip_in_hand(page)
    assert max(seen) >= 3
    held_back.let_go()
    settle(qtbot, page.window())
    check_all_is_there(page)


@pytest.mark.parametrize("seed", range(6))
def test_answers_come_in_any_order_while_one_goes_on(qtbot, page, held_back, seed):
    chance = random.Random(seed)
    ways = [
        *(lambda k=k: key(qtbot, page, k) for k in (*KEYS, Qt.Key.Key_S, Qt.Key.Key_Backspace)),
        lambda: key(qtbot, page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier),
        lambda: page.loader.reveal(chance.choice(page.queue.table.rows).id),
        lambda: page.reload(),
        lambda: page.loader.sort(chance.choice(["score", "time", "verdict"]), True),
        lambda: page.comparison._read(),
        lambda: page.project.review.annotations_changed.emit(),
    ]
    for _ in range(150):
        if chance.random() < 0.4:
            chance.choice(ways)()
        elif waiting := held_back.outstanding():
            held_back.deliver(chance.randrange(waiting))
        check_about_the_clip_in_hand(page)
    held_back.let_go()
    settle(qtbot, page.window())
    check_all_is_there(page)


def test_the_boxes_are_those_of_the_clip_after_each_of_200_verdicts_at_a_slow_picture(
    qtbot, window, tmp_path, monkeypatch
):
    page = open_with(qtbot, window, tmp_path, files=9, calls=23)
    quick = TileCache.tile

    def slow(cache, wanted):
        time.sleep(0.02)
        return quick(cache, wanted)

    monkeypatch.setattr(TileCache, "tile", slow)
    chance = random.Random(4)
    for _ in range(200):
        key(qtbot, page, chance.choice(KEYS))
        qtbot.waitUntil(lambda: not page.requests.busy)
        check_about_the_clip_in_hand(page)
        assert [b.id for b in page.clip.view._boxes if b.current] == [page.current.id]
    settle(qtbot, window)
    assert sum(d.verdict is not None for d in page.queue.table.rows) == 200
    check_all_is_there(page)


def test_the_question_about_all_below_is_not_asked_of_another_clip(qtbot, page, held_back):
    page.verdict_controller.below()
    held_back.outstanding()
    page.queue.next()
    while held_back.outstanding():
        held_back.deliver(0)
    assert page.window().findChildren(QMessageBox) == []


def test_a_clip_that_is_not_here_yet_is_played_when_it_comes_and_no_other(page, held_back):
    played = []
    page.clip.player.play = lambda path, *span: played.append((path.name, *span[:2]))
    first = page.current
    while page.current.recording_id == first.recording_id:
        page.queue.next()
    page.clip.play_or_stop()
    assert played == []
    while held_back.outstanding():
        held_back.deliver(0)
    current = page.current
    assert played == [(current.path.name, current.start_s, current.end_s)]


def test_nothing_is_heard_of_a_clip_that_the_mouse_has_left(page, held_back):
    played = []
    page.show_grid(True)
    page.hover_playback.player.play = lambda path, *span: played.append(span)
    page.queue.bar.hover.setChecked(True)
    page.queue.grid.rested_on.emit(page.queue.table.rows[1])
    held_back.outstanding()
    page.queue.grid.left.emit()
    while held_back.outstanding():
        held_back.deliver(0)
    assert played == []
