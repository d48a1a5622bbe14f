from contextlib import closing

from core.store import Project, is_project
from core.store.marker import SUFFIX


def test_a_project_is_opened_by_the_files_in_it(tmp_path):
    folder = tmp_path / "Große Wiese 2026"
    with closing(Project(folder)):
        pass
    marker = folder / f"{folder.name}{SUFFIX}"
    for named in (marker, folder / "project.db"):
        assert is_project(named)
        with closing(Project(named, create=False)) as project:
            assert project.folder == folder


def test_a_marker_that_a_person_renamed_is_left_alone_and_a_deleted_one_comes_back(tmp_path):
    folder = tmp_path / "Marsh"
    Project(folder).close()
    (folder / f"Marsh{SUFFIX}").rename(folder / f"Reeds{SUFFIX}")
    Project(folder).close()
    assert [f.name for f in folder.glob(f"*{SUFFIX}")] == [f"Reeds{SUFFIX}"]
    (folder / f"Reeds{SUFFIX}").unlink()
    Project(folder).close()
    assert (folder / f"Marsh{SUFFIX}").is_file()


def test_a_file_of_that_name_elsewhere_is_no_project(tmp_path):
    (tmp_path / f"notes{SUFFIX}").write_text("mine")
    assert not is_project(tmp_path / f"notes{SUFFIX}")
    assert not is_project(tmp_path / f"gone{SUFFIX}")
