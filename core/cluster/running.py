"""Hearing a shard: no project, no connection, one file of results."""

import platform
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from core.analysis.assembly import TRANSIENT
from core.analysis.settings import versions
from core.cluster.result_files import FORMAT, ResultFile, ResultWriter, is_like
from core.cluster.shard_files import (
    RESULT_SUFFIX,
    Shard,
    ShardTask,
    fingerprint,
    key_of,
    load_shard,
    on_this_machine,
)
from core.errors import UserError
from core.inference.executors import Executor, ProcessPool
from core.inference.messages import Began, Done, Failed, Part, Ready, Setup
from core.jobs import Job, Progress
from core.networks.catalogue import network
from core.store import setbacks

_PASSING = TRANSIENT | setbacks.CODES


def run_shard(
    path: Path, media: Mapping[str, str], out: Path, executor: Executor | None = None
) -> Job:
    """Hear what a shard has still to do. Progress counts seconds of sound; a note is of one task.

    ``media`` maps folders of the project to those of this machine, or to addresses of an object
    store (see ``on_this_machine``). What
    failed for a reason that may have passed is tried again. Raises UserError for a shard that is
    damaged, a missing folder, another network, a disk that is full; the same call goes on.
    """
    shard = load_shard(path)
    setup = on_this_machine(shard.setup, media, network(shard.setup.manifest.id))
    about = {
        "format": str(FORMAT),
        "shard": shard.name,
        "setup": fingerprint(setup),
        "versions": versions(setup.manifest),
        "machine": platform.node(),
    }
    if _is_done(out / f"{shard.name}{RESULT_SUFFIX}", about):
        yield Progress(1, 1, f"{shard.name} is done already")
        return
    with closing(ResultWriter(out, shard.name, about)) as results:
        yield from _heard(shard, setup, results, executor or ProcessPool())
        results.finish()


def _is_done(path: Path, about: Mapping[str, Any]) -> bool:
    """Tell whether a result is there that this program made so, and nothing is to be tried again.

    One that is damaged or of another version is made anew.
    """
    try:
        there = ResultFile(path)
    except UserError:
        return False
    return is_like(there.about, about) and not _PASSING & set(there.failures.values())


def _heard(shard: Shard, setup: Setup, results: ResultWriter, executor: Executor) -> Job:
    before = results.done()
    left = {
        one.task.id: one
        for one in shard.tasks
        if before.get(key_of(one.task), next(iter(_PASSING))) in _PASSING
    }
    whole = sum(one.seconds for one in shard.tasks)
    done = whole - sum(one.seconds for one in left.values())
    parts: dict[int, list[Part]] = {}
    tasks = iter([one.task for one in left.values()])
    with closing(executor.events(setup, tasks)) as events:
        for event in events:
            if isinstance(event, Ready):
                results.note("engine", event.note)
            elif isinstance(event, Began):
                parts[event.task_id] = []
            elif isinstance(event, Part):
                parts[event.task_id].append(event)
            elif isinstance(event, Done | Failed):
                one = left[event.task_id]
                results.store(key_of(one.task), parts.pop(event.task_id, []), event)
                done += one.seconds
                yield Progress(done, whole, _line(one, event))
            elif event is None:
                yield Progress(done, whole)


def _line(one: ShardTask, event: Done | Failed) -> str:
    said = f"failed, {event.code}: {event.text}" if isinstance(event, Failed) else "heard"
    return f"{one.task.path} from window {one.task.first}: {said}"
