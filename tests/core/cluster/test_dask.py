import os
import signal
import sys
import time

import pytest

from core.analysis import Settings, analyse
from core.cluster.dask_executor import GROUP_WINDOWS, connected, grouped
from core.errors import UserError
from core.inference.messages import Failed, Task
from core.networks.catalogue import network
from core.scan import scan
from core.store import Project
from tests.core.cluster.test_shards import SETTINGS, alone, held, recordings
from tests.core.inference.test_executors import setup_of

__all__ = ["alone", "recordings"]
pytest.importorskip("distributed", reason="needs the extra cluster")
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.xdist_group("dask"),
]
BIRDNET = network("birdnet-2.4")


@pytest.fixture(scope="module")
def executor():
    with connected("local", 2) as executor:
        yield executor


@pytest.fixture
def project(recordings, tmp_path):
    project = Project(tmp_path / "project")
    list(scan(project, recordings))
    yield project
    project.close()


def test_dask_workers_hear_what_one_machine_hears_though_one_is_killed(
    project, alone, executor, monkeypatch
):
    monkeypatch.setattr("core.cluster.dask_executor.GROUP_WINDOWS", 2)
    job = analyse(project, BIRDNET, SETTINGS, executor=executor)
    next(job)
    victim = next(iter(executor.client.run(os.getpid).values()))
    os.kill(victim, signal.SIGTERM)
    list(job)
    assert held(project) == alone


def test_a_file_that_no_worker_can_see_is_told_and_stops_no_other(tmp_path, executor, recordings):
    names = [path.name for path in sorted((recordings / "DCIM ä").iterdir())]
    setup = setup_of(BIRDNET.manifest, recordings / "DCIM ä", (6522,))
    todo = [Task(n, n, 1, name, 0, 1) for n, name in enumerate([names[0], "gone.wav", names[1]])]
    ends = [e for e in executor.events(setup, iter(todo)) if type(e).__name__ in ("Done", "Failed")]
    assert sorted(e.task_id for e in ends) == [0, 1, 2]
    (failed,) = (e for e in ends if isinstance(e, Failed))
    assert (failed.task_id, failed.code) == (1, "vanished")


@pytest.mark.skipif(sys.platform == "win32", reason="no signal of a terminal to send")
def test_ctrl_c_is_left_to_the_process_that_leads(executor):
    workers = executor.client.run(os.getpid)
    for process in workers.values():
        os.kill(process, signal.SIGINT)
    assert executor.client.run(os.getpid) == workers


def test_workers_that_come_later_hear_too_and_none_is_waited_for(project, alone, monkeypatch):
    monkeypatch.setattr("core.cluster.dask_executor.GROUP_WINDOWS", 2)
    with connected("local", 1) as executor:
        cluster = executor.client.cluster
        cluster.scale(0)
        while executor.client.nthreads():
            time.sleep(0.05)
        job = analyse(project, BIRDNET, SETTINGS, executor=executor)
        next(job)
        cluster.scale(1)
        list(job)
    assert held(project) == alone


def test_an_analysis_that_is_closed_leaves_nothing_with_the_workers(project, executor):
    job = analyse(project, BIRDNET, Settings(), executor=executor)
    next(job)
    job.close()
    assert not executor.client.futures or all(
        future.status in ("cancelled", "finished") for future in executor.client.futures.values()
    )


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr("core.cluster.dask_executor._PATIENCE_S", 0.2)
    with pytest.raises(UserError, match="does not answer"), connected("tcp://127.0.0.1:9", 1):
        pass


def test_short_files_go_in_groups_and_what_is_in_doubt_goes_alone():
    tasks = [Task(n, n, 1, f"{n}.wav", 0, 40, doubted=n == 3) for n in range(8)]
    groups = [[task.id for task in group.tasks] for group in grouped(iter(tasks))]
    assert sorted(n for group in groups for n in group) == list(range(8))
    assert [3] in groups
    assert max(len(group) for group in groups) * 40 < GROUP_WINDOWS + 40
