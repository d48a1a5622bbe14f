"""The networks as the main window has them: a window of their own, made when it is first wanted."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from gui.background import BackgroundJob
from gui.networks.asking_terms import Bringing
from gui.networks.window import NetworksWindow
from gui.open_networks import ListedNetwork, OpenNetworks
from gui.remembered import Remembered


class Networks(QObject):
    """Opens the window of networks; what is installed goes on when that is closed."""

    job_made = Signal(object, str, str)
    """A BackgroundJob to be shown and started, its title, and its unit."""
    changed = Signal()
    """One was installed, added or removed."""

    def __init__(
        self, window: QWidget, listening: Callable[[], frozenset[str]], remembered: Remembered
    ) -> None:
        """Open nothing yet; ``listening`` tells the ids of the networks that are in use now."""
        super().__init__(window)
        self._main, self._remembered = window, remembered
        self._open = OpenNetworks(listening, self)
        self._open.changed.connect(self.changed)
        self.window: NetworksWindow | None = None

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        return self.window is None or self.window.settled

    @property
    def shown(self) -> NetworksWindow | None:
        """Return the window while it is open."""
        return self.window if self.window and self.window.isVisible() else None

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        if self.window is None:
            self.window = NetworksWindow(self._main, self._open, self._remembered)
            self.window.terms.began.connect(self._began)
            unseen = Qt.WidgetAttribute.WA_DontShowOnScreen
            self.window.setAttribute(unseen, self._main.testAttribute(unseen))
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def says(self, sentence: str) -> bool:
        """Tell whether a sentence is in sight already."""
        return self.shown is not None and self.shown.says(sentence)

    def leave(self) -> None:
        """Forget what is asked, and stop what is under way."""
        if self.window is not None:
            self.window.requests.forget_all()
            self.window.close()
        self._open.close()

    def _began(self, _one: ListedNetwork, job: BackgroundJob, told: Bringing) -> None:
        self.job_made.emit(job, f"Installing {told.title}:", told.unit)
