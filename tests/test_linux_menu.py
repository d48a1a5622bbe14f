"""The menu entry of folders with Undersong on Linux: the newest of those that are there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FILES = Path(__file__).parent.parent / "installer" / "linux"
OWN = ("menu.sh", "uninstall.sh")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="menus as on Linux desktops")


@pytest.fixture
def unpacked(tmp_path):
    """Return a function that makes a folder with Undersong, and puts it into the menu."""

    def unpack(name):
        top = tmp_path / name
        (top / "share").mkdir(parents=True)
        for file in (*OWN, "share/undersong.desktop", "share/undersong.xml"):
            shutil.copy(FILES / Path(file).name, top / file)
        (top / "share" / "undersong.png").touch()
        for program in (*OWN, "undersong-gui"):
            (top / program).touch()
            (top / program).chmod(0o755)
        run(top / "menu.sh", "add")
        return top

    def run(*words):
        home = os.environ | {"XDG_DATA_HOME": str(tmp_path / "data")}
        subprocess.run([*map(str, words)], check=True, env=home)

    unpack.run, unpack.data = run, tmp_path / "data"
    return unpack


def menu(unpacked):
    entry = unpacked.data / "applications" / "undersong.desktop"
    return [line for line in entry.read_text("utf-8").splitlines() if line.startswith("Exec=")]


def opens(top):
    return [f'Exec="{top}/undersong-gui" %f']


def test_the_folder_that_was_unpacked_last_is_in_the_menu(unpacked):
    first = unpacked("Программы ü & one|two")
    assert menu(unpacked) == opens(first)
    second = unpacked("second")
    assert menu(unpacked) == opens(second)


def test_when_one_of_two_goes_the_other_is_in_the_menu(unpacked):
    first, second, third = (unpacked(name) for name in ("first one", "second", "third"))
    unpacked.run(second / "uninstall.sh")
    assert menu(unpacked) == opens(third)
    unpacked.run(third / "uninstall.sh")
    assert menu(unpacked) == opens(first)
    assert (unpacked.data / "mime/packages/undersong.xml").is_file()
    assert first.is_dir()
    assert not third.exists()


def test_a_folder_deleted_by_hand_does_not_come_back(unpacked):
    first, second, third = (unpacked(name) for name in ("first", "second", "third"))
    shutil.rmtree(second)
    unpacked.run(third / "uninstall.sh")
    assert menu(unpacked) == opens(first)


def test_with_the_last_folder_the_entry_goes(unpacked):
    unpacked.run(unpacked("first") / "menu.sh", "add")
    unpacked.run(unpacked.data.parent / "first" / "uninstall.sh")
    left = [path for path in unpacked.data.rglob("*undersong*") if path.is_file()]
    assert left == []
