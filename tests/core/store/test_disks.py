"""A project is not made on a disk whose locks do nothing, and a network disk is told."""

import os
from types import SimpleNamespace

import pytest

from core.errors import UserError
from core.health.project_check import checking_project
from core.jobs import answer
from core.store import Project, disks


def does_nothing(_file):
    pass


def knows_no_locks(_file):
    raise OSError("No locks available")


@pytest.fixture
def nfs(monkeypatch, tmp_path):
    """Let the folder be on a network disk, as the system tells it."""
    root = SimpleNamespace(mountpoint="/", fstype="ext4", opts="rw")
    mount = SimpleNamespace(mountpoint=os.path.realpath(tmp_path), fstype="nfs4", opts="rw,soft")
    monkeypatch.setattr(disks.psutil, "disk_partitions", lambda **_: [root, mount])


def test_locks_of_this_computers_own_disk_hold_and_leave_nothing_behind(tmp_path):
    assert disks.locks_hold(tmp_path)
    assert not list(tmp_path.iterdir())
    assert disks.network_kind(tmp_path) == ""
    assert disks.doubt(tmp_path) == ""


@pytest.mark.parametrize("lock", [does_nothing, knows_no_locks])
def test_no_project_is_made_where_locks_do_nothing(monkeypatch, tmp_path, lock):
    monkeypatch.setattr(disks, "_WAYS", (lock,))
    with pytest.raises(UserError, match="does not keep two programs apart"):
        Project(tmp_path / "new")
    assert not (tmp_path / "new" / "project.db").exists()


def test_one_that_is_there_is_opened_and_what_can_happen_is_said(monkeypatch, tmp_path, run):
    Project(tmp_path / "p").close()
    monkeypatch.setattr(disks, "_WAYS", (does_nothing,))
    status, said, warned = run("check", "--project", tmp_path / "p")
    assert status == 1
    assert "locks do nothing" in warned
    assert "move its folder" in said


def test_a_network_disk_is_told_by_its_kind(nfs, tmp_path):
    project = Project(tmp_path / "p")
    assert "network disk (nfs4)" in project.disk_doubt
    assert any("nfs4" in one.what for one in answer(checking_project(project)))
    project.close()
    assert disks.network_kind(tmp_path.parent) == ""


def test_a_folder_where_nothing_can_be_written_is_not_blamed_for_its_locks(tmp_path):
    assert disks.locks_hold(tmp_path / "gone")
