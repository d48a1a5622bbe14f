"""The settings of an analysis, in plain words."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QLineEdit, QMenu, QRadioButton, QWidget

from core.analysis.settings import DECLARED
from core.networks.manifest import Manifest
from core.taxon_groups import TaxonGroup
from gui.expecting import lists_that_come_along
from gui.pages.analysis.choices import EVERYTHING, LIST, PLACE, Choices, knows_ranges
from gui.pages.analysis.presets import Presets
from gui.pages.analysis.sections import (
    Folded,
    Form,
    FormLine,
    SideBySide,
    choice,
    limit,
    number,
    whole,
)
from gui.ready_networks import manifests, suitable_workers
from gui.theme import GRID
from gui.widgets import dialogs, words
from gui.widgets.parts import button, column, holder, label, row
from gui.widgets.plain import give_tip

_NO_NETWORK = Manifest(
    id="", title="None is ready", version="", runtime="", sample_rate=48_000, window_s=3.0,
    embedding_size=0, licence="", citation="", non_commercial=False,
)  # fmt: skip
_FOLDED = ("overlap_s", "sensitivity", "channel", "embeddings", "workers", "gentle", "gpu")
_BY_PLACE = "What lives at the place in that season"


class AnalysisForm(QWidget):
    """Shows Choices, and tells when a person made others.

    What a setting is called, what it means and where its bounds lie is declared in core.
    """

    changed = Signal(object)
    """The Choices of now."""
    networks_wanted = Signal()
    list_wanted = Signal()
    """A list of one's own is to be made."""

    def __init__(self) -> None:
        super().__init__()
        self._filling = False
        self._lines: dict[str, FormLine] = {}
        self.own_lists: Callable[[], list[tuple[str, str]]] = list
        """(file, name with the number of species) of the lists of the project."""
        self._manifests: dict[str, Manifest] = {}
        self.network = choice(())
        self.networks = button("Networks …", self.networks_wanted.emit, look="quiet")
        self._gone = ""
        """Id of the network that was chosen before and is not ready any more."""
        self._list_networks()
        self.channel = whole(1, DECLARED["channel"], self.manifest)
        self.by_place = QRadioButton(_BY_PLACE)
        self.by_list = QRadioButton(DECLARED["species_list"].title)
        self.by_nothing = QRadioButton("Everything the network knows")
        self.list_file = QLineEdit()
        self.list_file.setPlaceholderText("A list of ours, or a file with one species a line")
        self.list_file.setAccessibleName("Species list")
        self.choose_list = button("Choose …")
        self.choose_list.setMenu(self._lists())
        self.of_species = label("", wrap=True)
        self.of_species.hide()
        self.place = choice((("From the recordings", False), ("Typed here", True)))
        self.latitude, self.longitude = _number("latitude"), _number("longitude")
        self.week = choice(_weeks(int(DECLARED["week"].bounds(self.manifest)[1])))
        self.groups = choice(
            (("All groups", ""), *((f"Only {one.title.lower()}", str(one)) for one in TaxonGroup))
        )
        self.min_score, self.overlap = _number("min_score"), _number("overlap_s")
        self.sensitivity = _number("sensitivity")
        self.embeddings = QCheckBox(DECLARED["embeddings"].box)
        self.workers = whole(0, DECLARED["workers"], self.manifest)
        self.gentle = QCheckBox(DECLARED["gentle"].box)
        self.gpu = QCheckBox(DECLARED["gpu"].box)
        self._build()
        self._connect()
        self.show_choices(Choices())

    @property
    def manifest(self) -> Manifest:
        """Return the facts of the network that is chosen; made up where none is ready."""
        return self._manifests.get(self.network.currentData(), _NO_NETWORK)

    @property
    def has_network(self) -> bool:
        """Tell whether any network is ready."""
        return bool(self._manifests)

    def show_choices(self, chosen: Choices) -> None:
        """Show what was chosen before."""
        self._filling = True
        self._choose_if_there(chosen.network)
        self._show_network()
        self.channel.setValue(chosen.channel)
        for kind, radio in self._kinds:
            radio.setChecked(kind == chosen.expected)
        self.list_file.setText(chosen.list_file)
        self.place.setCurrentIndex(1 if chosen.typed_place else 0)
        self.latitude.setValue(chosen.latitude)
        self.longitude.setValue(chosen.longitude)
        self.week.setCurrentIndex(max(0, self.week.findData(chosen.week)))
        if self.groups.findData(chosen.groups) < 0:  # several, by an analysis of the command line
            self.groups.addItem(f"Only {chosen.groups}", chosen.groups)
        self.groups.setCurrentIndex(self.groups.findData(chosen.groups))
        self.min_score.setValue(chosen.min_score)
        self.overlap.setValue(
            self.manifest.overlap_s if chosen.overlap_s is None else chosen.overlap_s
        )
        self.sensitivity.setValue(chosen.sensitivity)
        self.embeddings.setChecked(chosen.embeddings)
        self.workers.setValue(chosen.workers or 0)
        self.gentle.setChecked(chosen.gentle)
        self.gpu.setChecked(chosen.gpu)
        self._enable()
        self._name_more()
        self._filling = False

    def _take_preset(self, preset: Choices) -> None:
        self.show_choices(preset)
        self.changed.emit(self.choices)

    def _name_more(self) -> None:
        """Say which saved settings these are, and how many that are folded away are not usual."""
        chosen, usual = self.choices, Choices()
        self.presets.show_choices(chosen)
        self.more.say_changed(sum(getattr(chosen, name) != getattr(usual, name)
                                  for name in _FOLDED))  # fmt: skip

    def offer_networks(self) -> None:
        """Offer the networks that can be run now; the chosen one stays, if it is still there."""
        former = self.network.currentData()
        self._filling = True
        self._list_networks(self._gone or former)
        self._filling = False
        if self.network.currentData() == former:
            self._show_network()
        else:
            self._choose_network()

    def show_embedding_size(self, bytes_per_hour: int) -> None:
        """Say what keeping embeddings costs."""
        if bytes_per_hour:
            meaning = DECLARED["embeddings"].explained(self.manifest)
            size = words.size(bytes_per_hour)
            self._lines["embeddings"].explain(f"{meaning} {size} for each hour of sound.")

    def say_of_species(self, sentences: Sequence[str]) -> None:
        """Say what of the species to expect was read otherwise or cannot be heard."""
        self.of_species.setText(" ".join(sentences))
        self.of_species.setVisible(bool(sentences))

    @property
    def choices(self) -> Choices:
        """Return what is chosen now."""
        return Choices(
            network=self.manifest.id,
            channel=self.channel.value(),
            expected=next((kind for kind, radio in self._kinds if radio.isChecked()), PLACE),
            list_file=self.list_file.text().strip(),
            typed_place=bool(self.place.currentData()),
            latitude=_value(self.latitude),
            longitude=_value(self.longitude),
            week=self.week.currentData(),
            groups=self.groups.currentData(),
            min_score=_value(self.min_score),
            overlap_s=None if self._has_own_overlap else _value(self.overlap),
            sensitivity=_value(self.sensitivity),
            embeddings=self.embeddings.isChecked(),
            workers=self.workers.value() or None,
            gentle=self.gentle.isChecked(),
            gpu=self.gpu.isChecked(),
        )

    @property
    def _kinds(self) -> tuple[tuple[str, QRadioButton], ...]:
        return (PLACE, self.by_place), (LIST, self.by_list), (EVERYTHING, self.by_nothing)

    # --- making ---

    def _build(self) -> None:
        form, more = Form(), Form()
        form.heading("Network", self.networks)
        self.licence = self._add(form, "network", self.network)
        form.heading("Species to expect")
        kept = "What is not expected is kept too, hidden and counted: one click shows it."
        form.add_wide(label(kept, "muted", wrap=True))
        for radio in (self.by_place, self.by_nothing, self.by_list):
            form.add_wide(radio)
        self._list_row = holder(
            row(self.list_file, self.choose_list, margins=(3 * GRID, 0, 0, 0), grows=0)
        )
        form.add_wide(self._list_row)
        form.add_wide(self.of_species)
        self._add(form, "groups", self.groups)
        self._place_part(form)
        form.heading("What counts as a detection")
        self._add(form, "min_score", self.min_score)
        more.heading("How it is heard")
        self._add(more, "overlap_s", self.overlap)
        self._add(more, "sensitivity", self.sensitivity)
        self._add(more, "channel", self.channel)
        more.heading("This computer")
        self._add(more, "embeddings", self.embeddings)
        self._add(more, "workers", self.workers)
        self._add(more, "gentle", self.gentle)
        self._add(more, "gpu", self.gpu)
        self.more = Folded(more)
        self.presets = Presets()
        self.presets.chosen.connect(self._take_preset)
        self.setLayout(column(SideBySide(self.presets, form, self.more), 1))

    def _place_part(self, form: Form) -> None:
        form.heading("Place and season")
        form.add(
            "Place",
            self.place,
            "Recorders with GPS write it into their files. Without one, all species are expected.",
        )
        latitude, longitude = DECLARED["latitude"], DECLARED["longitude"]
        for field, setting in ((self.latitude, latitude), (self.longitude, longitude)):
            field.setMinimumWidth(11 * GRID)
            field.setAccessibleName(setting.title)
        both = holder(row(self.latitude, self.longitude, gap=GRID))
        named = f"{latitude.title}, {longitude.title.lower()}"
        self._typed_place = form.add(named, both, latitude.explanation)
        self._add(form, "week", self.week)

    def _add(self, form: Form, name: str, control: QWidget) -> FormLine:
        self._lines[name] = form.add(DECLARED[name].title, control)
        return self._lines[name]

    def _connect(self) -> None:
        self.network.currentIndexChanged.connect(self._choose_network)
        for combo in (self.place, self.week, self.groups):
            combo.currentIndexChanged.connect(self._read)
        for field in self._numbers.values():
            field.valueChanged.connect(self._read)
        for whole_field in (self.workers, self.channel):
            whole_field.valueChanged.connect(self._read)
        for box in (
            self.embeddings, self.gentle, self.gpu, self.by_place, self.by_list, self.by_nothing,
        ):  # fmt: skip
            box.toggled.connect(self._read)
        self.list_file.editingFinished.connect(self._read)

    @property
    def _numbers(self) -> dict[str, QDoubleSpinBox]:
        return {
            "latitude": self.latitude, "longitude": self.longitude, "min_score": self.min_score,
            "overlap_s": self.overlap, "sensitivity": self.sensitivity,
        }  # fmt: skip

    # --- what depends on the network ---

    def _list_networks(self, chosen: str = "") -> None:
        self._manifests = {m.id: m for m in manifests()}
        self.network.clear()
        for manifest in self._manifests.values():
            self.network.addItem(f"{manifest.title} {manifest.version}", manifest.id)
        self._choose_if_there(chosen)

    def _choose_if_there(self, id: str) -> None:
        number = self.network.findData(id)
        self._gone = id if number < 0 else ""
        self.network.setCurrentIndex(max(0, number))

    def _choose_network(self) -> None:
        if self._filling:
            return
        self._filling, self._gone = True, ""
        was_usual = self._has_own_overlap
        self._show_network()
        if was_usual:
            self.overlap.setValue(self.manifest.overlap_s)
        self._enable()
        self._filling = False
        self._read()

    def _show_network(self) -> None:
        """Let what can be chosen, and what is said of it, be that of the network."""
        manifest = self.manifest
        for name, field in self._numbers.items():
            limit(field, DECLARED[name], manifest)
        for name, shown in self._lines.items():
            shown.explain(DECLARED[name].explained(manifest))
            shown.show(name == "week" or DECLARED[name].offered(manifest))
        gone = f"{self._gone} is not ready any more. " if self._gone else ""
        self.licence.explain(gone + _licence(manifest))
        self.workers.setSpecialValueText(f"Automatic ({suitable_workers(manifest)})")
        self._own_overlap = round(manifest.overlap_s, self.overlap.decimals())

    @property
    def _has_own_overlap(self) -> bool:
        return _value(self.overlap) == self._own_overlap

    # --- what a person does ---

    def _lists(self) -> QMenu:
        """Return the menu of lists: a file of one's own, and those that come along."""
        menu = QMenu(self)
        menu.aboutToShow.connect(partial(self._fill_lists, menu))
        self._fill_lists(menu)
        return menu

    def _fill_lists(self, menu: QMenu) -> None:
        menu.clear()
        menu.addAction("A file …", self._choose_list)
        menu.addAction("Make a list …", self.list_wanted.emit)
        menu.addSeparator()
        for path, name in self.own_lists():
            menu.addAction(name, partial(self.take_list, path))
        menu.addSeparator()
        for id, name in lists_that_come_along():
            menu.addAction(name, partial(self.take_list, id))

    def _choose_list(self) -> None:
        file = dialogs.file_to_read(
            self, "Choose a species list", "Species lists (*.txt *.csv);;All files (*)"
        )
        if file:
            self.take_list(str(file))

    def take_list(self, wanted: str) -> None:
        """Expect what is on a list: a file, or one that comes along by its id."""
        self.by_list.setChecked(True)
        self.list_file.setText(wanted)
        self._read()

    def _read(self) -> None:
        if not self._filling:
            self._enable()
            self._name_more()
            self.changed.emit(self.choices)

    def _enable(self) -> None:
        has_ranges = knows_ranges(self.manifest)
        self.by_place.setEnabled(has_ranges)
        give_tip(self.by_place, "" if has_ranges else "This network does not know where they live.")
        if self.by_place.isChecked() and not has_ranges:
            self.by_nothing.setChecked(True)
        by_place = self.by_place.isChecked()
        typed = by_place and bool(self.place.currentData())
        self._list_row.setVisible(self.by_list.isChecked())
        for field in (self.place, self.week):
            field.setEnabled(by_place)
        for number_field in (self.latitude, self.longitude):
            number_field.setEnabled(typed)
        self._typed_place.show(typed)


def _number(name: str) -> QDoubleSpinBox:
    return number(DECLARED[name])


def _value(field: QDoubleSpinBox) -> float:
    return round(field.value(), field.decimals())


def _licence(manifest: Manifest) -> str:
    if manifest is _NO_NETWORK:
        return "No network is ready. Install one first."
    use = ", for non-commercial use" if manifest.non_commercial else ""
    return f"Licence: {manifest.licence}{use}."


def _weeks(number: int) -> list[tuple[str, object]]:
    """Return the seasons: BirdNET counts four weeks a month."""
    found: list[tuple[str, object]] = [
        ("Each recording's own date", "auto"), ("Any time of the year", "all"),
    ]  # fmt: skip
    for week in range(1, number + 1):
        month, part = divmod(week - 1, 4)
        first = part * 7 + 1
        last = monthrange(2023, month + 1)[1] if part == 3 else first + 6
        name = f"{date(2023, month + 1, 1):%B}"
        found.append((f"{first}–{last} {name}", week))
    return found
