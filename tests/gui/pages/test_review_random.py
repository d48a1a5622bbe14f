"""Five hundred actions at random on the real page, against a simple model of what was said."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from core.domain import Species, Verdict
from tests.gui.pages.handmade import WREN, project_of, tones, write
from tests.gui.pages.heath import settle

ACTIONS = 500
ROBIN = Species("Erithacus rubecula", "European Robin")
TYPED = {"eurob": "Erithacus rubecula", "comcha": "Fringilla coelebs"}
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LOGS = ("verdicts", "comments", "annotation_edits", "undos")
VERDICT_KEYS = {
    Qt.Key.Key_Y: Verdict.CORRECT, Qt.Key.Key_N: Verdict.WRONG, Qt.Key.Key_U: Verdict.UNSURE,
}  # fmt: skip
DIGITS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)


class WordsSaid(NamedTuple):
    """All that a person has said: by detection, and which second labels there are."""

    verdicts: dict[int, tuple[str, str | None]]
    notes: dict[int, str]
    labels: frozenset[tuple[int, str]]


NOTHING = WordsSaid({}, {}, frozenset())


@dataclass
class Model:
    """What undo and redo have to come to, kept as whole states."""

    now: WordsSaid = NOTHING
    done: list[WordsSaid] = field(default_factory=list)
    undone: list[WordsSaid] = field(default_factory=list)

    def say(self, then: WordsSaid) -> None:
        self.done.append(self.now)
        self.now = then
        self.undone.clear()

    def undo(self) -> None:
        if self.done:
            self.undone.append(self.now)
            self.now = self.done.pop()

    def redo(self) -> None:
        if self.undone:
            self.done.append(self.now)
            self.now = self.undone.pop()


class Reviewer:
    """Presses keys at random, and tells the model what they should have come to."""

    def __init__(self, qtbot, page, seed):
        self.qtbot, self.page, self.chance = qtbot, page, random.Random(seed)
        self.model = Model()
        self.done = dict.fromkeys(
            ("decide", "skip", "back", "undo", "redo", "digit", "correct_to", "comment", "also",
             "jump", "filter", "grid", "all"), 0,
        )  # fmt: skip

    def act(self) -> None:
        weights = (30, 6, 4, 14, 8, 8, 4, 6, 4, 6, 4, 3, 3)
        name = self.chance.choices(list(self.done), weights)[0]
        do: Callable[[], None] = getattr(self, f"_{name}")
        do()
        self.done[name] += 1

    def press(self, key, how=NONE):
        queue, instead = self.page.queue, self.page.body.states.empty.button
        shown = queue.grid if queue.as_grid else queue.view
        self.qtbot.keyClick(shown if shown.isVisible() else instead, key, how)

    def chosen(self):
        return [d.id for d in self.page.queue.chosen()]

    def say_verdict(self, ids, verdict, corrected=None):
        if ids:
            said = dict.fromkeys(ids, (str(verdict), corrected))
            self.model.say(self.model.now._replace(verdicts=self.model.now.verdicts | said))

    # --- one method an action

    def _decide(self):
        key, verdict = self.chance.choice(list(VERDICT_KEYS.items()))
        self.say_verdict(self.chosen(), verdict)
        self.press(key)

    def _skip(self):
        self.press(Qt.Key.Key_S)

    def _back(self):
        self.press(Qt.Key.Key_Backspace)

    def _undo(self):
        self.model.undo()
        self.press(Qt.Key.Key_Z, CTRL)

    def _redo(self):
        self.model.redo()
        self.press(Qt.Key.Key_Z, CTRL | SHIFT)

    def _digit(self):
        if self.page.queue.as_grid:  # there is no short list to see
            return
        current = self.page.queue.current
        if current:
            self.qtbot.waitUntil(lambda: self.page.verdict_controller._short_list[0] == current.id)
        number = self.chance.randrange(len(DIGITS))
        offered = self.page.clip.alternatives.buttons
        if self.page.queue.current and number < sum(b.isVisible() for b in offered):
            name = self.page.verdict_controller._short_list[1][number].scientific_name
            self.say_verdict([self.page.queue.current.id], Verdict.WRONG, name)
        self.press(DIGITS[number])

    def _correct_to(self):
        letters, name = self.chance.choice(list(TYPED.items()))
        self.say_verdict(self.chosen(), Verdict.WRONG, name)
        self.type_after(Qt.Key.Key_Slash, letters)

    def _comment(self):
        text, current = self.chance.choice(["two birds", "far away", ""]), self.page.queue.current
        if current and text != self.model.now.notes.get(current.id, ""):
            notes = self.model.now.notes | {current.id: text}
            self.model.say(self.model.now._replace(notes=notes))
        self.type_after(Qt.Key.Key_C, text)

    def _also(self):
        letters, name = self.chance.choice(list(TYPED.items()))
        if current := self.page.queue.current:
            # The same name twice is two annotations: a number tells them apart.
            label = (current.id, f"{name} {len(self.model.done)}")
            self.model.say(self.model.now._replace(labels=self.model.now.labels | {label}))
        self.type_after(Qt.Key.Key_A, letters)

    def _jump(self):
        rows = self.page.queue.table.rows
        if rows:
            self.page.clip.detection_chosen.emit(self.chance.choice(rows).id)

    def _filter(self):
        limits = {
            "verdicts": self.chance.choice([None, frozenset({None}), frozenset(Verdict)]),
            "species": self.chance.choice([None, WREN.scientific_name]),
            "min_score": self.chance.choice([None, 0.3]),
        }
        self.page.filters.take(replace(self.page.filters.filter, **limits))
        if self.chance.random() < 0.5:  # else the next key comes before the rows
            self.qtbot.waitUntil(lambda: not self.page.requests.busy)

    def _grid(self):
        self.press(Qt.Key.Key_G)

    def _all(self):
        if self.page.queue.as_grid:
            self.press(Qt.Key.Key_A, CTRL)
            self._decide()

    def type_after(self, key, text):
        if self.page.queue.current is None:
            return
        window = self.page.window()
        self.press(key)
        popup = QApplication.activePopupWidget()
        self.qtbot.waitUntil(lambda: QApplication.focusWindow() is popup.windowHandle())
        self.qtbot.waitUntil(lambda: not self.page.requests.busy)  # names of species come once
        popup.field.selectAll()
        self.qtbot.keyClick(popup.field, Qt.Key.Key_Delete)
        self.qtbot.keyClicks(popup.field, text)
        self.qtbot.keyClick(popup.field, Qt.Key.Key_Return)
        # A desktop does this by itself; without a screen nobody does.
        window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.focusWindow() is window.windowHandle())


def logs(folder):
    """Return all rows of the logs, as they lie on the disk."""
    with closing(sqlite3.connect(folder / "project.db")) as db:
        return {name: db.execute(f"SELECT * FROM {name} ORDER BY id").fetchall() for name in LOGS}


def holding(folder) -> WordsSaid:
    """Return what holds by the logs alone: the newest entry that is not undone."""
    with closing(sqlite3.connect(folder / "project.db")) as db:
        undone = dict(db.execute("SELECT entry, undone FROM undos ORDER BY at_utc, id").fetchall())
        verdicts = _newest(
            db, undone,
            "detection_id, verdict, (SELECT scientific_name FROM species s "
            "WHERE s.id = species_id) FROM verdicts",
        )  # fmt: skip
        notes = _newest(db, undone, "detection_id, text FROM comments")
        drawn = _newest(db, undone, "annotation, deleted FROM annotation_edits")
    return WordsSaid(
        {about: tuple(rest) for about, *rest in verdicts},
        {about: text for about, text in notes if text},
        frozenset(about for about, deleted in drawn if not deleted),
    )


def _newest(db, undone, columns):
    order = "ORDER BY at_utc, id"
    rows = db.execute(f"SELECT uuid, {columns} {order}").fetchall()
    return {row[1]: row[1:] for row in rows if not undone.get(row[0])}.values()


def agrees(found: WordsSaid, model: WordsSaid) -> bool:
    """Tell whether both say the same; of second labels only the number is known to the model."""
    notes = {about: text for about, text in model.notes.items() if text}
    return (found.verdicts, found.notes, len(found.labels)) == (
        model.verdicts, notes, len(model.labels),
    )  # fmt: skip


def shown(page, ids):
    """Return the verdicts and comments that the program itself says hold."""
    found = page.project.review.queue.by_ids(ids)
    return {
        d.id: (str(d.verdict), d.corrected and d.corrected.scientific_name)
        for d in found if d.verdict
    }, {d.id: d.note for d in found if d.note}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """Fifty-four detections of two species in three files at two sites."""
    sounds, heard = tmp_path / "sounds", {}
    for n, site in enumerate(("Dune", "Dune", "Wood")):
        path = sounds / site / f"20250510_06{n}000.wav"
        write(path, tones(30, 16_000, 2000 + 500 * n), 16_000)
        heard[path.name] = [
            ((WREN, ROBIN)[k % 2], 1.5 * k, 1.5 * k + 3, 0.1 + 0.04 * k + 0.01 * n)
            for k in range(18)
        ]
    return project_of(tmp_path / "project", sounds, heard)


def test_after_500_actions_everything_said_is_kept_exactly(qtbot, window, folder):
    window.projects.open(folder)
    settle(qtbot, window)
    window.go_to("review")
    settle(qtbot, window)
    reviewer, before = Reviewer(qtbot, window.session.review, seed=7), logs(folder)
    for number in range(1, ACTIONS + 1):
        reviewer.act()
        if number % 50 == 0:
            window.projects.current.changes.finish()
            after = logs(folder)
            assert all(after[name][: len(before[name])] == before[name] for name in LOGS)
            assert agrees(holding(folder), reviewer.model.now), number
            before = after
    assert min(reviewer.done.values()) > 0
    settle(qtbot, window)
    verdicts, notes = shown(window.session.review, list(range(1, 55)))
    assert agrees(WordsSaid(verdicts, notes, reviewer.model.now.labels), reviewer.model.now)
    _walk(reviewer, folder)
    last = reviewer.model.now
    qtbot.waitUntil(window.close)
    assert agrees(holding(folder), last)
    after = logs(folder)
    assert all(after[name][: len(before[name])] == before[name] for name in LOGS)


def stored(project, folder):
    project.changes.finish()
    return holding(folder)


def _walk(reviewer, folder):
    """Undo all that was ever said, and redo it, each step exact."""
    project, model = reviewer.page.project, reviewer.model
    project.blockSignals(True)  # the page need not follow
    steps = 0
    while project.can_undo:
        project.undo()
        model.undo()
        steps += 1
        assert steps % 10 or agrees(stored(project, folder), model.now)
    assert (model.done, model.now) == ([], NOTHING)
    assert agrees(stored(project, folder), NOTHING)
    while project.can_redo:
        project.redo()
        model.redo()
        steps -= 1
        assert steps % 10 or agrees(stored(project, folder), model.now)
    assert steps <= 0
    project.blockSignals(False)
