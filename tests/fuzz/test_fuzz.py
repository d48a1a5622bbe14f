"""A short sample of ``make fuzz``, the same at every run."""

from itertools import count, islice

import pytest

from tests.fuzz.attempts import TARGETS, Failure, attempts


@pytest.mark.parametrize("target", TARGETS)
def test_odd_input_ends_in_a_result_or_a_sentence(target, tmp_path):
    number = 100 if target == "sounds" else 12
    made = list(islice(attempts(target, count(1), tmp_path), number))
    assert len(made) == number
    assert [failure for failure in made if failure] == []


def test_what_hangs_crashes_or_raises_is_a_failure_and_the_next_attempt_goes_on(
    tmp_path, monkeypatch
):
    (tmp_path / "sitecustomize.py").write_text(
        "import ctypes, sys, time, types\n"
        "module = types.ModuleType('tests.fuzz.sounds')\n"
        "acts = [int, lambda: time.sleep(99), lambda: ctypes.string_at(0), lambda: 1 / 0]\n"
        "module.attempt = lambda _, folder: acts[int(folder.name[-1]) % 4]()\n"
        "sys.modules['tests.fuzz.sounds'] = module\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr("tests.fuzz.attempts.HANG_S", 6.0)
    made = list(attempts("sounds", iter(range(5)), tmp_path))
    assert [failure and failure.kind for failure in made] == [
        None,
        "it hung (no place)",
        "it crashed (no place)",
        made[3].kind,
        None,
    ]
    assert isinstance(made[3], Failure)
    assert made[3].kind.startswith("ZeroDivisionError: division by zero")
