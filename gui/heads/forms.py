"""What is asked before a head is written to a file, taken in from one, or called otherwise."""

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from core.heads.importing import ImportRequest
from core.heads.shelf import Credits
from gui.open_heads import ListedHead, Shelf
from gui.remembered import Remembered
from gui.theme import GRID
from gui.widgets import dialogs, head_words
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.form_dialog import FormDialog
from gui.widgets.head_words import FORMATS, HeadFormatWords
from gui.widgets.parts import button, label, row

_FORMAT = "heads/format"
_HEADS = "Heads (*.head.npz *.safetensors *.json *.tflite saved_model.pb);;All files (*)"
_SHELVES = {Shelf.PROJECT: "This project", Shelf.LIBRARY: "Your library"}
_NOT_SAID = "The file says it"
_LICENCES = ("CC0 1.0", "CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-NC-SA 4.0")


class ExportForm(FormDialog):
    """In which form a head is written."""

    def __init__(self, parent: QWidget, one: ListedHead, remembered: Remembered) -> None:
        title = f"Export {head_words.full_name(one)}"
        super().__init__(parent, title, "Choose a file …")
        self._remembered = remembered
        self.kind = ChoiceBox()
        for each in FORMATS:
            self.kind.addItem(each.name, each.id)
        self.kind.setCurrentIndex(max(0, self.kind.findData(remembered.value(_FORMAT, "own"))))
        self.add((("Form", self.kind),))
        self.kind.currentIndexChanged.connect(lambda _: self._explain())
        self._explain()
        self.done_with.connect(lambda: remembered.keep(_FORMAT, self.wanted.id))

    @property
    def wanted(self) -> HeadFormatWords:
        """Return the form that is chosen."""
        return FORMATS[self.kind.currentIndex()]

    def _explain(self) -> None:
        self.says.setText(self.wanted.for_whom)


class NameForm(FormDialog):
    """What a head is to be called."""

    def __init__(self, parent: QWidget, one: ListedHead) -> None:
        explains = (
            "All its versions are called so. Analyses that it has made keep the name they have."
            if one.shelf is Shelf.PROJECT
            else "All its versions are called so. Projects that have it keep theirs."
        )
        super().__init__(parent, f"Rename {one.name}", "Rename", explains)
        self.name = QLineEdit(one.name)
        self.name.selectAll()
        self.add((("Name", self.name),))


class CreditsForm(FormDialog):
    """Who made a head, and under which licence it may be used."""

    def __init__(self, parent: QWidget, one: ListedHead) -> None:
        explains = "What is exported from now on says it, and who imports it sees it."
        super().__init__(parent, f"Author of {head_words.full_name(one)}", "Keep", explains)
        self.author, self.licence = QLineEdit(one.kept.credits.author), ChoiceBox()
        self.author.setPlaceholderText("Your name, or that of your group")
        self.licence.setEditable(True)
        self.licence.addItems(_LICENCES)
        self.licence.setCurrentText(one.kept.credits.licence)
        self.licence.setPlaceholderText("Without one, others may not use it")
        self.add((("Author", self.author), ("Licence", self.licence)))

    @property
    def wanted(self) -> Credits:
        """Return what was said. Raises UnusableValueError for a text far too long."""
        return Credits.of(self.author.text(), self.licence.currentText())


class ImportForm(FormDialog):
    """Where a head goes, and what its file may not say."""

    def __init__(
        self, parent: QWidget, file: Path, shelves: tuple[Shelf, ...], networks: list[str]
    ) -> None:
        explains = (
            "Heads of Undersong, BirdNET-Analyzer, buzzdetect and perch-hoplite, linear JSON and "
            "safetensors. Nothing in the file is run. What the file says need not be said here."
        )
        super().__init__(parent, f"Import {file.name}", "Import", explains)
        self.file = file
        self.shelf, self.name, self.network = ChoiceBox(), QLineEdit(), ChoiceBox()
        for each in shelves:
            self.shelf.addItem(_SHELVES[each], each)
        self.name.setPlaceholderText(_NOT_SAID)
        self.network.addItem(_NOT_SAID, "")
        for one in networks:
            self.network.addItem(one, one)
        self.labels = FileField(self, "A list of labels, one a line")
        self.add(
            (
                ("Into", self.shelf), ("Name", self.name),
                ("Network that it stands on", self.network), ("Its labels", self.labels),
            )
        )  # fmt: skip

    @property
    def request(self) -> ImportRequest:
        """Return what was said beside the file."""
        return ImportRequest(
            self.name.text().strip(), str(self.network.currentData()), self.labels.file
        )

    @property
    def wanted(self) -> Shelf:
        """Return where it is to go."""
        found: Shelf = self.shelf.currentData()
        return found


class FileField(QWidget):
    """A file that may be chosen."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self._title = title
        self.file: Path | None = None
        self.named: QLabel = label("lie beside it, or in it", "muted")
        self.choose = button("Choose …", self._ask)
        inside: QHBoxLayout = row(self.named, self.choose, gap=GRID, grows=0)
        self.setLayout(inside)
        self.setFocusProxy(self.choose)

    def _ask(self) -> None:
        found = dialogs.file_to_read(self, self._title, "Texts (*.txt *.csv);;All files (*)")
        if found:
            self.file = found
            self.named.setText(found.name)


def file_of_head(parent: QWidget, start: str) -> Path | None:
    """Ask for the file of a head; begin in a folder."""
    return dialogs.file_to_read(parent, "A head to import", _HEADS, start)
