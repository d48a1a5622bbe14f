"""Writing files: whole, private, and never over what is not ours."""

import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.atomic_file import whole_file
from core.errors import UserError
from core.exports.files import write_csv
from core.store import Project
from tests.core.sounds import noise, record

COLUMNS = ("scientific_name", "common_name", "site", "detections", "days")


def write(path: Path, rows: int = 1) -> int:
    return write_csv(
        path, COLUMNS, [("Turdus merula", "Blackbird", "Dune", n, 1) for n in range(rows)]
    )


def test_a_table_of_ours_is_replaced_by_the_new_one(tmp_path):
    write(tmp_path / "a.csv", 3)
    write(tmp_path / "a.csv", 1)
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 2


def test_a_table_of_an_earlier_version_is_replaced(tmp_path):
    (tmp_path / "a.csv").write_text(
        "scientific_name;common_name;site;detections\nTurdus merula;;;1\n"
    )
    assert write(tmp_path / "a.csv") == 1


@pytest.mark.parametrize(
    "content",
    [
        b"scientific_name,common_name\nTurdus merula,Blackbird\n",  # a person's species list
        b"PK\x03\x04 a spreadsheet",
        b"\xff\xfes\x00i\x00t\x00e\x00",
        b"\n",
        b"\x00" * 70_000,
    ],
)
def test_anybody_elses_file_is_left_as_it_is(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(UserError, match="did not write it"):
        write(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == content
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_a_recording_is_never_written_over(tmp_path):
    sound = record(tmp_path / "20230501_050000.wav", noise(1))
    before = sound.read_bytes()
    with pytest.raises(UserError, match="left as it is"):
        write(sound)
    assert sound.read_bytes() == before


@pytest.mark.parametrize(
    "name",
    ["project.db", "project.db-wal", "Project.DB-shm", "project-before-0007-was-0006.db",
     "analysis.lock", "embeddings/pass-1-000.f16", "heads/mine.npz"],
)  # fmt: skip
def test_a_projects_own_files_are_never_written_over_nor_put_there(project: Project, name):
    path = project.folder / name
    path.parent.mkdir(exist_ok=True)
    with pytest.raises(UserError, match=r"keeps its data|is there already"):
        write(path)
    assert path.parent == project.folder or not path.exists()


def test_a_table_may_lie_in_a_projects_folder(project: Project):
    assert write(project.folder / "species.csv") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_followed_and_what_it_leads_to_is_protected(tmp_path, project: Project):
    (tmp_path / "innocent.csv").symlink_to(project.path)
    with pytest.raises(UserError):
        write(tmp_path / "innocent.csv")
    with closing(sqlite3.connect(project.path)) as db:
        assert db.execute("SELECT count(*) FROM sites").fetchone() == (0,)


@pytest.mark.skipif(sys.platform == "win32", reason="no such devices")
def test_a_device_is_no_file_to_write(tmp_path):
    with pytest.raises(UserError):
        write(Path("/dev/null"))
    assert Path("/dev/null").is_char_device()


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(UserError, match="there is no folder"):
        write(tmp_path / "none" / "a.csv")


def test_what_breaks_off_leaves_what_was_there(tmp_path):
    write(tmp_path / "a.csv")
    before = (tmp_path / "a.csv").read_bytes()
    with pytest.raises(RuntimeError), whole_file(tmp_path / "a.csv", lambda _: True) as file:  # noqa: PT012
        file.write("half")
        raise RuntimeError
    assert (tmp_path / "a.csv").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_a_file_of_someone_named_like_an_unfinished_one_is_left(tmp_path):
    (tmp_path / "a.csv.part").write_text("mine")
    write(tmp_path / "a.csv")
    assert (tmp_path / "a.csv.part").read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_new_table_is_for_its_owner_only_and_an_old_one_stays_as_open_as_it_was(tmp_path):
    write(tmp_path / "a.csv")
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o600
    (tmp_path / "a.csv").chmod(0o644)
    write(tmp_path / "a.csv")
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o644
