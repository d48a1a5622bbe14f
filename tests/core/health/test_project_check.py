from core.health.project_check import checking_project
from core.jobs import answer


def test_a_sound_project_has_no_troubles(analysed):
    assert answer(checking_project(analysed)) == []


def test_lost_recordings_and_unfinished_analyses_are_told_with_what_to_do(analysed, tmp_path):
    with analysed.writing() as db:
        db.exec_driver_sql("UPDATE media_roots SET path = '/gone/card'")
        db.exec_driver_sql("UPDATE runs SET finished_utc = NULL")
    lost, unfinished = answer(checking_project(analysed))
    assert "/gone/card, with 3 recordings, is not there" in lost.what
    assert "Sites" in lost.do
    assert "through with 3 recordings" in unfinished.what


def test_a_file_that_left_its_folder_is_counted(analysed, tmp_path):
    (tmp_path / "there").mkdir()
    with analysed.writing() as db:
        db.exec_driver_sql("UPDATE media_roots SET path = ?", (str(tmp_path / "there"),))
    (lost,) = answer(checking_project(analysed))
    assert lost.what.startswith("3 recordings are not in")
