"""Work in another process: what it comes to, what goes wrong there, and that closing ends it."""

import os
import time

import psutil
import pytest

from core.aside import aside
from core.errors import UnreadableRecordingError, UnusableValueError, UserError
from core.jobs import Progress, answer

ENDED = UserError("It ended by itself.")


def counted(most):
    for n in range(most):
        yield Progress(n, most)
    return os.getpid()


def refused(error):
    yield Progress(0, 1)
    raise error


def killed():
    yield Progress(0, 1)
    os._exit(1)


def broken():
    yield Progress(0, 1)
    raise RuntimeError("a fault of the program")


def endless():
    while True:
        yield Progress(os.getpid(), 0)
        time.sleep(0.01)


def test_the_answer_comes_from_another_process_with_how_far_it_is():
    steps = []

    def followed():
        steps.append((yield from aside(counted, 3, ended=ENDED)))

    done = [step.done for step in followed() if step.total]
    assert done == [0, 1, 2]
    assert steps[0] != os.getpid()


@pytest.mark.parametrize(
    "error", [UnusableValueError("not so"), UnreadableRecordingError("cut", "not whole")]
)
def test_what_is_refused_there_is_refused_here(error):
    with pytest.raises(type(error), match=str(error)) as raised:
        answer(aside(refused, error, ended=ENDED))
    assert getattr(raised.value, "code", None) == getattr(error, "code", None)


@pytest.mark.parametrize("work", [killed, broken])
def test_a_process_that_ends_by_itself_is_told(work):
    with pytest.raises(UserError, match=str(ENDED)):
        answer(aside(work, ended=ENDED))


def test_closing_ends_the_process():
    inquiry = aside(endless, ended=ENDED)
    pid = next(int(step.done) for step in inquiry if step.done)
    assert psutil.pid_exists(pid)
    inquiry.close()
    assert not psutil.pid_exists(pid)
