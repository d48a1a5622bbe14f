"""What is said where a package is missing that only some tasks need."""

import sys

import pytest

from core import extras


@pytest.fixture
def installed(monkeypatch):
    monkeypatch.setattr(extras, "is_installed_program", lambda: True)


@pytest.mark.parametrize(
    ("extra", "packages"),
    [("parquet", ['"pyarrow>=18"']), ("cluster", ['"dask>=2025.1"', '"s3fs>=2025.2"'])],
)
def test_from_source_the_packages_themselves_are_named(extra, packages):
    said = extras.what_to_do(extra)
    assert said.startswith(f'Run: "{sys.executable}" -m pip install')
    assert all(package in said for package in packages)
    assert "undersong" not in said.partition("pip install")[2]


def test_an_installed_program_sends_nobody_to_pip(installed):
    assert "run it from its source" in extras.what_to_do("parquet")
    assert extras.what_to_do() == "Install Undersong again."
    assert extras.bringing("cluster") == ""
