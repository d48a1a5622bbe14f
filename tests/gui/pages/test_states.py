"""Empty, busy, nothing found and failed are four states on every page, each with its words."""

from threading import Event

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.errors import UserError
from core.jobs import Progress
from core.store import Project
from gui.background import BackgroundJob
from gui.open_overview import OpenOverview
from gui.open_project import OpenProject
from gui.open_queue import OpenQueue
from gui.open_review import OpenReview
from gui.open_sites import Places
from gui.open_teaching import OpenTeaching
from gui.page_names import PAGES
from gui.pages.states import State, States
from gui.theme import GRID
from gui.widgets.empty import EmptyState, Said
from tests.gui.pages.heath import settle

READ_BY = {
    "overview": (OpenOverview, "state"),
    "recordings": (OpenProject, "totals"),
    "sites": (Places, "overview"),
    "health": (Places, "checking"),
    "analysis": (OpenProject, "totals"),
    "review": (OpenQueue, "count"),
    "report": (OpenOverview, "report"),
    "teach": (OpenTeaching, "vocabulary"),
}
STOPPED = {
    "report": "The report was not built",
    "health": "The deployments were not checked",
}


class Gate:
    """Holds work of another thread back until it is opened."""

    def __init__(self):
        self.opened = Event()

    def pass_through(self):
        assert self.opened.wait(20)


@pytest.fixture
def gate():
    made = Gate()
    yield made
    made.opened.set()


def before(monkeypatch, name, do):
    """Do something in the page's thread of work before what it reads."""
    owner, method = READ_BY[name]
    real = getattr(owner, method)

    def slowly(self, *given):
        do()
        return real(self, *given)

    monkeypatch.setattr(owner, method, slowly)


def fail():
    raise UserError("The disk with the project is gone.")


@pytest.fixture(params=READ_BY)
def name(request):
    return request.param


def come_to(qtbot, window, folder, name):
    window.open_at_start(folder, name)
    qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
    return window.session.page(name)


def reaches(qtbot, states, state):
    qtbot.waitUntil(lambda: states.state is state, timeout=20_000)


def test_a_page_that_is_slow_says_what_it_does_and_then_shows_it(
    qtbot, window, heath, monkeypatch, gate, name
):
    before(monkeypatch, name, gate.pass_through)
    page = come_to(qtbot, window, heath, name)
    reaches(qtbot, page.states, State.BUSY)
    assert page.states.empty.title.text().split()[0].endswith("ing")
    assert page.states.empty.bar.isVisible()
    gate.opened.set()
    reaches(qtbot, page.states, State.CONTENT)


def test_a_page_that_cannot_be_read_says_why_and_reads_again(
    qtbot, window, heath, monkeypatch, name
):
    with monkeypatch.context() as broken:
        before(broken, name, fail)
        page = come_to(qtbot, window, heath, name)
        reaches(qtbot, page.states, State.FAILED)
    assert "could not be" in page.states.empty.title.text()
    assert page.states.empty.sentence.text() == "The disk with the project is gone."
    assert page.states.empty.button.text() == "Try again"
    page.states.empty.button.click()
    reaches(qtbot, page.states, State.CONTENT)


def test_what_is_on_screen_stays_while_it_is_read_again(
    qtbot, window, heath, monkeypatch, gate, name
):
    page = come_to(qtbot, window, heath, name)
    reaches(qtbot, page.states, State.CONTENT)
    settle(qtbot, window)
    before(monkeypatch, name, gate.pass_through)
    page.reload()
    qtbot.waitUntil(lambda: page.requests.busy)
    qtbot.waitUntil(lambda: not page.states._seen.isActive())
    assert page.states.state is State.CONTENT
    gate.opened.set()
    settle(qtbot, window)


def test_a_failure_over_content_is_only_told(qtbot, window, heath, monkeypatch, name):
    page = come_to(qtbot, window, heath, name)
    reaches(qtbot, page.states, State.CONTENT)
    settle(qtbot, window)
    before(monkeypatch, name, fail)
    page.reload()
    qtbot.waitUntil(lambda: "The disk" in window.notice.text.text())
    assert page.states.state is State.CONTENT


@pytest.mark.parametrize("name", STOPPED)
def test_long_reading_tells_how_far_it_is_and_can_be_stopped(
    qtbot, window, heath, monkeypatch, gate, name
):
    owner, method = READ_BY[name]
    real, closed = getattr(owner, method), Event()

    def steps(self, *given):
        try:
            yield Progress(3, 7, "Heath")
            gate.pass_through()
            yield Progress(4, 7, "Wood")
        finally:
            closed.set()
        return (yield from real(self, *given))

    with monkeypatch.context() as slow:
        slow.setattr(owner, method, steps)
        page = come_to(qtbot, window, heath, name)
        reaches(qtbot, page.states, State.BUSY)
        qtbot.waitUntil(lambda: page.states.empty.how_far.text().startswith("3 of 7"))
        assert page.states.empty.how_far.text().endswith("Heath")
        assert page.states.empty.button.text() == "Stop"
        page.states.empty.button.click()
        assert page.states.state is State.FAILED
        assert page.states.empty.title.text() == STOPPED[name]
        gate.opened.set()
        qtbot.waitUntil(closed.is_set)
    page.states.empty.button.click()
    reaches(qtbot, page.states, State.CONTENT)


def test_what_is_over_in_a_moment_is_never_busy_to_the_eye(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    states = States(parent, QLabel("content"))
    shown = []
    states.currentChanged.connect(shown.append)
    states.show_busy(Said("Reading"))
    assert states.state is State.UNKNOWN
    states.show_content()
    assert not states._seen.isActive()
    assert states.state is State.CONTENT
    assert len(shown) == 1


def test_a_line_over_the_content_tells_how_far_it_is(qtbot):
    class Half:
        step = Progress(1, 2)

    parent = QWidget()
    qtbot.addWidget(parent)
    states = States(parent, QLabel("content"))
    parent.show()
    states.show_content()
    states.show_busy(Said("Reading"), Half())
    qtbot.waitUntil(states.line.isVisible)
    assert states.line.value() == 500
    assert states.state is State.CONTENT
    states.show_content()
    assert not states.line.isVisible()


def test_words_give_way_in_a_narrow_panel(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    holder = QVBoxLayout(parent)
    inside = QWidget()
    holder.addWidget(inside)
    states = States(inside, QLabel("content"))
    states.show_nothing_found(Said("No species matches", "None that was found has such a name."))
    parent.resize(200, 300)
    parent.show()
    assert parent.width() == 200
    assert states.empty.sentence.width() < 200


@pytest.mark.parametrize("name", PAGES)
def test_while_recordings_are_looked_for_a_page_says_so_and_can_stop_it(
    qtbot, window, tmp_path, gate, name
):
    Project(tmp_path / "New").close()
    page = come_to(qtbot, window, tmp_path / "New", name)
    reaches(qtbot, page.states, State.EMPTY)

    def scanning():
        yield Progress(2, 5, "a.wav")
        gate.pass_through()
        yield Progress(3, 5, "b.wav")

    job = BackgroundJob(scanning(), page.project)
    page.project.scanning.follow(job)
    job.start()
    reaches(qtbot, page.states, State.BUSY)
    assert page.states.empty.title.text() == "Looking for recordings"
    qtbot.waitUntil(lambda: "2 of 5 files" in page.states.empty.how_far.text())
    page.states.empty.button.click()
    gate.opened.set()
    qtbot.waitUntil(job.isFinished)
    page.project.recordings_changed.emit()
    reaches(qtbot, page.states, State.EMPTY)


def test_the_panel_of_the_analysis_says_that_it_counts(qtbot, window, heath, monkeypatch, gate):
    real = OpenProject.plan

    def slowly(self, settings):
        gate.pass_through()
        return real(self, settings)

    monkeypatch.setattr(OpenProject, "plan", slowly)
    page = come_to(qtbot, window, heath, "analysis")
    qtbot.waitUntil(lambda: page.panel.plan.text() == "Counting what there is to do …")
    gate.opened.set()
    settle(qtbot, window)
    assert "3 recordings" in page.panel.plan.text()


def test_a_sound_that_comes_slowly_is_said_to_come(qtbot, window, heath, monkeypatch, gate):
    real = OpenProject.recording

    def slowly(self, recording_id):
        gate.pass_through()
        return real(self, recording_id)

    monkeypatch.setattr(OpenProject, "recording", slowly)
    page = come_to(qtbot, window, heath, "review")
    message = page.clip.view.message
    qtbot.waitUntil(lambda: message.isVisible() and message.text() == "Reading the sound …")
    gate.opened.set()
    settle(qtbot, window)
    assert not message.isVisible()


def test_examples_that_come_slowly_are_said_to_come(qtbot, window, heath, monkeypatch, gate):
    real = OpenReview.alike

    def slowly(self, queue, detection):
        gate.pass_through()
        return real(self, queue, detection)

    monkeypatch.setattr(OpenReview, "alike", slowly)
    page = come_to(qtbot, window, heath, "review")
    reaches(qtbot, page.states, State.CONTENT)
    if not page.comparison.shown:
        page.comparison.toggle()
    qtbot.waitUntil(lambda: page.examples.sentence.text().startswith("Looking for"))
    gate.opened.set()
    settle(qtbot, window)
    assert not page.examples.sentence.text().startswith("Looking for")


@pytest.mark.parametrize("width", [420, 300, 200])
def test_a_sentence_of_several_lines_has_them_about_as_long(qtbot, looks, width):
    shown = EmptyState()
    qtbot.addWidget(shown)
    shown.resize(width, 400)
    shown.show()
    shown.say(Said("No recordings yet", "Add recordings first, then analyse them; what is found "
                   "is summed up here."))  # fmt: skip
    label, metrics = shown.sentence, shown.sentence.fontMetrics()

    def lines(wide):
        room = QRect(0, 0, round(wide), 1000)
        high = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, label.text()).height()
        return high // metrics.lineSpacing()

    assert lines(label.width()) == lines(width - 4 * GRID) > 1
    assert lines(0.75 * label.width()) > lines(label.width())
