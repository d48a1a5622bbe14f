"""What a person sets for the whole program: its look, the keys, and where its files lie."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFormLayout, QWidget

from core.app_folders import cache_folder, data_folder, log_folder
from core.errors import UserError
from core.species.languages import add_names, code_of, languages
from gui.remembered import Remembered
from gui.theme import GRID, theme
from gui.widgets import dialogs
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.elided import ElidedLabel
from gui.widgets.help_box import ReadingBox
from gui.widgets.outside import show_outside
from gui.widgets.parts import button, holder, label, row
from gui.widgets.plain import give_tip

_THEME, _TEXT, _LANGUAGE = "theme", "text size", "language of names"
_THEMES = (("As the system", ""), ("Light", "light"), ("Dark", "dark"))
_TEXTS = (("Small", -1), ("As the system", 0), ("Large", 2), ("Very large", 4))
_WIDTH = 64 * GRID
_BELOW_NAMES = 3
_NO_NAMES = (
    "No other language is here yet. Add a file with BirdNET's names in it, such as "
    "BirdNET_GLOBAL_6K_V2.4_Labels_de.txt."
)


def apply_preferences(remembered: Remembered) -> None:
    """Give the window the look that was set."""
    wanted = remembered.value(_THEME, "")
    theme().force({"light": False, "dark": True}.get(wanted))
    if points := remembered.value(_TEXT, 0):
        theme().enlarge(points)


def language_of_names(remembered: Remembered) -> str:
    """Return the code of the language of common names; empty: as the networks have them."""
    return str(remembered.value(_LANGUAGE, ""))


class PreferencesBox(ReadingBox):
    """Everything holds at once and from now on."""

    def __init__(
        self,
        parent: QWidget,
        remembered: Remembered,
        change_keys: Callable[[], object] | None,
        call_species: Callable[[str], object] = lambda _code: None,
    ) -> None:
        """``call_species`` is told the code of the language in which they are called."""
        self._remembered, self._call_species = remembered, call_species
        self.look = _choice(_THEMES, remembered.value(_THEME, ""), "Theme")
        self.text = _choice(_TEXTS, remembered.value(_TEXT, 0), "Size of text")
        self.names = _choice(_languages(), language_of_names(remembered), "Names of species")
        self.more_names = button("Add …", self._add_names)
        self.more_names.setAccessibleName("Add names in another language")
        give_tip(self.more_names, "From a file of lines Turdus merula_Amsel, called de.txt")
        self.said = label("" if languages() else _NO_NAMES, "muted", wrap=True)
        self.keys = button("Change keys …", change_keys)
        self.keys.setEnabled(change_keys is not None)
        give_tip(self.keys, "" if change_keys else "Open a project first.")
        content = QWidget()
        content.setFixedWidth(_WIDTH)
        fields = QFormLayout(content)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setVerticalSpacing(GRID)
        fields.setHorizontalSpacing(2 * GRID)
        for name, field in (
            ("Theme", self.look),
            ("Size of text", self.text),
            ("Names of species", holder(row(self.names, self.more_names, grows=0))),
            ("Keys of Review", self.keys),
            ("Settings and networks", self._folder(data_folder())),
            ("Cache (can be deleted)", self._folder(cache_folder())),
            ("Log", self._folder(log_folder())),
        ):
            named = label(name)
            named.setMinimumHeight(field.sizeHint().height())  # on one line with its field
            fields.addRow(named, field)
        fields.insertRow(_BELOW_NAMES, self.said)
        self._say(self.said.text())
        super().__init__(parent, "Preferences", content)
        self.look.currentIndexChanged.connect(self._keep)
        self.text.currentIndexChanged.connect(self._keep)
        self.names.currentIndexChanged.connect(self._call)

    def _call(self) -> None:
        self._remembered.keep(_LANGUAGE, self.names.currentData())
        self._call_species(self.names.currentData())

    def _add_names(self) -> None:
        chosen = dialogs.file_to_read(self, "Names in another language", "Text (*.txt)")
        if not chosen:
            return
        try:
            code = code_of(chosen)
            add_names(chosen, code)
        except UserError as error:
            self._say(str(error))
            return
        self._say("")
        if self.names.findData(code) < 0:
            self.names.addItem(*next(one for one in _languages() if one[1] == code))
        self.names.setCurrentIndex(self.names.findData(code))

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        self.said.setMinimumHeight(self.said.heightForWidth(_WIDTH))  # forms forget its lines

    def _folder(self, folder: Path) -> QWidget:
        shown = ElidedLabel("muted")
        shown.setText(str(folder))
        give_tip(shown, str(folder))
        show = button("Open", lambda: self._say(show_outside(folder)))
        show.setAccessibleName(f"Open {folder}")
        return holder(row(shown, show, grows=0))

    def _keep(self) -> None:
        self._remembered.keep(_THEME, self.look.currentData())
        self._remembered.keep(_TEXT, self.text.currentData())
        theme().force({"light": False, "dark": True}.get(self.look.currentData()))
        theme().enlarge(self.text.currentData())


def _languages() -> tuple[tuple[str, str], ...]:
    return (("As the network", ""), *((one.name, one.code) for one in languages()))


def _choice(choices: tuple[tuple[str, object], ...], now: object, name: str) -> ChoiceBox:
    made = ChoiceBox()
    made.setAccessibleName(name)
    for text, value in choices:
        made.addItem(text, value)
    made.setCurrentIndex(max(0, made.findData(now)))
    return made
