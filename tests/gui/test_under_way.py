"""What is said of a kind of job holds for all of the kind that run."""

from core.jobs import Progress
from gui.background import BackgroundJob
from gui.under_way import UnderWay


def steps(number):
    for step in range(number):
        yield Progress(step, number)


def test_a_job_that_ends_does_not_hide_another_that_goes_on(qtbot, qapp):
    under_way = UnderWay(qapp)
    first, second = BackgroundJob(steps(1), qapp), BackgroundJob(steps(2), qapp)
    second.pause()
    for job in (first, second):
        under_way.follow(job)
    second.start()
    with qtbot.waitSignal(first.finished):
        first.start()
    assert under_way.job is second
    with qtbot.waitSignal(second.finished):
        second.resume()
    assert under_way.job is None


def test_stop_stops_all_of_them(qtbot, qapp):
    under_way = UnderWay(qapp)
    jobs = [BackgroundJob(steps(10**9), qapp) for _ in range(2)]
    for job in jobs:
        under_way.follow(job)
        job.start()
    under_way.stop()
    qtbot.waitUntil(lambda: under_way.job is None)
    assert all(job.isFinished() for job in jobs)
