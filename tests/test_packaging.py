"""The plain names core, gui and species_lists are ours alone."""

from importlib.metadata import packages_distributions

import pytest


@pytest.mark.parametrize("name", ["core", "gui", "species_lists"])
def test_no_dependency_brings_a_package_of_the_same_name(name: str):
    assert set(packages_distributions().get(name, ())) <= {"undersong"}
