"""Fetching a file from servers that break off, lie, redirect, are slow or have another file."""

import hashlib

import pytest

from core.errors import NetworkUnavailableError, UserError
from core.networks import fetching
from core.networks.fetching import fetch
from core.networks.graph import NetworkFile
from tests.core.networks.server import serving

CONTENT = bytes(range(256)) * 4000


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(fetching, "WAIT_S", 0.001)
    monkeypatch.setenv("no_proxy", "*")


def file(address, content=CONTENT, size=None, path="/net"):
    digest = hashlib.sha256(content).hexdigest()
    return NetworkFile("net", digest, len(content) if size is None else size, address + path)


@pytest.mark.parametrize("size", [None, 0])
@pytest.mark.parametrize(
    "how",
    [
        {}, {"breaks_after": 300_000}, {"breaks_after": 300_000, "announced": 5},
        {"announced": 100}, {"status": 503, "times": 3},
        {"location": "/there"}, {"delay_s": 0.05},
    ],
    ids=str,
)  # fmt: skip
def test_a_file_comes_whole_whatever_happens_to_the_connection(tmp_path, how, size):
    if size == 0 and how.get("announced"):
        pytest.skip("where nobody knows the size, the server's word is all there is")
    with serving(CONTENT, **how) as server:
        steps = list(fetch(file(server.address, size=size), tmp_path / "net"))
    assert (tmp_path / "net").read_bytes() == CONTENT
    assert steps[-1].done == steps[-1].total
    assert [one.name for one in tmp_path.iterdir()] == ["net"]


def test_what_broke_off_goes_on_where_it_was(tmp_path):
    with serving(CONTENT, breaks_after=300_000) as server:
        list(fetch(file(server.address), tmp_path / "net"))
    assert server.asked == ["", "bytes=300000-", "bytes=600000-", "bytes=900000-"]


def test_a_stopped_download_is_gone_on_with_by_the_next(tmp_path):
    with serving(CONTENT) as server:
        job = fetch(file(server.address), tmp_path / "net")
        next(job)
        job.close()
        have = (tmp_path / "net.part").stat().st_size
        assert 0 < have < len(CONTENT)
        list(fetch(file(server.address), tmp_path / "net"))
    assert server.asked[1] == f"bytes={have}-"
    assert (tmp_path / "net").read_bytes() == CONTENT


def test_a_server_without_ranges_sends_all_of_it_again(tmp_path):
    (tmp_path / "net.part").write_bytes(CONTENT[:1000])
    with serving(CONTENT, ranges=False) as server:
        list(fetch(file(server.address), tmp_path / "net"))
    assert (tmp_path / "net").read_bytes() == CONTENT


@pytest.mark.parametrize("wrong", [b"x" * len(CONTENT), CONTENT[:-1] + b"x"])
def test_another_file_is_refused_and_deleted(tmp_path, wrong):
    with (
        serving(wrong) as server,
        pytest.raises(NetworkUnavailableError, match=r"is not net .*was deleted"),
    ):
        list(fetch(file(server.address), tmp_path / "net"))
    assert list(tmp_path.iterdir()) == []


def test_what_lay_there_of_another_file_is_refused_once(tmp_path):
    (tmp_path / "net.part").write_bytes(b"x" * 1000)
    with serving(CONTENT) as server:
        with pytest.raises(NetworkUnavailableError, match="SHA-256"):
            list(fetch(file(server.address), tmp_path / "net"))
        list(fetch(file(server.address), tmp_path / "net"))
    assert (tmp_path / "net").read_bytes() == CONTENT


def test_a_part_that_is_too_long_is_begun_anew(tmp_path):
    (tmp_path / "net.part").write_bytes(CONTENT + b"more")
    with serving(CONTENT) as server:
        list(fetch(file(server.address), tmp_path / "net"))
    assert (tmp_path / "net").read_bytes() == CONTENT


def test_no_more_is_taken_than_the_file_has(tmp_path):
    with serving(CONTENT * 3) as server:
        steps = list(fetch(file(server.address), tmp_path / "net"))
    assert max(step.done for step in steps) == len(CONTENT)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"status": 404}, "the server says 404"), ({"status": 403}, "the server says 403"),
        ({"status": 503}, "the server says 503"), ({"breaks_after": 0}, "connection was closed"),
        ({"announced": -100}, "connection was closed"),
        ({"location": "file:///etc/passwd"}, "file:///etc/passwd"),
        ({"location": "ftp://127.0.0.1/net"}, "leads to ftp"),
        ({"location": "/moved"}, "says 302"),
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_said_with_the_way_out(tmp_path, how, sentence):
    with serving(CONTENT, **how) as server, pytest.raises(UserError, match=sentence) as refused:
        list(fetch(file(server.address), tmp_path / "net"))
    assert "bring the file" in str(refused.value)


def test_nobody_there_is_said(tmp_path):
    with serving(CONTENT) as server:
        gone = file(server.address)
    with pytest.raises(UserError, match=r"could not be fetched from 127\.0\.0\.1") as said:
        list(fetch(gone, tmp_path / "net"))
    assert "Errno" not in str(said.value)


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "TIMEOUT_S", 0.02)
    with serving(CONTENT, delay_s=0.1) as server, pytest.raises(UserError, match="timed out"):
        list(fetch(file(server.address), tmp_path / "net"))


def test_other_addresses_are_not_for_this_program(tmp_path):
    with pytest.raises(UserError, match="bring it"):
        list(fetch(NetworkFile("net", "0" * 64, 1, "file:///etc/passwd"), tmp_path / "net"))
