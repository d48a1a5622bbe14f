import os
import sys

import pytest

from core.app_folders import HASHES
from core.errors import UserError
from core.installation import CheckResult, InstallationCheck, checking, parts, registered, told
from core.jobs import Progress, answer


def works():
    yield Progress(0, 0)
    return "as it should"


def refuses():
    yield Progress(0, 0)
    raise UserError("There is no font. Install one.")


def ends():
    yield Progress(0, 0)
    os._exit(9)


def misses():
    yield Progress(0, 0)
    raise ImportError("libmarsh.so.2: cannot open shared object file")


def test_a_library_that_is_missing_is_named():
    (missing,) = answer(checking([InstallationCheck("A", misses)]))
    assert not missing.works
    assert missing.detail.startswith("libmarsh.so.2: cannot open shared object file")
    assert "install that" in missing.detail


def test_what_ends_or_refuses_one_check_leaves_the_others_as_they_are():
    checks = [
        InstallationCheck("A", ends),
        InstallationCheck("B", refuses),
        InstallationCheck("C", works),
    ]
    ended, refused, well = answer(checking(checks))
    assert not ended.works
    assert "Install Undersong again" in ended.detail
    assert refused == CheckResult("B", False, "There is no font. Install one.")
    assert well == CheckResult("C", True, "as it should")
    assert "FAILED B: There is no font" in told([refused, well])


def test_every_part_of_the_program_brings_its_checks():
    titles = [check.title for check in registered()]
    assert {"Project and BirdNET", "Report as PDF", "Window", "Sound"} <= set(titles)
    assert len(titles) == len(set(titles))


def test_birdnet_hears_what_it_should():
    assert "scores as they should be" in answer(parts.birdnet())


def test_birdnet_that_hears_something_else_is_told(monkeypatch):
    other = parts._IN_FIRST_SAMPLE[0]._replace(species="Strix aluco")
    monkeypatch.setattr(parts, "_IN_FIRST_SAMPLE", (other,))
    with pytest.raises(UserError, match="does not hear Strix aluco at 3 s"):
        answer(parts.birdnet())


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_the_file_that_is_damaged_is_named(tmp_path, monkeypatch, harm):
    names = ["a b.txt", "lib/é.so"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    hashes = "".join(f"{parts._sha256(tmp_path / name)}  {name}\n" for name in names)
    (tmp_path / HASHES).write_text(hashes, encoding="utf-8")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert answer(parts.files_whole()).startswith("2 files")
    victim = tmp_path / names[1]
    victim.write_bytes(b"changed") if harm == "changed" else victim.unlink()
    with pytest.raises(UserError, match=r"lib/é\.so: damaged or gone"):
        answer(parts.files_whole())


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "log_folder", lambda: tmp_path / "gone")
    with pytest.raises(UserError, match=r"gone.* cannot be written"):
        answer(parts.folders())


def test_a_home_in_which_no_folder_can_be_made_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(UserError, match=r"file.* cannot be written to .*UNDERSONG_HOME"):
        answer(parts.folders())
