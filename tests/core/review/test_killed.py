"""Killed in the middle of a verdict: what was stored is there, whole, and the project opens."""

import multiprocessing
import random
import shutil
import time
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from core.domain import Verdict
from core.review import Desk
from core.store import Project

DETECTIONS = range(1, 9)


def act(desk: Desk, chance: random.Random) -> None:
    """Do the next thing that this chance brings: the same ones from the same seed."""
    what = chance.choice(["decide", "decide", "many", "comment", "undo", "redo"])
    some, word = chance.sample(DETECTIONS, 3), chance.choice(list(Verdict))
    if what == "comment":
        desk.comment(some[0], f"comment {chance.random()}")
    elif what == "undo":
        desk.undo()
    elif what == "redo":
        desk.redo()
    else:
        desk.decide(some if what == "many" else some[:1], word, note=f"{word}")


def work(folder: Path, seed: int, said: Connection) -> None:
    """Review until killed, and say of each action that it is stored."""
    desk, chance = Desk(Project(folder, create=False), "Ann"), random.Random(seed)
    while True:
        act(desk, chance)
        said.send("stored")


@pytest.fixture(scope="module")
def processes():
    """How to start a reviewer quickly: by a fork of a process that has read the program."""
    quick = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if quick else "spawn")
    if quick:
        context.set_forkserver_preload(["pytest", "core.review"])
    return context


def kill_at_work(processes, folder: Path, seed: int) -> int:
    """Kill a reviewer at a moment that the seed says, and return how many actions were stored."""
    chance = random.Random(seed + 100)
    hear, said = processes.Pipe(duplex=False)
    reviewer = processes.Process(target=work, args=(folder, seed, said))
    reviewer.start()
    said.close()
    stored = 0
    with hear, suppress(EOFError):
        for _ in range(chance.randint(1, 30)):
            stored += hear.recv() == "stored"
        time.sleep(chance.random() * 0.01)
        reviewer.kill()
        reviewer.join()
        while True:
            stored += hear.recv() == "stored"
    return stored


def held(project: Project) -> list[object]:
    query = (
        "SELECT d.id, d.verdict, c.verdict, c.reviewer, n.text FROM detections d "
        "LEFT JOIN current_verdicts c ON c.detection_id = d.id "
        "LEFT JOIN current_comments n ON n.detection_id = d.id ORDER BY d.id"
    )
    counts = "SELECT (SELECT count(*) FROM verdicts), (SELECT count(*) FROM undos)"
    with project.reading() as db:
        return [*db.exec_driver_sql(query), *db.exec_driver_sql(counts)]


def after(project: Project, seed: int, actions: int) -> list[list[object]]:
    """Return what holds after so many actions, and after one more."""
    desk, chance = Desk(project, "Ann"), random.Random(seed)
    for _ in range(actions):
        act(desk, chance)
    before = held(project)
    act(desk, chance)
    return [before, held(project)]


@pytest.mark.parametrize("seed", range(10))
def test_nothing_stored_is_lost_and_nothing_is_half(processes, hand_made, tmp_path, seed):
    hand_made.project.close()
    folder = hand_made.project.folder
    shutil.copytree(folder, tmp_path / "untouched")
    stored = kill_at_work(processes, folder, seed)
    assert stored
    with closing(Project(folder)) as project, closing(Project(tmp_path / "untouched")) as again:
        assert held(project) in after(again, seed, stored)
        with project.reading() as db:
            assert db.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert db.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        Desk(project, "Ann").decide([1], None)
