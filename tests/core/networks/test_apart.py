"""Checking in another process: the same figures, and whatever happens to that process."""

import multiprocessing

import pytest

from core.errors import NetworkUnavailableError, UserError
from core.jobs import answer
from core.networks import catalogue
from core.networks.apart import checking
from core.networks.checking import check
from core.networks.installing import add
from tests.core.networks.folders import network_folder
from tests.core.networks.tones import tone_network


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))


@pytest.fixture
def added(tmp_path):
    list(add(tone_network(tmp_path / "mine")))
    return "marsh-1"


def test_it_comes_to_what_a_check_in_this_process_does(added):
    here, there = answer(check(catalogue.network(added))), answer(checking(added))
    assert (there.outputs, there.labels, there.problems) == (
        here.outputs, here.labels, here.problems
    )  # fmt: skip
    assert multiprocessing.active_children() == []


def test_closing_it_ends_the_other_process(added):
    inquiry = checking(added)
    next(inquiry)
    (child,) = multiprocessing.active_children()
    inquiry.close()
    assert child not in multiprocessing.active_children()


def test_a_process_that_ends_by_itself_is_said(added):
    inquiry = checking(added)
    next(inquiry)
    multiprocessing.active_children()[0].kill()
    with pytest.raises(NetworkUnavailableError, match="ended by itself"):
        answer(inquiry)


def test_what_cannot_be_loaded_is_said_as_it_is_here(tmp_path):
    list(add(network_folder(tmp_path / "mine")))
    with pytest.raises(UserError) as here:
        answer(check(catalogue.network("marsh-1")))
    with pytest.raises(UserError) as there:
        answer(checking("marsh-1"))
    assert str(there.value) == str(here.value)
