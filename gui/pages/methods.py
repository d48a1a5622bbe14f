"""How an analysis was made, to read and to take along into a paper."""

from functools import partial

from PySide6.QtWidgets import QWidget

from core.analysis.methods import Methods
from gui.open_project import OpenProject
from gui.pages.questions import PageQuestion
from gui.requests import Requests, the_project
from gui.theme import GRID
from gui.widgets.copy_button import CopyButton
from gui.widgets.facts_list import selectable
from gui.widgets.help_box import ReadingBox
from gui.widgets.parts import column, holder

_WIDTH = 64 * GRID


def ask_methods(parent: QWidget, requests: Requests, project: OpenProject, run_id: int) -> None:
    """Show the methods of an analysis as soon as they are read."""
    requests.ask(
        PageQuestion.METHODS,
        the_project,
        partial(project.methods, run_id),
        partial(_show_methods, parent),
    )


def methods_box(parent: QWidget, found: Methods) -> ReadingBox:
    """Return the box to open: sentences, each network's licence and citation, and Copy."""
    texts = [selectable(paragraph) for paragraph in found.paragraphs]
    for text in texts:
        text.setFixedWidth(_WIDTH)
    copy = CopyButton("Copy all", look="")
    copy.offer("\n\n".join(found.paragraphs))
    return ReadingBox(parent, "Methods", holder(column(*texts, gap=2 * GRID)), copy)


def _show_methods(parent: QWidget, found: Methods) -> None:
    methods_box(parent, found).open()
