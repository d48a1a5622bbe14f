"""Boxes and their captions stay readable, however many overlap."""

from PySide6.QtCore import QPointF, QRectF

from core.domain import Verdict
from gui.widgets.spectrogram.boxes import Box, crowded, depths, handle_at
from gui.widgets.spectrogram.label_band import LANES, WantedLabel, arrange
from gui.widgets.spectrogram.tools import Span, Spot, changed, inside


def box(number, start=0.0, end=3.0, **more):
    return Box(number, start, end, "Eurasian Wren", **more)


def spot(at_s, hz):
    return Spot(at_s, hz, QPointF())


def test_a_caption_tells_the_verdict_without_colour():
    assert box(1, verdict=Verdict.CORRECT, score=0.934).caption == "✓ Eurasian Wren  0.93"
    assert box(1, verdict=Verdict.WRONG).caption == "✕ Eurasian Wren"
    assert box(1).caption[0] == "·"


def test_boxes_of_one_window_lie_inside_each_other():
    assert depths([box(1), box(2), box(3)]) == {1: 0, 2: 1, 3: 2}


def test_windows_side_by_side_need_no_depth():
    assert set(depths([box(1, 0, 3), box(2, 3, 6), box(3, 6, 9)]).values()) == {0}


def test_a_depth_is_free_again_once_its_box_has_ended():
    assert depths([box(1, 0, 3), box(2, 2, 5), box(3, 3, 6)]) == {1: 0, 2: 1, 3: 0}


def test_boxes_at_other_frequencies_do_not_meet():
    low, high = box(1, low_hz=500.0, high_hz=900.0), box(2, low_hz=2000.0, high_hz=4000.0)
    assert set(depths([low, high]).values()) == {0}


def overlap(one, other):
    return (
        one.lane == other.lane
        and one.left_px < other.left_px + other.width_px
        and other.left_px < one.left_px + one.width_px
    )


def test_captions_never_overlap():
    wishes = [WantedLabel(box(n), 37.0 * n % 600, 150) for n in range(20)]
    placed = arrange(wishes, 600)
    assert not any(overlap(a, b) for a in placed for b in placed if a is not b)
    assert all(each.left_px + each.width_px <= 600 for each in placed)


def test_captions_of_one_window_are_stacked():
    placed = arrange([WantedLabel(box(n), 100, 150) for n in range(LANES)], 600)
    assert sorted(each.lane for each in placed) == list(range(LANES))
    assert {each.width_px for each in placed} == {150}


def test_the_current_caption_is_whole_even_at_the_edge():
    crowd = [WantedLabel(box(n), 560, 150) for n in range(9)]
    placed = arrange([*crowd, WantedLabel(box(99, current=True), 560, 150)], 600)
    current = next(each for each in placed if each.box.id == 99)
    assert (current.left_px, current.width_px, current.lane) == (450, 150, 0)


def test_room_for_what_is_left_out_is_kept_in_the_highest_lane():
    wishes = [WantedLabel(box(n), 440, 150) for n in range(9)]
    placed = arrange(wishes, 600, corner_px=60)
    assert {each.lane: each.left_px + each.width_px for each in placed} == {0: 590, 1: 540}


def test_three_over_each_other_are_a_crowd_and_so_is_what_touches_them():
    crowd = [box(1, 0, 3), box(2, 1, 4), box(3, 2, 5), box(4, 4, 7)]
    pair = [box(5, 10, 13), box(6, 12, 15)]
    assert crowded([*crowd, *pair], depths([*crowd, *pair])) == {1, 2, 3, 4}


def test_a_handle_is_found_before_the_inside():
    rect = QRectF(100, 100, 200, 100)
    assert handle_at(rect, QPointF(301, 199)) == "right bottom"
    assert handle_at(rect, QPointF(200, 102)) == "top"
    assert handle_at(rect, QPointF(150, 150)) == "inside"
    assert handle_at(rect, QPointF(50, 150)) == ""


def test_dragging_an_edge_past_the_other_turns_the_span():
    span = changed(Span(1, 2, 1000, 2000), "left", spot(1, 0), spot(4, 0))
    assert span == Span(2, 4, 1000, 2000)


def test_dragging_the_inside_keeps_the_size():
    span = changed(Span(1, 2, 1000, 2000), "inside", spot(0, 0), spot(0.5, 300))
    assert span == Span(1.5, 2.5, 1300, 2300)


def test_a_span_is_kept_within_the_sound():
    assert inside(Span(-1, 1, -500, 500), 10, 16000) == Span(0, 2, 0, 1000)
    assert inside(Span(9, 11, 15000, 17000), 10, 16000) == Span(8, 10, 14000, 16000)
