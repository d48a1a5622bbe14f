"""A page on its own, without the window around it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.store import Project
from gui.open_project import OpenProject
from gui.pages.page import Page
from gui.pages.undoing import Undoing
from gui.remembered import Remembered
from gui.widgets.notice import Notice
from tests.gui.pages.heath import settle


def shown(
    qtbot: QtBot, kind: Callable[[Remembered, OpenProject], Page], folder: Path, memory: Path
) -> Iterator[Page]:
    """Show a project on a page; what the page says is kept in ``page.said``, its jobs run."""
    project = OpenProject(Project(folder, create=False))
    page = kind(Remembered(memory), project)
    page.said = []  # type: ignore[attr-defined]
    page.told.connect(lambda notice: page.said.append(in_parts(notice)))
    page.notice.connect(lambda sentence: page.said.append((sentence, "", None)))
    page.undoing = Undoing(project.changes, lambda: False, page)  # type: ignore[attr-defined]
    page.undoing.answer_on(page)
    page.undoing.told.connect(lambda notice: page.said.append(in_parts(notice)))
    project.changes.failed.connect(lambda sentence: page.said.append((sentence, "", None)))
    page.job_made.connect(lambda job, *_: job.start(), Qt.ConnectionType.DirectConnection)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    with qtbot.waitExposed(page):
        page.show()
    page.begin()
    settle(qtbot, page)
    yield page
    page.requests.forget_all()
    project.close()


def in_parts(notice: Notice) -> tuple[str, str, Callable[[], object] | None]:
    """Return a notice as its sentence, what its button says, and what that does."""
    action = notice.action
    return (notice.sentence, action.text, action.do) if action else (notice.sentence, "", None)
