"""A right-click on the sound offers what can be done at that place."""

from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from gui.widgets.spectrogram import Box
from tests.gui.widgets.spectrogram_sight import pixel, show


def test_a_place_is_played_from_its_detection_gone_to_and_the_picture_copied(qtbot, view, tone):
    show(qtbot, view, tone(4000.0))
    view.set_boxes([Box(7, 0.5, 1.5, "Eurasian <b>Wren</b> & more")])
    at = pixel(view, 1.0, 2000.0)
    reason, port = QContextMenuEvent.Reason.Mouse, view.canvas.viewport()
    QApplication.sendEvent(port, QContextMenuEvent(reason, at, port.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    by_name = {action.text(): action for action in menu.actions()}
    played, gone_to = [], []
    view.clicked_at.connect(played.append)
    view.box_clicked.connect(gone_to.append)
    by_name["Play from here"].trigger()
    by_name["Go to Eurasian <b>Wren</b> && more"].trigger()
    assert played
    assert abs(played[0] - 1.0) < 0.05
    assert gone_to == [7]
    by_name["Copy this picture"].trigger()
    assert not QGuiApplication.clipboard().image().isNull()
    menu.close()
