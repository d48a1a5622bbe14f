"""Outlines of the world that need no network."""

import numpy as np
import pytest

from core.deployments import outlines
from core.deployments.zones import every_zone


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path))


def test_the_outlines_of_the_world_stay_on_it():
    points = np.concatenate(outlines.world())
    assert points[:, 0].min() >= -180
    assert points[:, 0].max() <= 180
    assert points[:, 1].max() > 70


def test_outlines_that_were_kept_are_the_same_again():
    first = outlines.world()
    again = outlines.world()
    assert len(first) == len(again)
    assert np.array_equal(first[7], again[7])


def test_outlines_that_were_kept_badly_are_made_again(tmp_path):
    outlines.world()
    (file,) = (tmp_path / "cache").glob("outlines-*.npz")
    file.write_bytes(file.read_bytes()[:1000])
    assert len(outlines.world()) > 500


def test_a_zone_is_finer_than_the_world():
    assert sum(map(len, outlines.of_zone("Europe/Amsterdam"))) > 500
    assert outlines.of_zone("Mars/Base") == []


def test_zones_to_choose_from_are_those_of_places():
    zones = every_zone()
    assert zones[0] == "UTC"
    assert "Europe/Amsterdam" in zones
    assert not any(zone.startswith("Etc/") for zone in zones)
