"""Where many detections overlap, the sound stays in sight and all of them can be reached."""

from dataclasses import replace

from gui.widgets.spectrogram import Box
from tests.gui.widgets.spectrogram_sight import darkness, show


def crowd():
    names = [("Dunnock", 0.9), ("Garden Warbler", 0.8), ("Marsh Warbler", 0.7), ("Blackcap", 0.6)]
    return [Box(n, 12, 15, name, score=score) for n, (name, score) in enumerate(names, 1)]


def test_what_finds_no_room_above_the_sound_is_listed_and_can_be_chosen(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    view.set_boxes(crowd())
    lanes = len(view.band.captions())
    assert view.band.more.isVisible()
    assert view.band.more.text().startswith(f"{4 - lanes} more")
    menu = view.band.menu()
    assert [each.text() for each in menu.actions()] == [one.caption for one in crowd()[lanes:]]
    with qtbot.waitSignal(view.box_clicked) as clicked:
        menu.actions()[-1].trigger()
    assert clicked.args == [4]
    view.set_boxes(crowd()[:lanes])
    assert not view.band.more.isVisible()


def test_in_a_crowd_only_the_current_box_and_the_one_pointed_at_lie_over_the_sound(
    qtbot, view, tone
):
    def across():
        """Return how much of the middle of the sound is painted over."""
        now = darkness(view)
        middle = slice(now.shape[0] // 3, now.shape[0] * 2 // 3)
        return (now[middle] != before[middle]).sum()

    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    before = darkness(view)
    view.set_boxes(crowd())
    assert across() == 0
    assert (darkness(view) != before).any()
    view.band.pointed_at.emit(3)
    assert across() > 0
    view.band.pointed_at.emit(None)
    view.set_boxes([replace(crowd()[0], current=True), *crowd()[1:]])
    assert across() > 0
