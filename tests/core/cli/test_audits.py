"""The command labels alike: a table of clips to listen to, and what the answers bring."""

import json

import pytest

from core.store import Project, clip_labels
from tests.core.cli.test_judging import fill_in, folder, is_song, say  # noqa: F401 - fixtures
from tests.core.cli.test_teaching import table
from tests.core.heads.conftest import tones, toy  # noqa: F401 - fixtures
from tests.core.heads.tones import rows

LIKE = "0.wav@1.25-1.75"


@pytest.fixture
def asked(run, folder, say, tmp_path, monkeypatch):  # noqa: F811
    """Ask for look-alikes of a song, two of which are drawn; return how to ask again."""
    monkeypatch.setattr("core.heads.audits.audit_size", lambda clips: min(2, clips))
    noise = "".join(rows(range(8), "my song", 0, at=(at, at + 0.5)) for at in (0.0, 2.5, 3.0))
    say(noise + rows([0], "my song", at=(1.25, 1.75)))
    out = tmp_path / "audit.csv"

    def ask(*more):
        return run("labels", "alike", "--project", folder, "--label", "my song", *more)

    assert ask("--like", LIKE, "--out", out)[0] == 0
    return ask, out


def at_once(folder):  # noqa: F811
    project = Project(folder, create=False)
    with project.reading() as db:
        found = [one for one in clip_labels.current(db) if one.audit]
    project.close()
    return len(found)


def test_all_right_labels_them_all_and_undo_takes_them_back(run, folder, asked):  # noqa: F811
    ask, out = asked
    assert [row["why"] for row in table(out)] == ["audit", "audit"]
    fill_in(out, is_song)
    found = json.loads(ask("--like", LIKE, "--answers", out, "--json")[1])
    assert (found["audited"], found["wrong"], found["waiting"]) == (2, 0, 0)
    assert found["labelled"] == at_once(folder) == found["alike"] - 2
    every = out.with_name("every.csv")
    run("labels", "--project", folder, "--export", every)
    assert sum(int(row["audited"]) for row in table(every)) == found["labelled"]
    assert ask("--undo")[1] == f"{found['labelled']} labels were taken back.\n"
    assert (at_once(folder), ask("--undo")[1]) == (0, "0 labels were taken back.\n")
    assert json.loads(ask("--like", LIKE, "--json")[1])["labelled"] == found["labelled"]


def test_one_wrong_labels_nothing_and_writes_the_others_to_listen_to(folder, asked):  # noqa: F811
    ask, out = asked
    first = table(out)[0]["file"]
    fill_in(out, lambda row: str(int(row["file"] != first)))
    status, said, _ = ask("--like", LIKE, "--answers", out, "--out", out)
    assert (status, at_once(folder)) == (1, 0)
    assert "is not my song, so they are not labelled at once" in said
    assert {row["why"] for row in table(out)} == {"alike"}


def test_the_same_clips_are_asked_until_they_are_judged(asked):
    ask, out = asked
    before = out.read_bytes()
    for seed in range(3):
        ask("--like", LIKE, "--seed", seed, "--out", out)
        assert out.read_bytes() == before
    fill_in(out, lambda row: "1" if row is None else "")
    said = ask("--like", LIKE, "--answers", out)[1]
    assert "0 labels added, 2 not judged.\nListen to 2 of 2 clips" in said


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        ((), 2, "Say which clip they are like"),
        (("--like", "gone.wav@1-2"), 1, "no usable recording"),
        (("--like", "0.wav@3-3.5"), 1, "Nobody has confirmed yet"),
        (("--like", "0.wav@3-2"), 2, "the end after the start"),
        (("--like", "detection:99999"), 1, "no detection 99999"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(asked, more, status, said):
    found = asked[0](*more)
    assert (found[0], said in found[2]) == (status, True)
