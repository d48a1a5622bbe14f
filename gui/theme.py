"""Colours, sizes and the light or dark of the whole window."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from core.domain import Verdict
from gui.colours import DARK, LIGHT, Colours, Sizes
from gui.stylesheet import stylesheet

GRID = 8
"""Distances are multiples of this, or half of it."""

SIGNS: dict[Verdict | None, str] = {
    Verdict.CORRECT: "✓",
    Verdict.WRONG: "✕",
    Verdict.UNSURE: "?",
    None: "·",
}
CORRECTED = ">"
"""Before the name that a reviewer gave: a cross there would say that this one is wrong."""
VERDICT_COLOURS: dict[Verdict | None, str] = {
    Verdict.CORRECT: "correct",
    Verdict.WRONG: "wrong",
    Verdict.UNSURE: "unsure",
    None: "unreviewed",
}
"""The colours of ``Colours`` that go with the signs."""


class Theme(QObject):
    """What the window looks like now; ``changed`` when the system turns light or dark."""

    changed = Signal()
    _redressed = Signal(str)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._forced: bool | None = None
        self._shown: tuple[Colours, Sizes] | None = None
        size = QGuiApplication.font().pointSizeF()
        self._usual = size if size > 0 else 10.0
        self.sizes = _sizes(self._usual)
        self.colours = LIGHT
        self.sheet = ""
        """Of Qt, for ``dress``."""
        app.setStyle("Fusion")
        app.setFont(tabular(app.font()))
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._follow()

    def dress(self, top: QWidget) -> None:
        """Give a window, and all that ever belongs to it, its look from now on.

        Not the application: what is built outside a window would be polished once for each
        layout that it is put into, which takes longer than all else of opening a project.
        """
        self._redressed.connect(top.setStyleSheet)
        top.setStyleSheet(self.sheet)

    def force(self, dark: bool | None) -> None:
        """Show light or dark whatever the system says; None follows it again."""
        self._forced = dark
        self._follow()

    def enlarge(self, points: float) -> None:
        """Write everything larger than the system does, or smaller; 0 is as the system does."""
        self.sizes = _sizes(self._usual + points)
        font = QFont(self._app.font())
        if font.pointSizeF() != self.sizes.normal:
            font.setPointSizeF(self.sizes.normal)
            self._app.setFont(font)
        self._follow()

    @property
    def scale(self) -> float:
        """Return how many times as large as the system's the text is."""
        return self.sizes.normal / self._usual

    def verdict_colour(self, verdict: Verdict | None) -> QColor:
        """Return the colour that goes with a sign of ``SIGNS``."""
        return QColor(getattr(self.colours, VERDICT_COLOURS[verdict]))

    def font(self, size: float, *, bold: bool = False) -> QFont:
        """Return the family of the window at one of ``sizes``."""
        font = QFont(self._app.font())
        font.setPointSizeF(size)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _follow(self) -> None:
        scheme = self._app.styleHints().colorScheme()
        dark = scheme == Qt.ColorScheme.Dark if self._forced is None else self._forced
        self.colours = DARK if dark else LIGHT
        if self._shown == (self.colours, self.sizes):
            return  # polishing all pages anew takes seconds on a slow computer
        self._shown = self.colours, self.sizes
        self._app.setPalette(_palette(self.colours))
        self.sheet = stylesheet(self.colours, self.sizes)
        self._redressed.emit(self.sheet)
        self.changed.emit()


def theme() -> Theme:
    """Return the theme of the running application; the first call applies it."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("The theme needs a QApplication.")
    return app.findChild(Theme) or Theme(app)


def tabular(font: QFont) -> QFont:
    """Return a font whose figures are all of one width, where the family has such."""
    figures = QFont(font)
    figures.setFeature(QFont.Tag("tnum"), 1)
    return figures


def _sizes(normal: float) -> Sizes:
    return Sizes(small=normal - 1, normal=normal, title=normal + 5, headline=normal + 10)


def _palette(colours: Colours) -> QPalette:
    """Return the colours for what the stylesheet leaves to Fusion."""
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.window),
        (role.Text, colours.text),
        (role.Button, colours.surface),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.danger),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.PlaceholderText, colours.muted),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.text),
        (role.Light, colours.raised),
        (role.Midlight, colours.line),
        (role.Mid, colours.line_strong),
        (role.Dark, colours.line_strong),
        (role.Shadow, colours.line),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.faint))
    return palette
