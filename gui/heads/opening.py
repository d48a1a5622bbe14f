"""The heads as the main window has them: a window of their own, made when it is first wanted."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from gui.destinations import PageState
from gui.heads.window import HeadsWindow
from gui.open_heads import OpenHeads
from gui.open_project import OpenProject
from gui.page_names import PageName
from gui.remembered import Remembered


class Heads(QObject):
    """Opens the window of heads: those of the open project, and the person's own."""

    job_made = Signal(object, str, str)
    """A BackgroundJob to be shown and started, its title, and its unit."""
    page_wanted = Signal(object, object)
    """A PageName, and what is to be seen there."""

    def __init__(self, window: QWidget, remembered: Remembered) -> None:
        super().__init__(window)
        self._main, self._remembered = window, remembered
        self._own = OpenHeads(None, self)
        self.window: HeadsWindow | None = None

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        return self.window is None or self.window.settled

    @property
    def shown(self) -> HeadsWindow | None:
        """Return the window while it is open."""
        return self.window if self.window and self.window.isVisible() else None

    def show(self, project: OpenProject | None) -> None:
        """Open the window, or bring it to the front; without a project, with the person's own."""
        if self.window is None:
            self.window = HeadsWindow(self._main, self._remembered)
            self.window.job_made.connect(self.job_made)
            self.window.page_wanted.connect(self._lead)
            unseen = Qt.WidgetAttribute.WA_DontShowOnScreen
            self.window.setAttribute(unseen, self._main.testAttribute(unseen))
        self.window.show_heads(project.teaching.heads if project else self._own, project)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _lead(self, page: PageName, state: PageState) -> None:
        """Leave the keyboard to the main window, and lead to one of its pages."""
        if self.window is not None:
            self.window.close()
        self._main.activateWindow()
        self.page_wanted.emit(page, state)

    def leave(self) -> None:
        """Let go of what is asked and shown: the project is closed."""
        window, self.window = self.window, None
        if window is not None:
            window.requests.forget_all()
            window.close()
            window.deleteLater()
