"""The menus, with the platform's own keys."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from gui.icons import icon
from gui.pages.page import Page
from gui.widgets.about import about_box
from gui.widgets.help_box import keys_box, text_box
from gui.widgets.plain import add_action, give_tip

if TYPE_CHECKING:
    from gui.main_window import MainWindow

Standard = QKeySequence.StandardKey

Do = Callable[[], object]


class Menus:
    """File, Edit, Review, View and Help; each action is also found by typing (Ctrl+K)."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        bar = window.menuBar()
        self.file = bar.addMenu("&File")
        self.edit = bar.addMenu("&Edit")
        self.review = bar.addMenu("&Review")
        self.view = bar.addMenu("&View")
        self.help = bar.addMenu("&Help")
        self._recent = QMenu("Open &recent", window)
        self.export = QMenu("&Export", window)

    def action(
        self,
        menu: QMenu,
        text: str,
        do: Do,
        keys: QKeySequence.StandardKey | str | None = None,
        picture: str = "",
    ) -> QAction:
        """Add something to do to a menu."""
        made = QAction(text, self._window)
        if picture:
            made.setIcon(icon(picture))
        if isinstance(keys, str):
            made.setShortcut(QKeySequence(keys))
        elif keys is not None:
            made.setShortcuts(keys)
        made.triggered.connect(lambda: do())
        menu.addAction(made)
        return made

    def add_recent(self) -> None:
        """Add the menu of recent projects to the File menu."""
        self.file.addMenu(self._recent)

    def show_recent(self, folders: Iterable[Path], open_one: Callable[[Path], object]) -> None:
        """List the projects that were open last."""
        self._recent.clear()
        for folder in folders:
            action = add_action(self._recent, folder.name)
            give_tip(action, str(folder))
            action.setStatusTip(str(folder))
            action.triggered.connect(_with(open_one, folder))
        self._recent.setEnabled(not self._recent.isEmpty())

    def all_actions(self) -> list[QAction]:
        """Return everything that can be done from the menus."""
        found: list[QAction] = []
        menus = (self.file, self._recent, self.export, self.edit, self.review, self.view, self.help)
        for menu in menus:
            found += [a for a in menu.actions() if not a.isSeparator() and a.menu() is None]
        return list(dict.fromkeys(found))


def fill(menus: Menus, window: "MainWindow") -> None:
    """Put everything that can be done into the menus."""
    m, do, by_name = menus, menus.action, window.review.actions_by_name
    do(m.file, "&New project …", window.projects.ask_new, Standard.New, "add")
    do(m.file, "&Open project …", window.projects.ask_open, Standard.Open, "open")
    m.add_recent()
    m.file.addSeparator()
    m.file.addActions(window.recordings.page_actions()[:1])
    m.export.addActions(window.report.page_actions())
    m.file.addMenu(m.export)
    m.file.addAction(by_name["merge"])
    m.file.addSeparator()
    do(m.file, "Net&works …", window.networks.show, None, "networks")
    m.file.addSeparator()
    do(m.file, "&Quit", window.close, Standard.Quit)
    for name in ("undo", "redo"):
        m.edit.addAction(by_name[name])
    m.edit.addActions(window.sites.page_actions())
    m.edit.addSeparator()
    m.edit.addActions(window.recordings.page_actions()[1:])
    m.edit.addAction(by_name["find"])
    m.review.addActions(window.analysis.page_actions())
    m.review.addActions(window.health.page_actions())
    m.review.addSeparator()
    m.review.addActions([a for n, a in by_name.items() if n not in ("undo", "redo", "find")])
    m.review.addSeparator()
    m.review.addActions(window.teach.page_actions())
    for number, page in enumerate(window.pages):  # Overview has 0
        do(
            m.view,
            f"&{page.title}",
            partial(window.go_to, page.name),
            f"Ctrl+{number}",
            page.name,
        )
    m.view.addSeparator()
    do(m.view, "Full screen", partial(_toggle_full_screen, window), Standard.FullScreen)
    do(m.view, "Find an action …", window.find_action, "Ctrl+K", "search")
    do(m.help, "Help on this page", partial(show_help, window), Standard.HelpContents, "help")
    do(m.help, "Keys", partial(show_keys, window), "?", "keyboard")
    do(m.help, "About Undersong", lambda: about_box(window).open(), None, "info")


def show_help(window: "MainWindow") -> None:
    """Show what can be done on the page."""
    page, idle = window.stack.currentWidget(), "Make a project, or open one, to begin."
    about = (page.title, page.help) if isinstance(page, Page) else ("Undersong", idle)
    text_box(window, *about).open()


def show_keys(window: "MainWindow") -> None:
    """Show all keys."""
    keys_box(window, "Keys", window.menus.all_actions(), window.review.other_keys).open()


def _toggle_full_screen(window: "MainWindow") -> None:
    window.showNormal() if window.isFullScreen() else window.showFullScreen()


def _with(do: Callable[[Path], object], folder: Path) -> Callable[[], None]:
    def act() -> None:
        do(folder)

    return act
