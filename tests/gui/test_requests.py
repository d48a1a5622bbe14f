"""An answer counts while what it is about is shown, whenever it comes."""

import random
from enum import Enum, auto

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete, isValid

from core.errors import UserError
from gui.requests import Requests, the_project


class Place(Enum):
    CLIP, ROWS = auto(), auto()


class Shown(QObject):
    """A project and a clip on screen, and what was shown of answers."""

    def __init__(self):
        super().__init__()
        self.project, self.clip = "heath", 0
        self.said, self.failures = [], []
        self.requests = Requests(self)
        self.requests.failed.connect(self.failures.append)

    def ask(self, question=Place.CLIP):
        now = (self.project, self.clip)
        self.requests.ask(question, lambda: (self.project, self.clip), lambda: now, self.take)

    def take(self, answer):
        self.said.append((answer, (self.project, self.clip)))


@pytest.fixture
def shown(qapp):
    made = Shown()
    yield made
    if isValid(made):
        delete(made)


def refuse():
    raise UserError("The disk is full.")


def test_of_answers_that_come_in_any_order_only_those_about_what_is_shown_count(shown, held_back):
    chance = random.Random(1)
    for step in range(600):
        what = chance.random()
        if what < 0.3:
            shown.clip = chance.randrange(3)
        elif what < 0.35:
            shown.project = chance.choice(["heath", "wood"])
        elif what < 0.7:
            shown.ask((Place.ROWS, chance.randrange(4)))
        elif waiting := held_back.outstanding():
            held_back.deliver(chance.randrange(waiting))
        assert all(about == now for about, now in shown.said), step
    assert len(shown.said) > 20


def test_what_is_shown_again_by_the_time_of_the_answer_gets_it(shown, held_back):
    shown.ask()
    shown.clip = 1
    shown.clip = 0
    held_back.outstanding()
    held_back.deliver(0)
    assert len(shown.said) == 1


def test_of_two_questions_for_the_same_place_the_newer_counts_in_either_order(shown, held_back):
    for order in ((0, 0), (1, 0)):
        shown.said.clear()
        for answer in ("older", "newer"):
            shown.requests.ask(Place.CLIP, the_project, lambda a=answer: a, shown.take)
            held_back.outstanding()
        for number in order:
            held_back.deliver(number)
        assert [answer for answer, _ in shown.said] == ["newer"]


def test_nothing_is_awaited_any_more_after_an_answer_that_lapsed(shown, held_back):
    shown.ask()
    shown.clip = 1
    held_back.outstanding()
    held_back.deliver(0)
    assert not shown.requests.busy


def test_a_failure_to_read_what_is_not_shown_any_more_is_not_told(shown, held_back):
    shown.requests.ask(Place.CLIP, lambda: shown.clip, refuse, shown.take)
    shown.clip = 1
    held_back.outstanding()
    held_back.deliver(0)
    assert shown.failures == []


@pytest.mark.parametrize("left", [False, True])
def test_a_failure_to_do_something_is_told_also_in_another_project(shown, held_back, left):
    shown.requests.do(refuse, shown.take)
    shown.project = "wood"
    if left:
        shown.requests.forget_all()
    held_back.outstanding()
    held_back.deliver(0)
    assert shown.failures == ["The disk is full."]


def test_all_that_is_done_at_once_is_told(shown, held_back):
    for _ in range(3):
        shown.requests.do(lambda: "written", shown.take)
    assert shown.requests.doing
    held_back.outstanding()
    for _ in range(3):
        held_back.deliver(0)
    assert len(shown.said) == 3
    assert not shown.requests.doing


def test_what_was_done_is_not_told_where_the_project_was_left(shown, held_back):
    shown.requests.do(lambda: "written", shown.take)
    shown.requests.forget_all()  # as the window does with the pages of a project that it leaves
    held_back.outstanding()
    held_back.deliver(0)
    assert shown.said == []


def test_an_answer_after_the_page_is_gone_reaches_nobody(qtbot, shown, held_back):
    asked = []
    shown.requests.ask(Place.CLIP, lambda: asked.append(True), lambda: 1, shown.take)
    said = shown.said
    held_back.outstanding()
    with qtbot.waitSignal(shown.destroyed):
        shown.deleteLater()
    held_back.deliver(0)
    assert (said, len(asked)) == ([], 1)
