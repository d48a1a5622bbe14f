"""What is sought and what was learned of it have room in the smallest window, in large text."""

from PySide6.QtCore import Qt

from core.heads.knowledge import KnownLabel
from gui.pages.states import State
from tests.core.heads.tones import SONGS
from tests.gui.pages.heath import settle
from tests.gui.pages.teach.test_learning import label
from tests.gui.pages.test_sizes import SMALLEST, cut

LARGEST = 4


def test_nothing_is_cut_while_a_sound_is_sought_and_learned(
    qtbot, tones, seeking, press, write, looks
):
    window = seeking.window()
    press(Qt.Key.Key_Slash)
    write("toad, my way")
    label(tones, "toad, my way", SONGS[:6])
    seeking.project.teaching.labels_changed.emit()
    looks.enlarge(LARGEST)
    window.resize(*SMALLEST)
    qtbot.waitUntil(lambda: not seeking.learning.waiting, timeout=20_000)
    settle(qtbot, window)
    found, learned = cut(window), seeking.head.states.state
    looks.enlarge(0)
    assert found == []
    assert learned is State.CONTENT
    assert (window.width(), window.height()) == SMALLEST


def test_the_list_of_sounds_is_as_high_as_its_rows_also_in_larger_text(qtbot, seeking, looks):
    panel = seeking.sought
    panel.show_labels([KnownLabel(name, name, 2, 0) for name in ("rain", "toad", "owl")])
    for larger in (LARGEST, 0):
        looks.enlarge(larger)
        qtbot.wait(1)
        assert panel.labels.maximumHeight() == panel.labels.height_of_rows(3)
