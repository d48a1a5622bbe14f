"""What is made for an open project goes with it."""

import gc
import weakref
from collections import Counter

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from core.errors import UserError
from core.jobs import Progress
from gui.background import BackgroundJob, wait_for_calls
from gui.collector import Collector
from gui.main_window import MainWindow
from gui.page_names import PAGES
from gui.remembered import Remembered
from tests.gui.pages.heath import settle


def let_qt_delete():
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def test_nothing_of_a_project_that_was_closed_lives_on(qtbot, opened):
    for name in PAGES:
        opened.go_to(name)
        settle(qtbot, opened)
    opened.show_heads()
    settle(qtbot, opened)
    session = opened.session
    parts = [session, session.project, session.project._project, session.lost, *session.pages]
    alive = {type(part).__name__: weakref.ref(part) for part in parts}
    del session, parts
    opened.projects.close()
    let_qt_delete()
    assert [name for name, part in alive.items() if part() is not None] == []


def ours(qtbot):
    """Count the objects of Undersong and of Qt that are alive when nothing is under way."""
    wait_for_calls()
    qtbot.wait(50)  # what they brought is delivered to nobody
    let_qt_delete()
    kinds = Counter(type(one) for one in gc.get_objects())
    return {
        f"{kind.__module__}.{kind.__name__}": number
        for kind, number in kinds.items()
        if kind.__module__.split(".")[0] in ("gui", "core", "PySide6", "pyqtgraph")
    }


def more(now, before):
    """Return of what there is more now."""
    return {kind: number for kind, number in now.items() if number > before.get(kind, 0)}


def test_project_after_project_the_window_grows_by_nothing(qtbot, opened, heath):
    alive = []
    for _ in range(4):
        opened.go_to("review")
        settle(qtbot, opened)
        opened.projects.close()
        alive.append(ours(qtbot))
        opened.projects.open(heath)
        settle(qtbot, opened)
    assert more(alive[3], alive[1]) == {}


def test_window_after_window_nothing_stays(qtbot, heath, tmp_path):
    alive = []
    for _ in range(3):
        window = MainWindow(Remembered(tmp_path / "window.ini"))
        window.show()
        window.projects.open(heath)
        settle(qtbot, window)
        window.close()
        window.deleteLater()
        del window
        alive.append(ours(qtbot))
    assert more(alive[2], alive[1]) == {}


def test_what_a_project_left_is_freed_though_nothing_else_happens(qtbot, window, heath, qapp):
    collector = Collector(qapp)
    window.projects.left.connect(collector.collect_soon)
    window.projects.open(heath)
    settle(qtbot, window)
    session = weakref.ref(window.session)
    window.projects.close()
    qtbot.waitUntil(lambda: session() is None)
    collector.stop()


def test_jobs_of_a_project_end_before_it_is_closed(qtbot, opened):
    project, read_at_the_end = opened.projects.current, []

    def steps():
        try:
            while True:
                yield Progress(1, 2)
        finally:
            read_at_the_end.append(project.sites())

    job = BackgroundJob(steps(), project)
    job.start()
    opened.projects.close()
    assert job.isFinished()
    assert read_at_the_end == [["Heath", "Wood"]]


def test_a_closed_project_leads_back_to_the_welcome_page(opened):
    close = next(a for a in opened.menus.all_actions() if a.text() == "&Close project")
    close.trigger()
    assert opened.stack.currentWidget() is opened.welcome
    assert not any("Analyse" in action.text() for action in opened.menus.all_actions())
    assert not opened.menus.review.menuAction().isVisible()


def test_what_fails_to_be_done_is_told_after_its_project_was_closed(qtbot, opened):
    def refuse():
        raise UserError("The disk is full.")

    opened.session.report.requests.do(refuse, list)
    opened.projects.close()
    qtbot.waitUntil(lambda: opened.notice.text.text() == "The disk is full.")


def test_without_sound_play_is_grey_on_every_page_and_the_reason_is_said_once(qtbot, opened):
    session, told = opened.session, []
    session.notice.connect(told.append)
    opened.go_to("recordings")
    settle(qtbot, opened)
    session.recordings.view.choose_row(0)
    qtbot.keyClick(session.recordings.view, Qt.Key.Key_Return)
    settle(qtbot, opened)
    panel, teach = session.recordings.listening.panel, session.teach.listening
    for player in (panel.player, session.review.clip.player, teach.player):
        player._open, player._own_outputs = (lambda: None), False
    qtbot.keyClick(session.recordings.view, Qt.Key.Key_Space)
    opened.go_to("review")
    settle(qtbot, opened)
    qtbot.keyClick(session.review.queue.view, Qt.Key.Key_Space)
    teach.player.muted_changed.emit(True)
    for play in (panel.play_button, session.review.verdicts.play, session.teach.clips.foot.play):
        assert not play.isEnabled()
        assert "no sound output" in play.toolTip()
    assert len(told) == 1
