"""A detection is the same in every copy of a project, also where recordings have equal ends."""

from core.audio import contents
from core.review.identity import find_recording, hash_here
from core.scan import scan
from core.store import recordings
from tests.core.sounds import noise, record


def test_of_recordings_with_equal_ends_none_is_taken_for_another(project, tmp_path):
    a = record(tmp_path / "m" / "a.wav", noise(4, seed=1))
    list(scan(project, tmp_path / "m"))
    with project.reading() as db:
        alone = recordings.get(db, 1).content_hash
    muted = bytearray(a.read_bytes())
    muted[len(muted) // 2] ^= 1
    (tmp_path / "m" / "b.wav").write_bytes(muted)
    list(scan(project, tmp_path / "m"))
    with project.reading() as db:
        both = recordings.hashes(db)
        assert [find_recording(db, both[i]) for i in (1, 2)] == [1, 2]
        assert hash_here(db, alone) is None  # it may be either
        assert hash_here(db, "") is None


def test_what_is_known_elsewhere_by_all_of_it_is_found_by_its_ends(project, tmp_path):
    a = record(tmp_path / "m" / "a.wav", noise(4, seed=1))
    list(scan(project, tmp_path / "m"))
    with project.writing() as db:
        ends = recordings.get(db, 1).content_hash
        query = "UPDATE recordings SET content_hash = ? WHERE id = 1"
        db.exec_driver_sql(query, (whole := contents.whole_hash(a),))
        assert find_recording(db, ends) == 1
        db.exec_driver_sql(query, (ends,))
        assert find_recording(db, whole) == 1
        assert find_recording(db, ends + "0" * 32) is None
