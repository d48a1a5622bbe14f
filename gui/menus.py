"""The menus, with the platform's own keys."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from gui.icons import icon
from gui.page_names import PageName
from gui.pages.formats_menu import add_formats
from gui.session import Session
from gui.widgets.plain import add_action, give_tip, words_of

Standard = QKeySequence.StandardKey

Do = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Commands:
    """What the window itself can do, whatever is open."""

    new_project: Do
    open_project: Do
    open_bundle: Do
    close_project: Do
    show_networks: Do
    show_heads: Do
    quit: Do
    go_to: Callable[[PageName], object]
    find_action: Do
    show_help: Do
    show_keys: Do
    show_about: Do
    show_preferences: Do
    show_changes: Do
    look_for_newer: Do
    check_project: Do
    check_installation: Do
    open_logs: Do
    show_crash_report: Do


class Menus:
    """File, Edit, Review, View and Help; each action is also found by typing (Ctrl+K)."""

    def __init__(self, window: QMainWindow, commands: Commands) -> None:
        self._window, self._go_to = window, commands.go_to
        bar, do = window.menuBar(), self._action
        self.file = bar.addMenu("&File")
        self.edit = bar.addMenu("&Edit")
        self.review = bar.addMenu("&Review")
        self.view = bar.addMenu("&View")
        self.help = bar.addMenu("&Help")
        self._recent = QMenu("Open &recent", window)
        self.export = QMenu("&Export", window)
        self._new = do("&New project …", commands.new_project, Standard.New, "add")
        self._open = do("&Open project …", commands.open_project, Standard.Open, "open")
        self._bundle = do("Open a &bundle …", commands.open_bundle, None, "open")
        self._close = do("&Close project", commands.close_project, Standard.Close)
        self._networks = do("Net&works …", commands.show_networks, None, "networks")
        give_tip(self._networks, "Models such as BirdNET and Perch: install, check, licences")
        self._heads = do("Hea&ds …", commands.show_heads, None, "teach")
        self._quit = do("&Quit", commands.quit, Standard.Quit)
        self._preferences = do("&Preferences …", commands.show_preferences, None, "settings")
        give_tip(
            self._preferences,
            "Theme: light or dark, size of text, language of names, keys, folders",
        )
        self._preferences.setMenuRole(QAction.MenuRole.PreferencesRole)
        self._check = do("Check for problems …", commands.check_project, None, "health")
        full = partial(_toggle_full_screen, window)
        self._full_screen = do("Full screen", full, Standard.FullScreen)
        self._find = do("Find an action …", commands.find_action, "Ctrl+K", "search")
        self.help.addActions(
            [
                do("Help on this page", commands.show_help, Standard.HelpContents, "help"),
                do("Keys", commands.show_keys, "?", "keyboard"),
                do("What is new", commands.show_changes),
                do("Look for a newer version", commands.look_for_newer),
                self._check,
                do("Check this installation …", commands.check_installation),
                do("Open log folder", commands.open_logs),
                do("Crash report …", commands.show_crash_report),
                do("About Undersong", commands.show_about, None, "info"),
            ]
        )

    def show(self, session: Session | None) -> None:
        """Offer what can be done in a session, and without one what opens a project."""
        for menu in (self.file, self.export, self.edit, self.review, self.view):
            menu.clear()
        for family in self.export.findChildren(QMenu):
            family.setParent(None)
            family.deleteLater()
        for menu in (self.edit, self.review):
            menu.menuAction().setVisible(session is not None)
        self._check.setEnabled(session is not None)
        self._fill_file(session)
        if session:
            self._fill_edit(session)
            self._fill_review(session)
            for number, page in enumerate(session.pages):  # Overview has 0
                name = f"&{page.title}"
                go = partial(self._go_to, page.name)
                self.view.addAction(self._action(name, go, f"Ctrl+{number}", page.name, self.view))
            self.view.addSeparator()
        self.view.addActions([self._full_screen, self._find])

    def _fill_file(self, session: Session | None) -> None:
        self.file.addActions([self._new, self._open, self._bundle])
        self.file.addMenu(self._recent)
        if session:
            self.file.addAction(self._close)
            self.file.addSeparator()
            self.file.addActions(session.recordings.page_actions()[:1])
            importing = session.recordings.importing
            self.file.addActions([importing.action, importing.imported])
            self._fill_export(*session.report.page_actions())
            self.file.addMenu(self.export)
            self.file.addAction(session.review.actions_by_name["merge"])
        self.file.addSeparator()
        self.file.addActions([self._networks, self._heads, self._preferences])
        self.file.addSeparator()
        self.file.addAction(self._quit)

    def _fill_export(self, species: QAction, *others: QAction) -> None:
        *formats, document = others
        self.export.addActions([species, document])
        self.export.addSeparator()
        add_formats(self.export, formats)

    def _fill_edit(self, session: Session) -> None:
        self.edit.addActions([session.undoing.undo, session.undoing.redo])
        self.edit.addSeparator()
        self.edit.addActions(session.recordings.page_actions()[1:])
        self.edit.addAction(session.review.actions_by_name["find"])

    def _fill_review(self, session: Session) -> None:
        by_name = session.review.actions_by_name
        self.review.addActions(session.analysis.page_actions())
        self.review.addActions(session.health.page_actions())
        self.review.addSeparator()
        elsewhere = ("undo", "redo", "find")
        self.review.addActions([a for name, a in by_name.items() if name not in elsewhere])
        self.review.addSeparator()
        self.review.addActions(session.teach.page_actions())

    def show_recent(self, folders: Iterable[Path], open_one: Callable[[Path], object]) -> None:
        """List the projects that were open last."""
        self._recent.clear()
        for folder in folders:
            action = add_action(self._recent, folder.name)
            give_tip(action, str(folder))
            action.setStatusTip(str(folder))
            action.triggered.connect(_with(open_one, folder))
        self._recent.setEnabled(not self._recent.isEmpty())

    def groups(self) -> list[tuple[str, list[QAction]]]:
        """Return the actions by menu, with the names of the menus."""
        menus = (self.file, self.edit, self.review, self.view, self.help)
        return [(words_of(menu.menuAction()), menu.actions()) for menu in menus]

    def all_actions(self) -> list[QAction]:
        """Return everything that can be done from the menus."""
        found: list[QAction] = []
        families = self.export.findChildren(QMenu)
        menus = (self.file, self._recent, self.export, *families, self.edit, self.review, self.view,
                 self.help)  # fmt: skip
        for menu in menus:
            found += [a for a in menu.actions() if not a.isSeparator() and a.menu() is None]
        return list(dict.fromkeys(found))

    def _action(
        self,
        text: str,
        do: Do,
        keys: QKeySequence.StandardKey | str | None = None,
        picture: str = "",
        owner: QMenu | None = None,
    ) -> QAction:
        made = QAction(text, owner or self._window)
        if picture:
            made.setIcon(icon(picture))
        if isinstance(keys, str):
            made.setShortcut(QKeySequence(keys))
        elif keys is not None:
            made.setShortcuts(keys)
        made.triggered.connect(lambda: do())
        return made


def _toggle_full_screen(window: QMainWindow) -> None:
    window.showNormal() if window.isFullScreen() else window.showFullScreen()


def _with(do: Callable[[Path], object], folder: Path) -> Callable[[], None]:
    def act() -> None:
        do(folder)

    return act
