"""What importing a table of deployments would do, shown before it is done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from core.deployments.table import ImportPreview
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.parts import button, column, label, row


class ImportBox(QDialog):
    """Lists changes or problems; with a problem nothing can be imported."""

    wanted = Signal()

    def __init__(self, parent: QWidget, file_name: str, plan: ImportPreview) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import deployments")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(80 * GRID, 50 * GRID)
        self.title = label(_title(file_name, plan), "strong", wrap=True)
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setAccessibleName("What would change")
        self.lines.setPlainText("\n".join(_lines(plan)))
        self.close_button = button("Close" if plan.problems else "Cancel", self.reject)
        number = words.count(plan.changing, "deployment")
        self.go = button(f"Change {number}", self._go, look="primary")
        self.go.setVisible(bool(plan.changing) and not plan.problems)
        self.setLayout(
            column(
                self.title, self.lines, row(1, self.close_button, self.go), gap=2 * GRID,
                margins=(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID),
            )
        )  # fmt: skip

    def _go(self) -> None:
        self.accept()
        self.wanted.emit()


def _title(file_name: str, plan: ImportPreview) -> str:
    if plan.problems:
        number = words.count(len(plan.problems), "line")
        return (
            f"{number} of {file_name} cannot be used, so nothing can be imported yet. "
            "Correct the file and import it again."
        )
    if not plan.changing:
        return f"Nothing would change: all that {file_name} says is known already."
    number = words.count(plan.changing, "deployment")
    return f"{file_name} would change {number}. It can be undone."


def _lines(plan: ImportPreview) -> list[str]:
    changes = [
        f"{line.deployment.site}: {', '.join(line.changes)}" for line in plan.lines if line.changes
    ]
    return [*plan.problems, *changes, *([plan.guess] if plan.guess else [])]
