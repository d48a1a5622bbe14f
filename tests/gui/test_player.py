"""Clips are heard, or it is said once why not."""

import numpy as np
import psutil
import pytest

from gui.player import Player
from tests.gui.speakers import Speakers


@pytest.fixture
def speakers():
    return []


@pytest.fixture
def player(qapp, speakers):
    def plug_in():
        speakers.append(Speakers())
        return speakers[-1]

    made = Player(outputs=plug_in)
    yield made
    made.stop()


def play(qtbot, player, *what):
    with qtbot.waitSignal(player.playing_changed, check_params_cb=lambda on: not on):
        player.play(*what)


def test_a_clip_is_played_to_its_end(qtbot, player, speakers, tone):
    play(qtbot, player, tone(1000).path, 0.5, 1.5)
    assert len(speakers[0].frames) == pytest.approx(8000, abs=2)
    assert speakers[0].closed
    assert not player.playing


def test_both_ears_hear_the_same(qtbot, player, speakers, tone):
    play(qtbot, player, tone(1000).path, 0, 0.5)
    left, right = speakers[0].frames.T
    assert (left == right).all()
    assert abs(left).max() > 6000


def test_the_position_follows_the_sound(qtbot, player, tone):
    seen = []
    player.position_changed.connect(seen.append)
    play(qtbot, player, tone(1000).path, 1.0, 2.0)
    assert seen == sorted(seen)
    assert seen[0] >= 1.0
    assert seen[-1] == 2.0


def test_slow_sound_moves_the_position_slowly(qtbot, player, speakers, tone):
    player.set_speed(0.5)
    play(qtbot, player, tone(1000).path, 1.0, 1.5)
    assert len(speakers[0].frames) == pytest.approx(8000, rel=0.01)


def test_a_loop_goes_on_until_it_is_stopped(qtbot, player, speakers, tone):
    player.set_loop(True)
    player.play(tone(1000).path, 0, 0.2)
    qtbot.waitUntil(lambda: len(speakers[0].frames) > 8000)
    assert player.playing
    player.stop()
    assert speakers[0].closed


def test_playing_something_else_ends_what_was_playing(qtbot, player, speakers, tone):
    path = tone(1000, seconds=30).path
    player.play(path, 0, 30)
    player.play(path, 1, 1.5)
    qtbot.waitUntil(lambda: not player.playing)
    assert [each.closed for each in speakers] == [True, True]


@pytest.mark.parametrize("loop", [False, True])
def test_a_filter_is_heard_at_once_and_the_sound_goes_on_from_where_it_is(
    qtbot, player, speakers, tone, loop
):
    path = tone(1000, 3000, seconds=3).path
    player.set_loop(loop)
    seen = []
    player.position_changed.connect(seen.append)
    player.play(path, 0.5, 2.5)
    qtbot.waitUntil(lambda: seen and seen[-1] > 1.0)
    before = seen[-1]
    player.set_band((2500, 3500))
    seen.clear()
    qtbot.waitUntil(lambda: len(seen) > 2)
    assert seen[0] >= before
    qtbot.waitUntil(lambda: not player.playing or seen[-1] < seen[0])
    left_s = 2.5 - before
    assert player.playing or len(speakers[1].frames) <= 8000 * left_s + 2
    assert not loop or seen[-1] >= 0.5


def test_a_new_treatment_is_heard_at_once(qtbot, player, speakers, tone):
    path = tone(1000, 3000).path
    player.set_loop(True)
    player.play(path, 0, 1)
    player.set_band((2500, 3500))
    qtbot.waitUntil(lambda: len(speakers[1].frames) > 8000)
    player.stop()
    spectrum = np.abs(np.fft.rfft(speakers[1].frames[:8000, 0]))
    assert spectrum[3000] > 50 * spectrum[1000]


def test_a_prefetched_clip_is_played_whole(qtbot, player, speakers, tone):
    path = tone(1000).path
    play(qtbot, player, path, 0, 0.2)
    player.prefetch(path, 1, 2)
    play(qtbot, player, path, 1, 2)
    assert len(speakers[1].frames) == pytest.approx(8000, abs=2)


def test_a_recording_that_vanished_is_told(qtbot, player, speakers, tmp_path):
    with qtbot.waitSignal(player.failed):
        player.play(tmp_path / "gone.wav", 0, 1)
    assert not player.playing


def test_a_prefetch_that_fails_is_silent_until_played(qtbot, player, tmp_path):
    with qtbot.assertNotEmitted(player.failed, wait=100):
        player.prefetch(tmp_path / "gone.wav", 0, 1)
    with qtbot.waitSignal(player.failed):
        player.play(tmp_path / "gone.wav", 0, 1)


def test_without_an_output_it_is_said_once(qtbot, tone):
    player, said = Player(outputs=lambda: None), []
    player.notice.connect(said.append)
    for _ in range(3):
        player.play(tone(1000).path, 0, 1)
    assert len(said) == 1
    assert "no sound output" in said[0]
    assert not player.playing


def is_open(path):
    return str(path.resolve()) in [each.path for each in psutil.Process().open_files()]


def test_what_nobody_hears_any_more_lets_go_of_its_file(qtbot, player, tone):
    path, other = tone(1000, seconds=30).path, tone(2000, seconds=30, name="other").path
    player.play(path, 0, 30)
    qtbot.waitUntil(lambda: is_open(path))
    player.play(other, 0, 30)
    qtbot.waitUntil(lambda: is_open(other) and not is_open(path))


def test_a_player_that_lets_go_has_no_file_open(qtbot, player, tone):
    path = tone(1000, seconds=30).path
    player.prefetch(path, 0, 30)
    qtbot.waitUntil(lambda: is_open(path))
    player.let_go()
    qtbot.waitUntil(lambda: not is_open(path))
