"""What is seen of a spectrogram."""

from datetime import datetime

import numpy as np
from PySide6.QtCore import QPointF

START = datetime(2025, 5, 3, 5, 13, 0)  # noqa: DTZ001


def show(qtbot, view, sound, *clip):
    with qtbot.waitSignal(view.shown):
        view.show_recording(sound, START)
        view.go_to(*(clip or (0, sound.duration_s)))


def pixel(view, at_s, hz):
    canvas = view.canvas
    position = canvas._scale.position(hz)
    return canvas.view_box.mapViewToScene(QPointF(at_s, position)).toPoint()


def darkness(view):
    """Return how dark each pixel of the sound is: [height, width]."""
    picture = view.canvas.viewport().grab(view.canvas.plot_rect().toRect().adjusted(2, 2, -2, -2))
    image = picture.toImage().convertToFormat(picture.toImage().Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return 255 - rows[:, : image.width()].astype(int)
