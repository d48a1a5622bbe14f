import os

from core.project_sketch import sketch
from core.store import Project


def test_a_project_tells_from_outside_what_is_left_to_do(analysed):
    found = sketch(analysed.folder)
    assert found.recordings > 0
    assert found.unheard == 0
    assert found.unreviewed > 0
    assert found.size_bytes > 10_000
    assert found.changed is not None


def test_a_new_project_a_damaged_one_and_none_at_all_tell_what_they_can(tmp_path):
    Project(tmp_path / "new").close()
    new = sketch(tmp_path / "new")
    assert (new.recordings, new.unheard, new.unreviewed) == (0, 0, 0)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "project.db").write_bytes(b"no database")
    bad = sketch(tmp_path / "bad")
    assert bad.size_bytes == 11
    assert bad.recordings is None
    assert sketch(tmp_path / "gone").changed is None


def test_looking_at_a_project_writes_nothing_into_it(tmp_path):
    Project(tmp_path / "new").close()
    before = sorted(path.name for path in (tmp_path / "new").iterdir())
    sketch(tmp_path / "new")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == before


def test_a_project_was_changed_when_something_was_stored_last_also_in_the_log(tmp_path):
    for name, at in (("project.db", 1_000_000), ("project.db-wal", 2_000_000)):
        (tmp_path / name).write_bytes(b"something")
        os.utime(tmp_path / name, (at, at))
    assert sketch(tmp_path).changed.timestamp() == 2_000_000
    (tmp_path / "project.db-wal").write_bytes(b"")
    assert sketch(tmp_path).changed.timestamp() == 1_000_000
