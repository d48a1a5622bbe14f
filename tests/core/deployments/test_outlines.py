"""Outlines of the world that need no network."""

from itertools import product

import numpy as np
import pytest

from core.deployments import outlines
from core.deployments.zones import every_zone


def is_land(longitude, latitude):
    """Tell it by how often a line to the north crosses an outline."""
    crossings = 0
    for ring, turn in product(outlines.world().land, (-360, 0, 360)):
        x, y = ring[:-1, 0] + turn - longitude, ring[:-1, 1]
        nx, ny = ring[1:, 0] + turn - longitude, ring[1:, 1]
        over = np.flatnonzero((x <= 0) != (nx <= 0))
        at = y[over] + (ny[over] - y[over]) * x[over] / (x[over] - nx[over])
        crossings += int(np.sum(at > latitude))
    return crossings % 2 == 1


def test_the_outlines_of_the_world_stay_on_it_and_are_closed():
    world = outlines.world()
    points = np.concatenate(world.land)
    assert points[:, 1].min() >= -90
    assert points[:, 1].max() > 83
    assert all(np.ptp(ring[:, 0]) <= 360 for ring in world.land)
    assert all(np.array_equal(ring[0], ring[-1]) for ring in world.land)
    assert len(world.borders) > 100


@pytest.mark.parametrize(
    ("longitude", "latitude", "land"),
    [
        (6.10, 46.45, True),
        (175.6, -40.3, True),
        (3.0, 54.0, False),
        (51.0, 42.0, False),
        (-179.0, 68.0, True),
        (179.0, 68.0, True),
        (0.0, -89.0, True),
        (0.0, 67.5, False),
    ],
)
def test_land_is_told_from_the_sea(longitude, latitude, land):
    assert is_land(longitude, latitude) == land


def test_zones_to_choose_from_are_those_of_places():
    zones = every_zone()
    assert zones[0] == "UTC"
    assert "Europe/Amsterdam" in zones
    assert not any(zone.startswith("Etc/") for zone in zones)
