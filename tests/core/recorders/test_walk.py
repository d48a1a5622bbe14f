"""Finding recordings on cards as they are."""

import os
import sys
from pathlib import Path

import pytest

from core.errors import UserError
from core.recorders import walk
from tests.core.recorders.making import saved


def found(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in walk(folder)]


def test_recordings_are_found_in_order_however_deep(tmp_path: Path):
    for name in ("b.WAV", "a.flac", "Data/d.wav", "20240501/x/c.mp3", "A/e.opus"):
        saved(tmp_path, name, b"")
    assert found(tmp_path) == ["a.flac", "b.WAV", "20240501/x/c.mp3", "A/e.opus", "Data/d.wav"]


def test_only_sound_and_what_was_meant_to_be_sound_is_listed(tmp_path: Path):
    for name in (
        "M7122036.45#",
        "a.wac",
        "b.w4v",
        "c.zc",
        "data",
        "d.txt",
        "d.4#",
        "CONFIG.TXT",
        "e",
        "f.wav.part",
    ):
        saved(tmp_path, name, b"")
    assert found(tmp_path) == ["M7122036.45#", "a.wac", "b.w4v", "c.zc", "data"]


def test_the_systems_own_files_and_folders_are_left_alone(tmp_path: Path):
    hidden = ("._a.wav", ".a.wav", ".DS_Store", ".Trashes/b.wav", "$RECYCLE.BIN/c.wav")
    for name in (*hidden, "System Volume Information/d.wav", "e.wav"):
        saved(tmp_path, name, b"")
    assert found(tmp_path) == ["e.wav"]


def test_odd_names_are_found(tmp_path: Path):
    names = ["[a] (1).wav", "🦉.wav", "تسجيل.wav", "é" * 100 + ".wav", " .wav"]
    for name in names:
        saved(tmp_path, name, b"")
    assert sorted(found(tmp_path)) == sorted(names)


def test_a_loop_of_links_ends(tmp_path: Path):
    saved(tmp_path, "sub/a.wav", b"")
    try:
        (tmp_path / "sub" / "again").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    assert found(tmp_path) == ["sub/a.wav"]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read all")
def test_a_folder_that_cannot_be_read_is_reported_and_the_rest_found(tmp_path: Path):
    saved(tmp_path, "locked/a.wav", b"")
    saved(tmp_path, "open/b.wav", b"")
    (tmp_path / "locked").chmod(0)
    unreadable: list[Path] = []
    paths = list(walk(tmp_path, unreadable.append))
    (tmp_path / "locked").chmod(0o700)
    assert [path.name for path in paths] == ["b.wav"]
    assert unreadable == [tmp_path / "locked"]


def test_a_folder_that_vanishes_on_the_way_is_reported_and_the_rest_found(tmp_path: Path):
    for name in ("a/1.wav", "b/2.wav", "c/3.wav"):
        saved(tmp_path, name, b"")
    unreadable: list[Path] = []
    walking = walk(tmp_path, unreadable.append)
    assert next(walking).name == "1.wav"
    (tmp_path / "b" / "2.wav").unlink()
    (tmp_path / "b").rmdir()
    assert [path.name for path in walking] == ["3.wav"]
    assert unreadable == [tmp_path / "b"]


def test_a_missing_folder_says_what_to_do(tmp_path: Path):
    with pytest.raises(UserError, match="Connect"):
        walk(tmp_path / "nowhere")
