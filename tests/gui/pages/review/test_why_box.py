"""Why a species is shown, or is not, is asked and answered in the window."""

import pytest

from core.domain import Species
from core.errors import UnusableValueError
from core.review.why import Reason, WhyNot
from gui.pages.review.dialogs.why_box import WhyBox

OWL = Species("Strix aluco", "Tawny Owl")


def answer(typed, site, day):
    if typed == "nobody":
        raise UnusableValueError("No species is called nobody.")
    hidden = int(site == "Dune")
    return WhyNot(OWL, "", 3, 0, hidden, None, (Reason("floor", f"{typed} {site} {day}"),))


@pytest.fixture
def box(qtbot, looks):
    made = WhyBox(None, answer, ["Dune"], ("Strix aluco", "Dune", "2025-05-10"))
    qtbot.addWidget(made)
    return made


def test_the_clip_in_hand_is_asked_about_first(qtbot, box):
    qtbot.waitUntil(lambda: "Strix aluco Dune 2025-05-10" in box.answer.text())
    assert not box.show_hidden.isHidden()


def test_another_species_is_asked_about_with_enter_and_a_refusal_is_told(qtbot, box):
    box.species.setText("nobody")
    box.species.returnPressed.emit()
    qtbot.waitUntil(lambda: "No species is called nobody" in box.answer.text())
    assert box.show_hidden.isHidden()
    box.species.setText("owl")
    box.site.setCurrentIndex(0)
    qtbot.waitUntil(lambda: "owl None" in box.answer.text())


def test_hidden_detections_can_be_shown_from_here(qtbot, box):
    qtbot.waitUntil(lambda: not box.show_hidden.isHidden())
    with qtbot.waitSignal(box.hidden_wanted):
        box.show_hidden.click()
