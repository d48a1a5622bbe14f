"""The line below the sound: which detection this is, and what can be said of it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from core.domain import Detection, Verdict
from core.review.elsewhere import OtherNetwork
from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import button, column, label, name_button, row
from gui.widgets.plain import give_tip

_NARROW = 94 * GRID
_NAME_PX = 24 * GRID
"""So much of a species' name stays, whatever else there is to say."""


class VerdictBar(QWidget):
    """Words at the left, a button for each verdict at the right."""

    decided = Signal(object)
    """A Verdict."""
    skipped = Signal()
    play_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        give_look(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.species, self.scientific = _name("strong"), _name("scientific")
        self.sign, self.verdict = label(), _name("")
        self.kept = label("★ kept", "muted")
        give_tip(self.kept, "Kept as an example to compare others with (K)")
        self.kept.hide()
        self.voice = label("voice", "strong")
        self.voice.hide()
        self.facts = ElidedLabel("muted")
        self.play = button("", self.play_wanted.emit, look="verdict", picture="play")
        self.correct = self._verdict_button(Verdict.CORRECT)
        self.wrong = self._verdict_button(Verdict.WRONG)
        self.unsure = self._verdict_button(Verdict.UNSURE)
        self.skip = button("", self.skipped.emit, look="verdict", picture="skip")
        self._named = {
            "play": (self.play, "Play"), "correct": (self.correct, "Correct"),
            "wrong": (self.wrong, "Wrong"), "unsure": (self.unsure, "Unsure"),
            "skip": (self.skip, "Skip"),
        }  # fmt: skip
        self._buttons = tuple(made for made, _ in self._named.values())
        self._keys: Mapping[str, str] = {}
        self._narrow = self._playing = False
        self._silent = ""
        """Why nothing can be heard, where that is so."""
        self._name_buttons()
        self._detection: Detection | None = None
        self._elsewhere: tuple[OtherNetwork, ...] = ()
        names = row(self.species, self.scientific, row(self.sign, self.verdict, gap=GRID // 2),
                    self.kept, self.voice, 1)  # fmt: skip
        words_ = column(names, self.facts, gap=0)
        inside = row(words_, *self._buttons, margins=(2 * GRID, GRID // 2, 2 * GRID, GRID // 2))
        inside.setStretch(0, 1)
        self.setLayout(inside)
        theme().changed.connect(self._fit)

    def show_detection(self, detection: Detection | None) -> None:
        """Say which detection this is."""
        self._detection = detection
        for each in self._buttons:
            each.setEnabled(detection is not None)
        self._enable_play()
        if detection is None:
            for text in (self.species, self.scientific, self.sign, self.verdict, self.facts):
                text.clear()
            return
        self.species.setText(detection.heard_as)
        self.species.setMinimumWidth(min(self.species.sizeHint().width(), _NAME_PX))
        species = detection.species
        is_other = species.scientific_name != species.common_name  # of what was taught it is none
        self.scientific.setText(species.scientific_name if is_other else "")
        self.sign.setText(words.sign_of(detection) if detection.verdict else "")
        colour = theme().verdict_colour(detection.verdict).name()
        self.sign.setStyleSheet(f"color: {colour}; font-weight: 700")
        self.verdict.setText(_said(detection))
        self._show_facts(detection)

    def show_elsewhere(self, said: Sequence[OtherNetwork]) -> None:
        """Say what other networks make of it."""
        self._elsewhere = tuple(said)
        if self._detection:
            self._show_facts(self._detection)

    def _show_facts(self, detection: Detection) -> None:
        telling = [other for other in self._elsewhere if other.knows]
        facts = (
            f"Score {detection.score:.2f}", *map(_says, telling), words.day_and_time(detection.at),
            detection.site or "", _noted(detection), detection.network_title,
        )  # fmt: skip
        self.facts.setText("  ·  ".join(filter(None, facts)))
        silent = [_says(other) for other in self._elsewhere if not other.knows]
        give_tip(self.facts, "\n".join((self.facts.text(), words.zone(detection.at), *silent)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room of a narrow window to words, of the buttons too. Called by Qt."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < _NARROW * theme().scale
        self.scientific.setVisible(not narrow)
        if narrow != self._narrow:
            self._narrow = narrow
            for each in self._buttons:
                give_look(each, "verdict-narrow" if narrow else "verdict")
            self._name_buttons()

    def show_kept(self, kept: bool) -> None:
        """Say whether it is kept as an example."""
        self.kept.setVisible(kept)

    def show_voice(self, score: float) -> None:
        """Say that human voices were heard in it; 0: none."""
        self.voice.setVisible(score > 0)
        said = f"Human voices were heard in this clip: the best window scores {score:.2f}."
        give_tip(self.voice, said)
        self.voice.setAccessibleName(said)

    def show_playing(self, on: bool) -> None:
        """Let the button say what it does now."""
        self._playing = on
        give_icon(self.play, "stop" if on else "play")
        self._name_buttons()

    def show_silent(self, reason: str) -> None:
        """Say why nothing can be heard; an empty reason: it can be."""
        self._silent = reason
        self._enable_play()
        self._name_buttons()

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Say on each button by which key it is pressed, by the name of its action."""
        self._keys = keys
        self._name_buttons()

    def _enable_play(self) -> None:
        self.play.setEnabled(self._detection is not None and not self._silent)

    def _name_buttons(self) -> None:
        for action, (made, name) in self._named.items():
            key = self._keys.get(action, "")
            if made is self.play:
                said, shown = "Stop" if self._playing else name, ""
            else:
                said, shown = name, key
            name_button(made, shown if self._narrow else f"{said}  {shown}".rstrip())
            made.setAccessibleName(f"{said} ({key})" if key else said)
            reason = self._silent if made is self.play else ""
            give_tip(made, reason or made.accessibleName())

    def _verdict_button(self, verdict: Verdict) -> QPushButton:
        made = button("", lambda: self.decided.emit(verdict), look="verdict", picture=str(verdict))
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return made


def _says(other: OtherNetwork) -> str:
    if not other.knows:
        return f"{other.title} does not know it"
    if other.score is None:
        return f"{other.title} does not hear it"
    return f"{other.title} {other.score:.2f}"


def _noted(detection: Detection) -> str:
    by = f" ({detection.note_by})" if detection.note_by != detection.reviewer else ""
    return f"“{detection.note}”{by}" if detection.note else ""


def _name(look: str) -> ElidedLabel:
    made = ElidedLabel(look)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def _said(detection: Detection) -> str:
    if detection.corrected:
        return detection.corrected.common_name
    return str(detection.verdict) if detection.verdict else ""
