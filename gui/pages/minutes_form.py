"""Which minutes to draw, to be listened to completely."""

from collections.abc import Sequence

from PySide6.QtWidgets import QSpinBox, QWidget

from core.domain import Species
from core.review.minutes import MinutesWish
from gui.widgets import words
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.form_dialog import FormDialog
from gui.widgets.plain import give_tip

_KINDS = (("Silent", 60), ("Low scores", 40), ("High scores", 40))


class MinutesForm(FormDialog):
    """For one species by strata of its scores, or for all from all."""

    def __init__(self, parent: QWidget, run_id: int, species: Sequence[Species]) -> None:
        super().__init__(parent, "Draw minutes to listen to completely", "Draw")
        self._run_id = run_id
        self.species, self.seed = ChoiceBox(), QSpinBox()
        self.species.addItem("All species, from all minutes", None)
        for one in species:
            self.species.addItem(one.common_name, one.scientific_name)
        self.numbers = [QSpinBox() for _ in _KINDS]
        for field, (_, usual) in zip(self.numbers, _KINDS, strict=True):
            field.setRange(0, 10_000)
            field.setValue(usual)
        self.seed.setRange(1, 999_999)
        give_tip(self.seed, "The same seed draws the same minutes again")
        named = zip((name for name, _ in _KINDS), self.numbers, strict=True)
        self.add([("Species", self.species), *named, ("Seed", self.seed)])
        self.species.setCurrentIndex(min(1, self.species.count() - 1))
        self.species.currentIndexChanged.connect(self._say)
        for field in self.numbers:
            field.valueChanged.connect(self._say)
        self._say()

    @property
    def wish(self) -> MinutesWish:
        """Return what the fields say."""
        silent, low, high = (field.value() for field in self.numbers)
        species = self.species.currentData()
        return MinutesWish(self._run_id, species, (silent, low, high), seed=self.seed.value())

    def _say(self, *_signal: object) -> None:
        total = sum(field.value() for field in self.numbers)
        self.does.setEnabled(total > 0)
        how = (
            "from all minutes at random: they tell of every species that is heard in them."
            if self.species.currentData() is None
            else "where the network was silent, gave low scores and high ones: what it missed is "
            "only found where nobody looked."
        )
        self.says.setText(f"{words.count(total, 'minute is', 'minutes are')} drawn {how}")
