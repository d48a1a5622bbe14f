import subprocess
import sys

import pytest

from core import crash_reports


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path))


PLACE = "Ann's secret meadow"


def failed():
    try:
        raise ValueError(PLACE)
    except ValueError as error:
        return error


def test_a_report_says_where_and_with_which_version_and_nothing_of_the_data():
    assert crash_reports.newest() == ""
    crash_reports.keep(failed())
    report = crash_reports.newest()
    assert report.startswith("Undersong ")
    assert "test_crash_reports.py" in report
    assert "ValueError" in report
    assert PLACE not in report


def test_only_the_newest_reports_are_kept():
    first = crash_reports.keep(failed())
    for _ in range(10):
        last = crash_reports.keep(failed())
    assert not first.exists()
    assert crash_reports.newest() == last.read_text(encoding="utf-8")
    assert len(list(last.parent.iterdir())) == 10


END = "from core.crash_reports import EndWatch; import os; watch = EndWatch(); "


def test_an_end_by_a_bad_memory_access_is_told_at_the_next_start():
    code = END + "import faulthandler; faulthandler._sigsegv()"
    subprocess.run([sys.executable, "-c", code], check=False)
    assert crash_reports.left_by_abrupt_ends()
    assert "Segmentation fault" in crash_reports.newest() or "access" in crash_reports.newest()
    assert not crash_reports.left_by_abrupt_ends()


@pytest.mark.parametrize("end", ["watch.close()", "os.kill(os.getpid(), 9)"])
def test_an_end_that_is_meant_or_leaves_no_trace_makes_no_report(end):
    subprocess.run([sys.executable, "-c", END + end], check=False)
    assert not crash_reports.left_by_abrupt_ends()
    assert crash_reports.newest() == ""


def test_another_window_that_still_runs_is_left_alone():
    code = END + "print('ready', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        other.stdout.readline()
        assert not crash_reports.left_by_abrupt_ends()
        assert list((crash_reports.log_folder() / "crashes").iterdir())
        other.communicate("\n")
