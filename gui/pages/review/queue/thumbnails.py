"""Small pictures of clips, computed off the window's thread and kept for a while."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from math import ceil

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from core.audio.thumbnails import Picture
from core.domain import Excerpt
from gui.background import Call, call
from gui.theme import theme
from gui.widgets.spectrogram.colour_maps import ColourMap, Contrast, colour_table

SIZE = (176, 96)
"""Columns and rows of a picture, in pixels of the window."""
_KEPT = 3000  # some 50 MB
_BATCH = 6
_AT_ONCE = 2

Read = Callable[[Sequence[Excerpt], tuple[int, int]], list[Picture | None]]


class Thumbnails(QObject):
    """Asked for what is on screen, then for what may be next; what was not begun is forgotten."""

    came = Signal()
    """Pictures are here, or cannot be had."""
    wanted = Signal(object)
    """Excerpts that are on screen, or may be next."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._read: Read | None = None
        self._fine = ceil(max(s.devicePixelRatio() for s in QGuiApplication.screens()))
        """Pixels of the finest screen for each of the window's."""
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._due: list[Excerpt] = []
        self._under_way: list[_Arrival] = []
        self._colours: list[int] = []
        theme().changed.connect(self._recolour)
        self._recolour()

    @property
    def busy(self) -> bool:
        """Tell whether pictures are on their way."""
        return bool(self._due or self._under_way)

    def read_with(self, read: Read | None) -> None:
        """Say who makes pictures: another project has other clips."""
        self._read = read
        self._kept.clear()
        self._due.clear()
        for arrival in self._under_way:
            arrival.drop()
        self._under_way.clear()

    def retry(self) -> None:
        """Try those again that could not be made: their recordings may be back."""
        for clip_id in [i for i, image in self._kept.items() if image.isNull()]:
            del self._kept[clip_id]

    def held(self, clip_id: int) -> QImage | None:
        """Return a picture if it is here; one without size could not be made."""
        found = self._kept.get(clip_id)
        if found is not None:
            self._kept.move_to_end(clip_id)
        return found

    def want(self, wanted: Sequence[Excerpt]) -> None:
        """Fetch these, in this order, instead of what was wanted before."""
        coming = {clip.id for arrival in self._under_way for clip in arrival.clips}
        self._due = [c for c in wanted if c.id not in self._kept and c.id not in coming]
        self._go_on()
        self.wanted.emit(wanted)

    def _go_on(self) -> None:
        size = SIZE[0] * self._fine, SIZE[1] * self._fine
        while self._read and self._due and len(self._under_way) < _AT_ONCE:
            batch, self._due = self._due[:_BATCH], self._due[_BATCH:]
            work = call(self, lambda: self._read, partial(self._read, batch, size))
            self._under_way.append(_Arrival(batch, self, work))

    def arrived(self, arrival: "_Arrival", pictures: Sequence[Picture | None]) -> None:
        """Take pictures, or the word that there is none. Called by the work itself."""
        self._under_way.remove(arrival)
        for clip, picture in zip(arrival.clips, pictures, strict=True):
            self._kept[clip.id] = QImage() if picture is None else self._image(picture)
        while len(self._kept) > _KEPT // self._fine**2:
            self._kept.popitem(last=False)
        self.came.emit()
        self._go_on()

    def _image(self, picture: Picture) -> QImage:
        rows, columns = picture.shape
        image = QImage(
            picture.tobytes(), columns, rows, columns, QImage.Format.Format_Indexed8
        ).copy()
        image.setColorTable(self._colours)
        return image

    def _recolour(self) -> None:
        dark = theme().colours.dark
        name = ColourMap.MAGMA if dark else ColourMap.GREY
        self._colours = colour_table(name, Contrast(low=0, high=255), dark=dark)
        for image in self._kept.values():
            if not image.isNull():
                image.setColorTable(self._colours)


class _Arrival(QObject):
    """Some pictures under way. It ends with its owner, and then nobody is called back."""

    def __init__(self, clips: Sequence[Excerpt], parent: Thumbnails, work: Call) -> None:
        super().__init__(parent)
        self.clips, self._parent, self._work = clips, parent, work
        work.done.connect(self._came)
        work.failed.connect(self._broke)

    def drop(self) -> None:
        """Have nobody called back."""
        self._work.drop()
        self.deleteLater()

    def _came(self, pictures: list[Picture | None]) -> None:
        self._parent.arrived(self, pictures)
        self.deleteLater()

    def _broke(self, _sentence: str) -> None:
        self._came([None] * len(self.clips))
