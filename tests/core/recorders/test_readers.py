"""Thousands of files are inspected in other processes, with the same result."""

import multiprocessing
import os
from contextlib import closing
from pathlib import Path

import pytest

from core.domain import Inspection
from core.recorders import inspect
from core.recorders.readers import Readers

_MANY = 2_200


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    (tmp_path / "20240501_060000.wav").write_bytes(b"RIFF")
    return [tmp_path / "20240501_060000.wav", *(tmp_path / f"gone {n}.wav" for n in range(_MANY))]


def _which_process(path: Path) -> Inspection:
    return Inspection(path=path, size=os.getpid(), modified_ns=0)


def _ends_other_processes(path: Path) -> Inspection:
    if multiprocessing.parent_process() is not None:
        os._exit(1)
    return inspect(path)


def test_many_files_are_read_in_other_processes(paths: list[Path]) -> None:
    with closing(Readers(_which_process)) as readers:
        processes = {one.size for one in readers.begin(paths)()}
    assert processes
    assert os.getpid() not in processes


def test_a_few_files_are_read_in_this_process(paths: list[Path]) -> None:
    with closing(Readers(_which_process)) as readers:
        assert {one.size for one in readers.begin(paths[:50])()} == {os.getpid()}


def test_files_come_back_in_order_and_as_read_here(paths: list[Path]) -> None:
    with closing(Readers(inspect)) as readers:
        assert readers.begin(paths)() == [inspect(path) for path in paths]


def test_files_are_read_here_when_the_system_ends_the_other_processes(paths: list[Path]) -> None:
    with closing(Readers(_ends_other_processes)) as readers:
        first, second = readers.begin(paths)(), readers.begin(paths[:3])()
    assert [one.path for one in first] == paths
    assert [one.path for one in second] == paths[:3]


def test_what_was_begun_can_be_left(paths: list[Path]) -> None:
    readers = Readers(inspect)
    readers.begin(paths)
    readers.close()
    assert not multiprocessing.active_children()
