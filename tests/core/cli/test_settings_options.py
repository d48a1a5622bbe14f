"""Options come from the declaration of settings."""

import inspect
from dataclasses import fields

import pytest

from core.analysis import Settings, settings
from core.cli.analysing import analyze
from core.cli.settings_options import settings_of
from core.networks.catalogue import network

GIVEN = {one.name: one.default for one in fields(Settings)}


def test_every_setting_is_an_option_and_nothing_is_left_of_what_stood_in_for_them():
    names = list(inspect.signature(analyze).parameters)
    expected = ["folder", "project", *settings.DECLARED, "retry_failed", "heads"]
    expected += ["dask", "dask_workers", "dask_media", "strict", "json"]
    assert names == expected


def test_where_nothing_is_given_everything_is_at_its_default():
    assert settings_of(GIVEN, network("birdnet-2.4")) == Settings()


@pytest.mark.parametrize(("written", "week"), [("auto", "auto"), ("all", "all"), ("17", 17)])
def test_a_week_is_a_number_or_a_word(written, week):
    assert settings_of(GIVEN | {"week": written}, network("birdnet-2.4")).week == week


def test_the_options_of_before_are_there(run):
    status, out, _ = run("analyze", "--help")
    assert status == 0
    for option in ("--network", "--latitude", "--longitude", "--week", "--species-list",
                   "--min-score", "--overlap ", "--sensitivity", "--channel", "--workers",
                   "--gentle", "--no-embeddings", "--retry-failed", "--json"):  # fmt: skip
        assert option in out
    assert "--no-gentle" not in out


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--channel", "0", "channel must lie between 1 and 64"),
        ("--channel", "9" * 400, "channel must lie between 1 and 64"),
        ("--workers", "-1", "number of processes must lie between 1 and 256"),
        ("--sensitivity", "inf", "sensitivity must lie between 0.5 and 1.5"),
    ],
)
def test_a_number_out_of_bounds_is_refused_before_anything_is_made(
    run, tmp_path, option, value, sentence
):
    status, out, err = run("analyze", tmp_path, "--project", tmp_path / "p", option, value)
    assert (status, out) == (2, "")
    assert sentence in err
    assert not (tmp_path / "p").exists()
