"""What a person says of the report document before it is written."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from core.document import DocumentWish
from core.document.wording import languages
from gui.remembered import Remembered
from gui.widgets.form_dialog import FormDialog

_LANGUAGES = {
    "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "nl": "Nederlands",
}  # fmt: skip
_PLACES = (
    ("to .01 degree, about 1 km", 0.01),
    ("to .1 degree, about 10 km", 0.1),
    ("not given", 0.0),
)
_REMEMBERED = ("client", "author", "reviewer")


class DocumentForm(FormDialog):
    """Title, people, language of the headings, and how exactly places are given."""

    def __init__(self, parent: QWidget, remembered: Remembered, project: str) -> None:
        super().__init__(
            parent,
            "Write a report document",
            "Write …",
            "A PDF, or one HTML file that needs nothing else: summary, effort, species with their "
            "precision, clearest clips, activity, methods, settings and files.",
        )
        self._remembered = remembered
        self.title, self.client, self.author, self.reviewer = (QLineEdit() for _ in range(4))
        self.language, self.places = QComboBox(), QComboBox()
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
        )

    def _keep(self) -> None:
        for name in _REMEMBERED:
            self._remembered.keep(f"document/{name}", getattr(self, name).text().strip())
        self._remembered.keep("document/language", self.language.currentData())
