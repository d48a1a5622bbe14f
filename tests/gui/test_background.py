"""Work leaves the window's thread and comes back."""

import logging
import os
import sys
import threading
from functools import partial
from itertools import pairwise

import pytest
from PySide6.QtCore import QThread, QTimer

from core.errors import UserError
from core.jobs import Progress
from gui import background
from gui.background import BackgroundJob, call


def always():
    """Be what is shown, all the time."""


def steps(count, done=None):
    for number in range(count):
        if done is not None:
            done.append(number)
        yield Progress(number, count)


def test_progress_arrives_in_the_window_thread(qtbot):
    job, seen = BackgroundJob(steps(3)), []
    job.progressed.connect(lambda step: seen.append((step.done, QThread.currentThread())))
    with qtbot.waitSignals([job.completed, job.finished]):
        job.start()
    assert seen == [(number, QThread.currentThread()) for number in range(3)]


def test_cancel_keeps_the_step_in_hand_and_closes_the_job(qtbot):
    closed = []

    def endless():
        try:
            while True:
                yield Progress(1, 0)
        finally:
            closed.append(True)

    job = BackgroundJob(endless())
    job.progressed.connect(job.cancel)
    with qtbot.waitSignal(job.finished), qtbot.assertNotEmitted(job.completed):
        job.start()
    assert closed == [True]


def test_a_paused_job_waits_and_then_goes_on(qtbot):
    done = []
    job = BackgroundJob(steps(3, done))
    job.pause()
    with qtbot.waitSignal(job.progressed):
        job.start()
    assert job.paused
    assert done == [0]
    with qtbot.waitSignal(job.completed):
        job.resume()
    job.wait()
    assert done == [0, 1, 2]


def test_a_paused_job_can_be_cancelled(qtbot):
    done = []
    job = BackgroundJob(steps(3, done))
    job.pause()
    with qtbot.waitSignal(job.progressed):
        job.start()
    with qtbot.waitSignal(job.finished):
        job.cancel()
    assert done == [0]


def test_a_user_error_is_shown_as_it_is(qtbot):
    def full_disk():
        yield Progress(0, 1)
        raise UserError("The disk is full. Make room and go on.")

    job = BackgroundJob(full_disk())
    with qtbot.waitSignal(job.failed) as failed:
        job.start()
    job.wait()
    assert failed.args == ["The disk is full. Make room and go on."]


def test_a_bug_is_logged_once_and_the_person_told_where(qtbot, qapp, caplog, tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path))
    with (
        caplog.at_level(logging.ERROR),
        qtbot.waitSignal(call(qapp, always, lambda: 1 / 0).failed) as failed,
    ):
        pass
    assert str(tmp_path / "log" / "undersong.log") in failed.args[0]
    assert len([record for record in caplog.records if record.exc_info]) == 1


def test_a_call_works_elsewhere_and_answers_here(qtbot, qapp):
    with qtbot.waitSignal(call(qapp, always, threading.get_ident).done) as done:
        pass
    assert done.args[0] != threading.get_ident()


def test_a_call_passes_a_user_error_on(qtbot, qapp):
    def refuse():
        raise UserError("Choose another folder.")

    with qtbot.waitSignal(call(qapp, always, refuse).failed) as failed:
        pass
    assert failed.args == ["Choose another folder."]


@pytest.mark.parametrize("work", [lambda: 1, lambda: 1 / 0])
def test_a_dropped_call_says_nothing(qtbot, qapp, work):
    under_way = call(qapp, always, work)
    under_way.drop()
    said = []
    under_way.done.connect(said.append)
    under_way.failed.connect(said.append)
    with qtbot.waitSignal(under_way.destroyed):
        pass
    assert said == []


def test_between_two_answers_that_come_together_the_window_has_its_turn(qtbot, qapp, monkeypatch):
    monkeypatch.setattr(background, "_ROUND_MS", 0)
    happened = []

    def take(answer):
        happened.append(answer)
        QTimer.singleShot(0, lambda: happened.append("window"))

    begun = [call(qapp, always, lambda n=n: n) for n in range(3)]
    for each in begun:
        each.done.connect(take)
    background.wait_for_calls()  # all three are waiting to be delivered
    qtbot.waitUntil(lambda: len(happened) == 6)
    assert happened.count("window") == 3
    answers = [n for n, what in enumerate(happened) if what != "window"]
    assert all("window" in happened[n:m] for n, m in pairwise(answers))


@pytest.mark.skipif(sys.platform != "linux", reason="a thread has a priority of its own")
def test_work_in_the_background_lets_the_windows_thread_go_first(qtbot, qapp, monkeypatch):
    monkeypatch.setattr("gui.background._NICE", 19)  # whoever runs the tests may be nice already
    priority = partial(os.getpriority, os.PRIO_PROCESS, 0)
    with qtbot.waitSignal(call(qapp, always, priority).done) as done:
        pass
    assert done.args[0] > priority()
