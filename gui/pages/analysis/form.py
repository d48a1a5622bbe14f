"""The settings of an analysis, in plain words."""

from calendar import monthrange
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QRadioButton, QWidget

from core.networks.manifest import Manifest
from gui.open_project import manifests, suitable_workers
from gui.pages.analysis.choices import EVERYTHING, LIST, PLACE, Choices
from gui.pages.analysis.sections import Form, choice, number, whole
from gui.theme import GRID
from gui.widgets import dialogs, words
from gui.widgets.parts import button, column, holder, label, row

_WEEKS = 48
_FOR_LATER = "For searching by similarity, and for teaching species of your own."


class AnalysisForm(QWidget):
    """Shows Choices, and tells when a person made others."""

    changed = Signal(object)
    """The Choices of now."""

    def __init__(self) -> None:
        super().__init__()
        self._filling = False
        self.network = choice([(f"{m.title} {m.version}", m.id) for m in manifests()])
        self.channel = whole(1, 64)
        self.by_place = QRadioButton("What lives at the place in that season")
        self.by_list = QRadioButton("Only what is on my list")
        self.by_nothing = QRadioButton("Everything the network knows")
        self.list_file = QLineEdit()
        self.list_file.setPlaceholderText("A text file or CSV, one species a line")
        self.list_file.setAccessibleName("Species list")
        self.choose_list = button("Choose …", self._choose_list)
        self.place = choice((("From the recordings", False), ("Typed here", True)))
        self.latitude = number(-90, 90, 0.1, 4, "°")
        self.longitude = number(-180, 180, 0.1, 4, "°")
        self.week = choice(_weeks())
        self.min_score = number(0.01, 0.99, 0.05)
        self.overlap = number(0.0, 2.9, 0.5, 1, " s")
        self.sensitivity = number(0.5, 1.5, 0.1, 1)
        self.embeddings = QCheckBox("Keep embeddings")
        self.workers = whole(0, 64, f"Automatic ({suitable_workers()})")
        self.gentle = QCheckBox("Leave room for other programs")
        self._build()
        self._connect()
        self.show_choices(Choices())

    def show_choices(self, chosen: Choices) -> None:
        """Show what was chosen before."""
        self._filling = True
        self.network.setCurrentIndex(max(0, self.network.findData(chosen.network)))
        self.channel.setValue(chosen.channel)
        for kind, radio in self._kinds:
            radio.setChecked(kind == chosen.expected)
        self.list_file.setText(chosen.list_file)
        self.place.setCurrentIndex(1 if chosen.typed_place else 0)
        self.latitude.setValue(chosen.latitude)
        self.longitude.setValue(chosen.longitude)
        self.week.setCurrentIndex(max(0, self.week.findData(chosen.week)))
        self.min_score.setValue(chosen.min_score)
        self.overlap.setValue(chosen.overlap_s)
        self.sensitivity.setValue(chosen.sensitivity)
        self.embeddings.setChecked(chosen.embeddings)
        self.workers.setValue(chosen.workers)
        self.gentle.setChecked(chosen.gentle)
        self._filling = False
        self._enable()

    def show_embedding_size(self, bytes_per_hour: int) -> None:
        """Say what keeping embeddings costs."""
        if bytes_per_hour:
            size = words.size(bytes_per_hour)
            self.embeddings_text.setText(f"{_FOR_LATER} {size} for each hour of sound.")

    @property
    def choices(self) -> Choices:
        """Return what is chosen now."""
        return Choices(
            network=self.network.currentData(),
            channel=self.channel.value(),
            expected=next((kind for kind, radio in self._kinds if radio.isChecked()), PLACE),
            list_file=self.list_file.text().strip(),
            typed_place=bool(self.place.currentData()),
            latitude=self.latitude.value(),
            longitude=self.longitude.value(),
            week=self.week.currentData(),
            min_score=round(self.min_score.value(), 2),
            overlap_s=round(self.overlap.value(), 1),
            sensitivity=round(self.sensitivity.value(), 1),
            embeddings=self.embeddings.isChecked(),
            workers=self.workers.value(),
            gentle=self.gentle.isChecked(),
        )

    @property
    def _kinds(self) -> tuple[tuple[str, QRadioButton], ...]:
        return (PLACE, self.by_place), (LIST, self.by_list), (EVERYTHING, self.by_nothing)

    # --- making ---

    def _build(self) -> None:
        form = Form()
        form.heading("Network")
        self.licence = form.add("Listens with", self.network)
        self.licence.setText(_licence(manifests()[0]))
        form.add(
            "Channel", self.channel, "The microphone to listen to; with fewer it is the last one."
        )
        form.heading("Species to expect")
        form.add_wide(
            label("Others are kept too, hidden and counted: one click shows them.", "muted")
        )
        for radio in (self.by_place, self.by_nothing, self.by_list):
            form.add_wide(radio)
        self._list_row = holder(
            row(self.list_file, self.choose_list, margins=(3 * GRID, 0, 0, 0), grows=0)
        )
        form.add_wide(self._list_row)
        self._place_part(form)
        self._score_part(form)
        self._computer_part(form)
        self.setLayout(column(form, 1, gap=0))

    def _place_part(self, form: Form) -> None:
        form.heading("Place and season")
        form.add(
            "Place",
            self.place,
            "Recorders with GPS write it into their files. Without one, all species are expected.",
        )
        for field, name in ((self.latitude, "Latitude"), (self.longitude, "Longitude")):
            field.setMinimumWidth(11 * GRID)
            field.setAccessibleName(name)
        both = holder(row(self.latitude, self.longitude, gap=GRID))
        form.add("Latitude, longitude", both, "In degrees; north and east are positive.")
        form.add("Season", self.week, "Narrows the species to those about at that time of year.")

    def _score_part(self, form: Form) -> None:
        form.heading("What counts as a detection")
        form.add(
            "Lowest score",
            self.min_score,
            "Lower finds more and errs more often. 0.25 is a good start; you can always raise it "
            "while reviewing.",
        )
        form.add(
            "Overlap",
            self.overlap,
            "Windows of 3 s that overlap miss fewer calls at their edges, and take longer.",
        )
        form.add(
            "Sensitivity", self.sensitivity,
            "Above 1 raises all scores, below 1 lowers them. Leave it at 1 to compare with others.",
        )  # fmt: skip

    def _computer_part(self, form: Form) -> None:
        form.heading("This computer")
        self.embeddings_text = form.add("For later", self.embeddings, _FOR_LATER)
        form.add("Processes", self.workers, "One a core is quickest.")
        form.add("Gentle", self.gentle, "Slower; other programs go first.")

    def _connect(self) -> None:
        for combo in (self.network, self.place, self.week):
            combo.currentIndexChanged.connect(self._read)
        for field in (self.latitude, self.longitude, self.min_score, self.overlap,
                      self.sensitivity, self.workers, self.channel):  # fmt: skip
            field.valueChanged.connect(self._read)
        for box in (self.embeddings, self.gentle, self.by_place, self.by_list, self.by_nothing):
            box.toggled.connect(self._read)
        self.list_file.editingFinished.connect(self._read)

    def _choose_list(self) -> None:
        file = dialogs.file_to_read(
            self, "Choose a species list", "Species lists (*.txt *.csv);;All files (*)"
        )
        if file:
            self.list_file.setText(str(file))
            self._read()

    def _read(self) -> None:
        if not self._filling:
            self._enable()
            self.changed.emit(self.choices)

    def _enable(self) -> None:
        by_place = self.by_place.isChecked()
        typed = by_place and bool(self.place.currentData())
        self._list_row.setVisible(self.by_list.isChecked())
        for field in (self.place, self.week):
            field.setEnabled(by_place)
        for number_field in (self.latitude, self.longitude):
            number_field.setEnabled(typed)


def _licence(manifest: Manifest) -> str:
    use = ", for non-commercial use" if manifest.non_commercial else ""
    return f"Licence: {manifest.licence}{use}."


def _weeks() -> list[tuple[str, object]]:
    """Return the seasons: BirdNET counts four weeks a month."""
    found: list[tuple[str, object]] = [
        ("Each recording's own date", "auto"), ("Any time of the year", "all"),
    ]  # fmt: skip
    for week in range(1, _WEEKS + 1):
        month, part = divmod(week - 1, 4)
        first = part * 7 + 1
        last = monthrange(2023, month + 1)[1] if part == 3 else first + 6
        name = f"{date(2023, month + 1, 1):%B}"
        found.append((f"{first}–{last} {name}", week))
    return found
