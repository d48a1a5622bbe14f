"""The heads of a person: versions, names, and files that are not whole."""

from dataclasses import replace

import pytest

from core.errors import UnusableValueError, UserError
from core.heads import own_library
from tests.core.heads.made_heads import FACTS, head_on, layered, layers


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))


def head(name="song", seed=1):
    return layered(layers(4, 2, seed=seed), replace(FACTS, name=name))


def titles():
    return [one.title for one in own_library.every()]


def test_another_head_of_a_name_is_another_version_and_the_first_stays():
    assert own_library.keep(head(seed=1)).title == "song@1"
    assert own_library.keep(head("Song", seed=2)).title == "Song@2"
    assert own_library.keep(head(seed=1)).title == "song@1"  # it is there
    assert titles() == ["song@1", "Song@2"]
    assert own_library.called("SONG").version == "2"
    assert own_library.called("song@1").head.sha256 == head(seed=1).sha256


def test_a_version_is_that_of_elsewhere_where_no_newer_one_is_here():
    assert own_library.keep(head(seed=1), version=3).title == "song@3"
    assert own_library.keep(head(seed=2), version=2).title == "song@4"


def test_a_removed_head_leaves_the_others():
    for seed in (1, 2):
        own_library.keep(head(seed=seed))
    own_library.remove(own_library.found("song@1"))
    assert titles() == ["song@2"]
    with pytest.raises(UnusableValueError, match=r"no head song@1 in your library.*: song@2"):
        own_library.called("song@1")


def test_a_damaged_file_stops_no_other_and_is_said_and_can_be_removed():
    own_library.keep(head("bark"))
    damaged = own_library.keep(head("song"))
    damaged.path.write_bytes(damaged.path.read_bytes()[:100])
    first, second = own_library.every()
    assert {first.title, second.title} == {"bark@1", f"{damaged.path.name}@1"}
    with pytest.raises(UserError, match="damaged"):
        own_library.called(damaged.path.name)
    own_library.remove(own_library.found(damaged.path.name))
    assert titles() == ["bark@1"]


def test_a_file_that_is_another_head_than_its_name_says_is_not_used():
    one, other = own_library.keep(head("bark")), own_library.keep(head("song"))
    one.path.write_bytes(other.path.read_bytes())
    with pytest.raises(UserError, match="another file than was kept here"):
        own_library.called(one.path.name)


@pytest.mark.parametrize("name", ["é" * 200, "CON", "aux.txt", "a b", "Ωmega"])
def test_names_are_no_names_of_files(name):
    assert own_library.keep(head(name)).name == name
    assert own_library.called(name).head.facts.name == name


def test_other_files_in_the_folder_are_let_be():
    (own_library.folder() / "notes.txt").write_text("mine", encoding="utf-8")
    own_library.keep(head_on(None))
    assert titles() == ["my sounds@1"]


def test_all_versions_are_renamed_and_back_and_the_name_of_another_is_refused():
    for seed in (1, 2):
        own_library.keep(head(seed=seed))
    own_library.keep(head("call", seed=3))
    own_library.rename(own_library.found("song@1"), "warble")
    assert titles() == ["call@1", "warble@1", "warble@2"]
    assert own_library.called("warble@2").head.facts.name == "warble"
    with pytest.raises(UnusableValueError, match="is called call"):
        own_library.rename(own_library.found("warble"), "call")
    own_library.rename(own_library.found("warble"), "song")
    assert own_library.called("song@1").sha256 == head(seed=1).sha256
