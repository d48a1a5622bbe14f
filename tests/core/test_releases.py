import json
from importlib.metadata import version

import pytest

from core.errors import UserError
from core.jobs import answer
from core.releases import newer_release
from tests.core.networks.server import serving

MINE = version("undersong")


def latest(number):
    told = {"tag_name": number, "html_url": "https://example.invalid/undersong/99"}
    return json.dumps(told).encode()


def asked(monkeypatch, content, **how):
    with serving(content, **how) as served:
        monkeypatch.setenv("UNDERSONG_RELEASES", f"{served.address}/latest")
        return answer(newer_release())


def test_without_an_address_nobody_is_asked_and_that_is_said(monkeypatch):
    monkeypatch.delenv("UNDERSONG_RELEASES", raising=False)
    said = answer(newer_release())
    assert said.startswith(f"This is Undersong {MINE}.")
    assert "does not know where newer versions are published" in said


@pytest.mark.parametrize("number", ["v99.0.0", "0.100"])
def test_a_newer_version_is_told_with_its_page(monkeypatch, number):
    said = asked(monkeypatch, latest(number))
    assert said.startswith(f"Undersong {number.removeprefix('v')} is out; this is {MINE}.")
    assert said.endswith("https://example.invalid/undersong/99")


@pytest.mark.parametrize("number", [MINE, f"v{MINE}", "0.0.9"])
def test_the_same_or_an_older_one_is_no_news(monkeypatch, number):
    assert "the newest version" in asked(monkeypatch, latest(number))


@pytest.mark.parametrize("content", [b"<html>Log in here</html>", b"[]", b"{}", b"\xff\xfe"])
def test_an_answer_about_something_else_is_told(monkeypatch, content):
    with pytest.raises(UserError, match=r"127\.0\.0\.1 answers tells of no version"):
        asked(monkeypatch, content)


def test_a_server_that_does_not_answer_is_told(monkeypatch):
    with pytest.raises(UserError, match=r"does not answer .*Connect and try again"):
        asked(monkeypatch, b"", status=503)
    monkeypatch.setenv("UNDERSONG_RELEASES", "http://127.0.0.1:9/")
    with pytest.raises(UserError, match="does not answer"):
        answer(newer_release())


def test_no_file_of_this_computer_is_read(monkeypatch, tmp_path):
    monkeypatch.setenv("UNDERSONG_RELEASES", (tmp_path / "latest.json").as_uri())
    with pytest.raises(UserError, match="Begin it with https://"):
        answer(newer_release())
