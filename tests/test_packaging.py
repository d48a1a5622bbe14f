"""What is packed: our names are ours alone, and nothing is imported that is left out."""

import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from installer.macos_folder import link_frameworks
from installer.trim import QT_DLLS
from installer.windows.undersong_path import changed

GUI = Path(__file__).parent.parent / "gui"
LINUX_ALONE = {"session_bus.py"}


@pytest.mark.parametrize("name", ["core", "gui", "species_lists"])
def test_no_dependency_brings_a_package_of_the_same_name(name: str):
    assert set(packages_distributions().get(name, ())) <= {"undersong"}


def test_the_window_asks_for_no_part_of_qt_that_the_windows_installer_lacks():
    used = {
        module
        for path in GUI.rglob("*.py")
        if path.name not in LINUX_ALONE
        for module in re.findall(r"from PySide6\.(Qt\w+) import", path.read_text("utf-8"))
    }
    assert "QtWidgets" in used
    assert {f"Qt6{module.removeprefix('Qt')}.dll" for module in used} <= QT_DLLS


def test_frameworks_get_the_links_that_macos_signs_them_by(tmp_path: Path):
    framework = tmp_path / "Qt" / "lib" / "QtCore.framework"
    for resources in (framework / "Versions" / "A" / "Resources", framework / "Resources"):
        resources.mkdir(parents=True)
    (framework / "Versions" / "A" / "QtCore").write_text("program")
    link_frameworks(tmp_path)
    assert (framework / "QtCore").read_text() == "program"
    links = {str(path.relative_to(framework)): str(path.readlink())
             for path in framework.rglob("*") if path.is_symlink()}  # fmt: skip
    assert links == {
        "Versions/Current": "A", "QtCore": "Versions/Current/QtCore",
        "Resources": "Versions/Current/Resources",
    }  # fmt: skip


def test_a_path_keeps_what_is_on_it_and_holds_the_program_once():
    mine, others = r"C:\Users\Åsa\Undersong", r"%USERPROFILE%\bin;C:\Tools"
    for before in (others, f"{others};", f"{mine.upper()}\\;{others}"):
        assert changed(before, mine, on=True) == f"{others};{mine}"
        assert changed(before, mine, on=False) == others
    assert changed("", mine, on=True) == mine
