"""The command line in this process."""

import sys

import pytest

from core.cli import app


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command in this process; return (status, output, messages)."""
    monkeypatch.setattr(app, "log_to_file", lambda: None)

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["undersong", *map(str, words)])
        status = app.run()
        out, err = capsys.readouterr()
        return status, out, err

    return command
