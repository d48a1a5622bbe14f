"""A log can be sent to anybody: it says where something went wrong, and quotes nobody."""

import logging

import pytest

from core.log_lines import WithoutData, without_data

SECRET = "Secret Wood"


def caught(work) -> BaseException:
    with pytest.raises(Exception, match=r".") as found:
        work()
    return found.value


def chained() -> None:
    try:
        {}[SECRET]
    except KeyError as error:
        raise ValueError(f"no site {SECRET}") from error


def in_the_handler() -> None:
    try:
        int(SECRET)
    finally:
        open(f"/nowhere/{SECRET}.wav")  # noqa: PTH123, SIM115 - it fails


@pytest.mark.parametrize(
    ("work", "kinds"),
    [
        (chained, ("KeyError", "ValueError")),
        (in_the_handler, ("ValueError", "FileNotFoundError 2")),
        (lambda: SECRET.encode("ascii") and "é".encode("ascii"), ("UnicodeEncodeError",)),
    ],
)
def test_an_error_is_told_by_its_kinds_and_lines_without_what_it_says(work, kinds):
    said = without_data(caught(work))
    assert "test_log_lines.py" in said
    assert [kind for kind in kinds if kind not in said] == []
    assert SECRET + ".wav" not in said
    assert f"'{SECRET}'" not in said


def test_what_is_logged_of_an_error_is_told_so():
    error = caught(chained)
    record = logging.makeLogRecord({"msg": "broke off", "exc_info": (type(error), error, None)})
    said = WithoutData().format(record)
    assert said.startswith("broke off\n")
    assert SECRET not in said
