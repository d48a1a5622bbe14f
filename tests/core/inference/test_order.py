"""What ended a worker is heard last and by itself, and is judged as a whole recording."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from core.inference.messages import Failed, Task
from core.inference.order import TaskOrder

WHY = Failed(0, "crashed", "It ended its worker.")


def parts(recording: int, count: int, *, doubted: bool = False) -> list[Task]:
    return [
        Task(10 * recording + n, recording, 1, f"{recording}.wav", n * 96, 96, doubted)
        for n in range(count)
    ]


def order_of(*recordings: list[Task]) -> TaskOrder:
    return TaskOrder(iter(chain(*recordings)))


def ids(order: TaskOrder) -> list[int]:
    return [task.id for task in iter(order.next, None)]


def test_all_parts_of_a_recording_that_is_held_back_come_after_everything_else():
    order = order_of(parts(1, 3), parts(2, 2))
    first = order.next()
    order.hold(1, likely=True)
    order.put_back([first])
    assert ids(order) == [20, 21]
    assert order.try_next()
    assert ids(order) == [10, 11, 12]
    assert not order.try_next()
    assert not order.more


def test_what_most_likely_ended_a_worker_is_tried_after_what_was_open_beside_it():
    order = order_of(*(parts(n, 1) for n in range(4)))
    opened = [order.next() for _ in range(4)]
    for task in opened:
        order.hold(task.recording_id, likely=task.recording_id in (0, 2))
    order.put_back(opened)
    tried = []
    while order.try_next():
        tried += ids(order)
    assert tried == [10, 30, 0, 20]


def test_no_other_part_of_a_recording_that_is_given_up_is_handed_out():
    order = order_of(parts(1, 200), parts(2, 1))
    first = order.next()
    order.give_up(1, WHY)
    order.put_back([first])
    assert ids(order) == [20]
    assert {failed.task_id for failed in order.refused()} == {t.id for t in parts(1, 200)}


def test_what_is_doubted_from_the_start_is_tried_one_recording_at_a_time():
    order = order_of(parts(1, 2, doubted=True), parts(2, 1), parts(3, 1, doubted=True))
    assert ids(order) == [20]
    assert order.try_next()
    assert ids(order) == [10, 11]
    assert order.is_trying(1)
    assert order.try_next()
    assert ids(order) == [30]


class Hearing:
    """Hands out tasks and lets them end as chance will have it."""

    def __init__(self, order: TaskOrder) -> None:
        self.order, self.under_way, self.ended = order, [], []

    @property
    def over(self) -> bool:
        return not (self.order.more or self.under_way)

    def step(self, what: str) -> None:
        if (task := self.order.next()) is not None:
            self.under_way.append(task)
        elif not self.under_way:
            self.order.try_next()
        if self.under_way and what != "nothing":
            self.end(self.under_way.pop(0), what)
        self.ended += [failed.task_id for failed in self.order.refused()]

    def end(self, task: Task, what: str) -> None:
        if what == "done":
            self.ended.append(task.id)
            return
        if what == "crash" and not self.order.is_trying(task.recording_id):
            self.order.hold(task.recording_id, likely=bool(task.id % 2))
        else:
            self.order.give_up(task.recording_id, WHY)
        self.order.put_back([task])


@given(
    counts=st.lists(st.integers(1, 4), min_size=1, max_size=6),
    doubted=st.sets(st.integers(0, 5)),
    ends=st.lists(st.sampled_from(["done", "crash", "hang", "nothing"]), max_size=60),
)
def test_every_task_ends_once_whatever_dies_and_when(
    counts: list[int], doubted: set[int], ends: list[str]
):
    every = [parts(n, count, doubted=n in doubted) for n, count in enumerate(counts)]
    hearing = Hearing(order_of(*every))
    for what in ends:
        hearing.step(what)
    while not hearing.over:
        hearing.step("done")
    assert sorted(hearing.ended) == sorted(task.id for some in every for task in some)
