"""Which clips to export, how long, and by which names."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QLineEdit, QWidget

from core.domain import Detection
from core.errors import UserError
from core.exports import clip_files
from core.exports.clips import CONFIRMED, ClipSettings
from core.speech import MIN_SCORE
from core.store.detections import Filter
from gui.widgets import words
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.form_dialog import FormDialog
from gui.widgets.plain import give_tip

_MAY_BREAK = "\u200b"


class ClipsForm(FormDialog):
    """The chosen clips, the whole queue, or all that was confirmed."""

    def __init__(
        self,
        parent: QWidget,
        chosen: Sequence[Detection],
        queue: Filter,
        numbers: tuple[int, int | None],
        no_speech: bool = False,
    ) -> None:
        """``numbers``: detections confirmed, and in the queue where they are counted by now.

        ``no_speech``: whether clips with voices were left out last time.
        """
        super().__init__(parent, "Export clips", "Choose a folder …")
        self._chosen, self._queue = chosen, queue
        self.which, self.padding = ChoiceBox(), QDoubleSpinBox()
        self.suffix, self.template = ChoiceBox(), QLineEdit(clip_files.TEMPLATE)
        self.no_speech = QCheckBox("Leave out clips with human voices")
        self.no_speech.setChecked(no_speech)
        confirmed, shown = numbers
        every = "All that the filters show"
        if queue.plan_id is not None:
            every = "All of the plan"
        for text, number in (
            ("What is chosen", len(chosen)),
            ("All that was confirmed as correct, whatever is shown", confirmed),
            (every, shown),
        ):
            of = "" if number is None else f": {words.count(number, 'clip')}"
            self.which.addItem(f"{text}{of}")
        self.padding.setRange(0, 60)
        self.padding.setValue(1)
        self.padding.setDecimals(1)
        self.padding.setSuffix(" s")
        for name, suffix in (("WAV", ".wav"), ("FLAC", ".flac")):
            for bits in clip_files.BITS:
                self.suffix.addItem(f"{name}, {bits} bit", (suffix, bits))
        self.add(
            [
                ("Which", self.which),
                ("Before and after", self.padding),
                ("Format", self.suffix),
                ("Name", self.template),
                ("Speech", self.no_speech),
            ]
        )
        fields = ", ".join(f"{{{name}}}" for name in clip_files.FIELDS)
        give_tip(
            self.no_speech,
            f"Where a network that knows them heard voices (score {MIN_SCORE} or more), "
            "or none has heard the recording. Silero VAD listens too, where it is installed. A "
            "voice that they miss is missed here too.",
        )
        give_tip(self.template, f"It may hold letters and these: {fields}")
        self.template.textChanged.connect(self._say)
        self.suffix.currentIndexChanged.connect(self._say)
        self._say()

    @property
    def wanted(self) -> Filter | Sequence[int]:
        """Return which clips are meant."""
        if self.which.currentIndex() == 0:
            return [d.id for d in self._chosen]
        return CONFIRMED if self.which.currentIndex() == 1 else self._queue

    @property
    def settings(self) -> ClipSettings:
        """Return what the fields say."""
        suffix, bits = self.suffix.currentData()
        return ClipSettings(
            self.padding.value(), suffix, self.template.text().strip(), bits,
            no_speech=self.no_speech.isChecked(),
        )  # fmt: skip

    def _say(self, *_: object) -> None:
        template = self.template.text().strip()
        problem = ""
        try:
            clip_files.check_template(template)
        except UserError as error:
            problem = str(error)
        self.does.setEnabled(not problem)
        name = clip_files.name(template, self._chosen[0]) if self._chosen and not problem else ""
        shown = name.replace("_", f"_{_MAY_BREAK}")
        example = f"For example {shown}{self.suffix.currentData()[0]}. " if name else ""
        beside = "At the recording's own sample rate. A table, clips.csv, comes beside them."
        self.says.setText(problem or example + beside)
