"""Finding recordings on cards as they are."""

import os
import sys
from pathlib import Path

import pytest

from core.errors import UserError
from core.recorders import count_audio, walk
from tests.core.recorders.making import saved

EVERY_SUFFIX = (
    "wav Wav WAVE bwf RF64 flac FLAC mp3 mp2 MPGA ogg oga opus aif AIFF aifc au snd caf W64 voc "
    "aac m4a MP4 3gp amr wma wv webm mka mkv mov avi mpeg ape tta dsf dss raw sud wac w4v zc"
)

SYSTEM_FOLDERS = (
    "@eaDir,#recycle,@Recycle,#snapshot,.snapshot,~snapshot,lost+found,FOUND.000,RECYCLER,LOST.DIR,"
    "$Recycle.Bin,.Trash-1000,.Trashes,.Spotlight-V100,.fseventsd,.AppleDouble,.zfs,__MACOSX,"
    ".DocumentRevisions-V100,SYSTEM VOLUME INFORMATION,Network Trash Folder,.TemporaryItems"
)


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


@pytest.mark.parametrize("name", SYSTEM_FOLDERS.split(","))
def test_bins_and_system_folders_are_left_out_and_told_of(name: str, tmp_path: Path):
    for path in (f"{name}/a.wav", f"Wood/{name.lower()}/b/c.WAV", "Wood/d.wav"):
        saved(tmp_path, path, b"")
    systems: list[Path] = []
    assert [path.name for path in walk(tmp_path, on_system=systems.append)] == ["d.wav"]
    assert [count_audio(folder) for folder in systems] == [1, 1]


@pytest.mark.parametrize(
    "name", ["Recycled wood", "Recycled", "Found", "FOUND.wood", "snapshot", "Trash", "lost", "#1"]
)
def test_a_persons_own_folder_is_read_whatever_it_resembles(name: str, tmp_path: Path):
    saved(tmp_path, f"{name}/a.wav", b"")
    assert found(tmp_path) == [f"{name}/a.wav"]


def test_the_bin_of_old_windows_is_known_by_what_lies_in_it(tmp_path: Path):
    for name in ("RECYCLED/INFO2", "RECYCLED/DC1.WAV"):
        saved(tmp_path, name, b"")
    assert found(tmp_path) == []


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


def linked(path: Path, target: Path) -> None:
    try:
        path.symlink_to(target, target_is_directory=True)
    except OSError:
        pytest.skip("no links here")


def test_folders_that_link_to_each_other_are_read_once_under_their_own_names(tmp_path: Path):
    for name in "abcdefgh":
        saved(tmp_path / "card", f"{name}/{name}.wav", b"")
    for name in "abcdefgh":
        for other in "abcdefgh":
            linked(tmp_path / "card" / name / f"0 to {other}", tmp_path / "card" / other)
    assert found(tmp_path / "card") == [f"{name}/{name}.wav" for name in "abcdefgh"]


def test_a_link_to_a_folder_around_is_not_followed_and_one_to_elsewhere_once(tmp_path: Path):
    saved(tmp_path, "card/a.wav", b"")
    saved(tmp_path, "elsewhere/b.wav", b"")
    linked(tmp_path / "card" / "up", tmp_path)
    linked(tmp_path / "card" / "x", tmp_path / "elsewhere")
    linked(tmp_path / "card" / "y", tmp_path / "elsewhere")
    assert found(tmp_path / "card") == ["a.wav", "x/b.wav"]


def test_recordings_and_other_sound_are_listed_whatever_the_letters_of_their_suffix(tmp_path: Path):
    names = [f"{n}.{suffix}" for n, suffix in enumerate(EVERY_SUFFIX.split())]
    for name in names:
        saved(tmp_path, name, b"")
    assert sorted(found(tmp_path)) == sorted(names)


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
