"""What a person says of the report document before it is written."""

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from core.document import DocumentWish, read_logo
from core.document.wording import languages
from gui.remembered import Remembered
from gui.widgets import dialogs
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.form_dialog import FormDialog
from gui.widgets.parts import button, holder, row
from gui.widgets.plain import give_tip

_LANGUAGES = {
    "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "nl": "Nederlands",
}  # fmt: skip
_PLACES = (
    ("to .01 degree, about 1 km", 0.01),
    ("to .1 degree, about 10 km", 0.1),
    ("not given", 0.0),
)
_REMEMBERED = ("client", "author", "reviewer", "logo")


class DocumentForm(FormDialog):
    """Title, people, language of the headings, and how exactly places are given."""

    def __init__(self, parent: QWidget, remembered: Remembered, project: str, of: str) -> None:
        """``of`` says which sites and days it is of."""
        super().__init__(
            parent,
            "Write a report document",
            "Write …",
            "A PDF, or one HTML file that needs nothing else: summary, effort, species with their "
            f"precision, clearest clips, activity, methods, settings and files. {of}",
        )
        self._remembered = remembered
        self.title, self.client, self.author, self.reviewer = (QLineEdit() for _ in range(4))
        self.language, self.places = ChoiceBox(), ChoiceBox()
        self.withheld, self.logo = QLineEdit(), QLineEdit()
        self.withheld.setPlaceholderText("None; several with commas between")
        give_tip(self.withheld, "Species, such as a breeding owl, of which it is not said where")
        self.logo.setPlaceholderText("None")
        choose = button("Choose …", self._choose_logo)
        choose.setAccessibleName("Choose a logo")
        self.title.setText(project)
        self.reviewer.setPlaceholderText("The names in the project")
        for name in _REMEMBERED:
            getattr(self, name).setText(remembered.value(f"document/{name}", ""))
        for code in languages():
            self.language.addItem(_LANGUAGES.get(code, code), code)
        used = self.language.findData(remembered.value("document/language", "en"))
        self.language.setCurrentIndex(max(0, used))
        for text, degrees in _PLACES:
            self.places.addItem(text, degrees)
        self.add(
            [
                ("Title", self.title),
                ("Prepared for", self.client),
                ("Prepared by", self.author),
                ("Heard and judged by", self.reviewer),
                ("Headings", self.language),
                ("Places of sites", self.places),
                ("Withhold where", self.withheld),
                ("Logo", holder(row(self.logo, choose, grows=0))),
            ]
        )
        self.done_with.connect(self._keep)

    @property
    def wish(self) -> DocumentWish:
        """Return what the fields say."""
        return DocumentWish(
            title=self.title.text().strip(),
            author=self.author.text().strip(),
            client=self.client.text().strip(),
            reviewer=self.reviewer.text().strip(),
            language=self.language.currentData(),
            blur_degrees=self.places.currentData(),
            withheld=frozenset(n.strip() for n in self.withheld.text().split(",") if n.strip()),
            logo=read_logo(Path(self.logo.text())) if self.logo.text().strip() else b"",
        )

    def _choose_logo(self) -> None:
        path = dialogs.file_to_read(self, "Choose a logo", "Pictures (*.png *.svg)")
        if path is not None:
            self.logo.setText(str(path))

    def _keep(self) -> None:
        for name in _REMEMBERED:
            self._remembered.keep(f"document/{name}", getattr(self, name).text().strip())
        self._remembered.keep("document/language", self.language.currentData())
