"""The map of sounds: what it shows, how it is coloured, and what was encircled on it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QColor, QCursor, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from core.heads.sought_clips import SoughtClip
from core.heads.sound_map import neighbours_can_be_kept
from gui.icons import give_icon
from gui.open_teaching import MappedSounds
from gui.pages.states import States
from gui.pages.teach.map_colours import MapColour, colouring
from gui.stylesheet import give_look
from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.chips import Chip
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import button, column, holder, label, line, row
from gui.widgets.plain import give_tip, hide_tip, show_tip
from gui.widgets.points_plot import PointsPlot

_BY = (("Coloured by label", MapColour.LABEL), ("Coloured by site", MapColour.SITE),
       ("Coloured by hour", MapColour.HOUR))  # fmt: skip
_HOW = (("What differs most", False), ("Neighbours together", True))
_MARGINS = (2 * GRID, GRID // 2, GRID, GRID // 2)
_LEGEND = 8


class MapView(QWidget):
    """Tells what was clicked and encircled; whoever owns it answers with clips."""

    another_wanted = Signal()
    """It is to be laid out in another way."""
    taken = Signal(object)
    """An array of the number of the point that was clicked."""
    encircled = Signal(object)
    """An array of the numbers of points."""
    listen_wanted = Signal()
    """The chosen clips are to be gone through one by one."""

    def __init__(self) -> None:
        super().__init__()
        self.mapped: MappedSounds | None = None
        self.chosen: list[SoughtClip] = []
        self.plot = PointsPlot("Map of sounds")
        self.by, self.how = Chip("Coloured by label", _BY), Chip("What differs most", _HOW)
        self.how.setVisible(neighbours_can_be_kept())
        self.lasso = QToolButton()
        give_look(self.lasso, "quiet")
        give_icon(self.lasso, "annotate")
        self.lasso.setCheckable(True)
        self.lasso.setAccessibleName("Encircle clips")
        give_tip(self.lasso, "Encircle clips with a drag; with Shift a drag always does")
        self.facts, self.number = ElidedLabel("muted"), ElidedLabel("")
        self.go_through = button("Go through them", self.listen_wanted.emit)
        self._legend = [ElidedLabel("small") for _ in range(_LEGEND)]
        self._swatches = [label() for _ in range(_LEGEND)]
        for swatch, text in zip(self._swatches, self._legend, strict=True):
            swatch.setFixedSize(GRID + 2, GRID + 2)
            text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        inside = QWidget()
        self.states = States(inside, self.plot)
        tools = row(self.by, self.how, self.facts, self.lasso, grows=2, margins=_MARGINS)
        pairs = (
            row(a, b, gap=GRID // 2) for a, b in zip(self._swatches, self._legend, strict=True)
        )
        legend = holder(row(*pairs, 1, margins=_MARGINS))
        chosen = row(self.number, self.go_through, grows=0, margins=_MARGINS)
        self._chosen_row = holder(chosen)
        self.setLayout(column(holder(tools), inside, legend, line(), self._chosen_row, gap=0,
                              grows=1))  # fmt: skip
        self._connect()
        self.show_chosen([])

    @property
    def by_neighbours(self) -> bool:
        """Tell whether neighbours are to be kept together."""
        return bool(self.how.value)

    def show_map(self, mapped: MappedSounds) -> None:
        """Show another map; none of it is chosen."""
        self.mapped = mapped
        self.plot.show_points(mapped.found.places)
        self.show_chosen([])
        shown, total = len(mapped.found.window), mapped.found.total
        some = f" of {total:,}, drawn at random" if shown < total else ""
        self.facts.setText(f"{words.count(shown, 'clip')}{some}")
        self._colour()
        self.states.show_content()

    def show_facts(self, mapped: MappedSounds) -> None:
        """Show what is known of the same clips by now."""
        if self.mapped and mapped.found is self.mapped.found:
            self.mapped = mapped
            self._colour()

    def show_chosen(
        self, clips: Sequence[SoughtClip], which: NDArray[np.int64] | None = None
    ) -> None:
        """Show which clips an answer is about."""
        self.chosen = list(clips)
        self.plot.choose(np.zeros(0, np.int64) if which is None else which)
        text = f"{words.count(len(clips), 'clip')} chosen: Y or N says it of all of them"
        nothing = "Shift and a drag choose clips, a click plays one"
        self.number.setText(text if clips else nothing)
        self.go_through.setEnabled(bool(clips))

    def _connect(self) -> None:
        self.by.chosen.connect(lambda _: self._colour())
        self.how.chosen.connect(lambda _: self.another_wanted.emit())
        self.lasso.toggled.connect(self._set_lasso)
        self.plot.encircled.connect(self.encircled)
        self.plot.taken.connect(lambda number: self.taken.emit(np.array([number])))
        self.plot.pointed.connect(self._say)
        theme().changed.connect(self._colour)

    def _set_lasso(self, on: bool) -> None:
        self.plot.encircling = on

    def _colour(self) -> None:
        if self.mapped is None:
            return
        found = colouring(self.mapped.facts, MapColour(str(self.by.value)))
        self.plot.colour(found.column, found.colours)
        for place, (swatch, text) in enumerate(zip(self._swatches, self._legend, strict=True)):
            shown = place < len(found.legend)
            swatch.setVisible(shown)
            text.setVisible(shown)
            if shown:
                colour, name = found.legend[place]
                swatch.setPixmap(_square(colour or theme().colours.faint))
                text.setText(name)
                give_tip(text, name)

    def _say(self, number: int | None) -> None:
        if number is None or self.mapped is None:
            hide_tip()
            return
        found, facts = self.mapped.found, self.mapped.facts
        hour = int(facts.hour[number])
        parts = (
            facts.files[int(found.recording[number])],
            facts.sites[int(facts.site[number])],
            f"{hour}:00" if hour >= 0 else "",
            facts.labels[int(facts.label[number])],
        )
        said = "  ·  ".join(part for part in parts if part)
        show_tip(QCursor.pos() + QPoint(GRID, GRID), said, self.plot)


def _square(colour: str) -> QPixmap:
    made = QPixmap(GRID + 2, GRID + 2)
    made.fill(QColor(colour))
    return made
